// The frame of every page: header, the banner of a lost connection, search, help, and shortcuts.

import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams, useRouterState, useSearch } from '@tanstack/react-router'
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react'
import { AlertAnnouncer } from '@/app/alert-announcer'
import { BottomBar } from '@/app/bottom-bar'
import { DeploymentChoice } from '@/app/deployment-choice'
import { Header, Settings } from '@/app/header'
import { HelpDialog } from '@/app/help-dialog'
import { LostBanner } from '@/app/lost-banner'
import { MomentBar, MomentChoice } from '@/app/moment-bar'
import { pageName } from '@/app/pages'
import type { Action } from '@/app/palette-items'
import { pageRange, rangeOf, rangeSearch } from '@/app/shell-search'
import { useTabTitle } from '@/app/tab-title'
import { appText } from '@/app/text'
import type { Zone } from '@/lib/format'
import { firstMoment } from '@/lib/moment'
import { serverNow } from '@/lib/server-clock'
import {
  absoluteRange,
  DEFAULT_RANGE,
  isLive,
  resolveRange,
  type TimeRange,
  zoomedOut,
} from '@/lib/time-range'
import { useLive, usePauseWhile } from '@/live/live-context'
import { MomentProvider, ZoneProvider } from '@/ui/clock'
import { visible } from '@/ui/foreign'
import { nextTheme, setTheme, useTheme } from '@/ui/theme'
import { useKeys } from '@/ui/use-keys'
import { usePhone } from '@/ui/use-media'

const Palette = lazy(async () => ({ default: (await import('@/app/palette')).Palette }))

const MAIN_ID = 'main'

export function Shell({ children }: { children: ReactNode }) {
  const search = useSearch({ from: '__root__' })
  const path = useRouterState({ select: (state) => state.location.pathname })
  const navigate = useNavigate()
  const queries = useQueryClient()
  const live = useLive()
  const theme = useTheme()
  const phone = usePhone()
  const [open, setOpen] = useState<'help' | 'palette' | null>(null)
  const standard = pageRange(path)
  const ranged = standard !== null
  const range = rangeOf(search, standard ?? DEFAULT_RANGE)
  const page = useSearch({ strict: false })
  const timed = /^\/rooms(\/|$)/.test(path)
  const moment = timed ? (page.at ?? null) : null
  const narrowed = /^\/((rooms|history|usage|sources|alerts|alerts\/history)\/?)?$/.test(path)
  const fixedRange = path === '/' && !isLive(range)
  usePauseWhile(moment !== null)

  const zone = search.tz ?? 'local'
  const setZone = (next: Zone) =>
    void navigate({
      to: '.',
      search: (now) => ({ ...now, tz: next === 'utc' ? next : undefined }),
    })

  const setRange = (next: TimeRange) =>
    void navigate({
      to: '.',
      // Page numbers of one time range mean nothing in another.
      search: ({ page: _page, ...now }: Record<string, unknown>) => ({
        ...now,
        ...rangeSearch(next, standard ?? DEFAULT_RANGE),
      }),
    })

  const setMoment = (at: string | null) =>
    void navigate({ to: '.', search: (now) => ({ ...now, at: at ?? undefined }) })

  const togglePause = () => {
    if (live.socket.isPausedBy('user')) live.socket.resume('user')
    else live.socket.pause('user')
  }

  const actions: Readonly<Record<Action, () => void>> = {
    pause: togglePause,
    theme: () => setTheme(nextTheme(theme)),
    zone: () => setZone(zone === 'utc' ? 'local' : 'utc'),
    refresh: () => void queries.invalidateQueries({ type: 'active' }),
    help: () => setOpen('help'),
  }

  useKeys({
    '?': actions.help,
    '/': () => setOpen('palette'),
    'g d': () => void navigate({ to: '/' }),
    'g r': () => void navigate({ to: '/rooms' }),
    'g h': () => void navigate({ to: '/history' }),
    'g a': () => void navigate({ to: '/alerts' }),
    'g u': () => void navigate({ to: '/usage' }),
    'g s': () => void navigate({ to: '/sources' }),
    'g c': () => void navigate({ to: '/settings' }),
    ' ': togglePause,
    'd r': actions.refresh,
    'c t': actions.theme,
    't z': () => {
      if (ranged) setRange(zoomedOut(resolveRange(range, serverNow()), serverNow()))
    },
    't a': () => {
      if (ranged) setRange(absoluteRange(resolveRange(range, serverNow())))
    },
  })
  usePaletteKey(() => setOpen('palette'))

  const { room } = useParams({ strict: false })
  const name = room !== undefined ? visible(room) : pageName(path)
  useTabTitle(appText.title(name))

  const settings = <Settings zone={zone} onZone={setZone} onHelp={actions.help} />
  const deployment = narrowed ? (
    <DeploymentChoice
      regions={path === '/'}
      value={page.deployment ?? null}
      region={page.region ?? null}
      onChange={(deployment, region) =>
        void navigate({
          to: '.',
          search: ({ page: _page, ...now }: Record<string, unknown>) => ({
            ...now,
            deployment: deployment ?? undefined,
            region: region ?? undefined,
          }),
        })
      }
    />
  ) : null

  return (
    <ZoneProvider zone={zone}>
      <div className="flex h-dvh flex-col">
        <a
          href={`#${MAIN_ID}`}
          onClick={(event) => {
            // The URL must not change: people share it.
            event.preventDefault()
            document.getElementById(MAIN_ID)?.focus()
          }}
          className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:bg-surface focus:p-2"
        >
          {appText.skip}
        </a>
        <Header
          page={name}
          range={ranged ? range : null}
          onRange={setRange}
          time={
            timed ? (
              <MomentChoice
                moment={moment}
                onPast={() => setMoment(firstMoment(serverNow()))}
                onNow={() => setMoment(null)}
              />
            ) : null
          }
          deployment={phone ? null : deployment}
          fixed={fixedRange || moment !== null}
          onLive={() => (moment === null ? setRange(DEFAULT_RANGE) : setMoment(null))}
          zone={zone}
          onTogglePause={togglePause}
          onSearch={() => setOpen('palette')}
          settings={phone ? null : settings}
          phone={phone}
        />
        {moment === null ? null : <MomentBar moment={moment} zone={zone} onMoment={setMoment} />}
        <main
          id={MAIN_ID}
          tabIndex={-1}
          className="relative flex min-h-0 flex-1 flex-col overflow-y-auto outline-none"
        >
          <MomentProvider moment={moment === null ? null : Date.parse(moment)}>
            {children}
          </MomentProvider>
        </main>
        <AlertAnnouncer />
        <LostBanner />
        {phone ? (
          <BottomBar>
            {(close) => (
              <>
                {deployment}
                <Settings
                  zone={zone}
                  onZone={setZone}
                  onHelp={() => {
                    close()
                    actions.help()
                  }}
                />
              </>
            )}
          </BottomBar>
        ) : null}
        <HelpDialog open={open === 'help'} onClose={() => setOpen(null)} />
        {open === 'palette' ? (
          <Suspense fallback={null}>
            <Palette onAction={(action) => actions[action]()} onClose={() => setOpen(null)} />
          </Suspense>
        ) : null}
      </div>
    </ZoneProvider>
  )
}

/** Ctrl+K, or Cmd+K: also while the user types. */
function usePaletteKey(onOpen: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return
      event.preventDefault()
      if (document.querySelector('dialog[open]') === null) onOpen()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  })
}
