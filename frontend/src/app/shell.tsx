// The frame of every page: notices, header, the banner of a lost connection, help, and shortcuts.

import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams, useRouterState, useSearch } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { AlertAnnouncer } from '@/app/alert-announcer'
import { ConsoleNotices } from '@/app/console-notices'
import { DeploymentChoice } from '@/app/deployment-choice'
import { Header } from '@/app/header'
import { HelpDialog } from '@/app/help-dialog'
import { LostBanner } from '@/app/lost-banner'
import { MomentBar, MomentChoice } from '@/app/moment-bar'
import { pageRange, rangeOf, rangeSearch } from '@/app/shell-search'
import { useTabTitle } from '@/app/tab-title'
import { appText } from '@/app/text'
import { SEARCH_ID } from '@/features/rooms/search-id'
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

const MAIN_ID = 'main'

export function Shell({ children }: { children: ReactNode }) {
  const search = useSearch({ from: '__root__' })
  const path = useRouterState({ select: (state) => state.location.pathname })
  const navigate = useNavigate()
  const queries = useQueryClient()
  const live = useLive()
  const theme = useTheme()
  const [help, setHelp] = useState(false)
  const standard = pageRange(path)
  const ranged = standard !== null
  const range = rangeOf(search, standard ?? DEFAULT_RANGE)
  const page = useSearch({ strict: false })
  const timed = /^\/rooms(\/|$)/.test(path)
  const moment = timed ? (page.at ?? null) : null
  const narrowed = /^\/(rooms|history|sources|alerts|alerts\/history)\/?$/.test(path)
  const fixedRange = path === '/' && !isLive(range)
  usePauseWhile(moment !== null)

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

  useKeys({
    '?': () => setHelp(true),
    '/': () => {
      const focus = () => document.getElementById(SEARCH_ID)?.focus()
      if (document.getElementById(SEARCH_ID) !== null) focus()
      // The page renders shortly after the URL has changed.
      else void navigate({ to: '/rooms' }).then(() => requestAnimationFrame(focus))
    },
    'g d': () => void navigate({ to: '/' }),
    'g r': () => void navigate({ to: '/rooms' }),
    'g h': () => void navigate({ to: '/history' }),
    'g a': () => void navigate({ to: '/alerts' }),
    'g s': () => void navigate({ to: '/sources' }),
    ' ': togglePause,
    'd r': () => void queries.invalidateQueries({ type: 'active' }),
    'c t': () => setTheme(nextTheme(theme)),
    't z': () => {
      if (ranged) setRange(zoomedOut(resolveRange(range, serverNow()), serverNow()))
    },
    't a': () => {
      if (ranged) setRange(absoluteRange(resolveRange(range, serverNow())))
    },
  })

  const { room } = useParams({ strict: false })
  const name = room !== undefined ? visible(room) : pageName(path)
  useTabTitle(appText.title(name))

  return (
    <ZoneProvider zone={search.tz ?? 'local'}>
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
          deployment={
            narrowed ? (
              <DeploymentChoice
                value={page.deployment ?? null}
                onChange={(deployment) =>
                  void navigate({
                    to: '.',
                    search: ({ page: _page, ...now }: Record<string, unknown>) => ({
                      ...now,
                      deployment: deployment ?? undefined,
                    }),
                  })
                }
              />
            ) : null
          }
          fixed={fixedRange || moment !== null}
          onLive={() => (moment === null ? setRange(DEFAULT_RANGE) : setMoment(null))}
          zone={search.tz ?? 'local'}
          onZone={(zone) =>
            void navigate({
              to: '.',
              search: (now) => ({ ...now, tz: zone === 'utc' ? zone : undefined }),
            })
          }
          onTogglePause={togglePause}
          onHelp={() => setHelp(true)}
        />
        <ConsoleNotices />
        {moment === null ? null : (
          <MomentBar moment={moment} zone={search.tz ?? 'local'} onMoment={setMoment} />
        )}
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
        <HelpDialog open={help} onClose={() => setHelp(false)} />
      </div>
    </ZoneProvider>
  )
}

function pageName(path: string): string {
  const [, part, sub] = path.split('/')
  switch (part) {
    case '':
      return appText.nav.dashboard
    case 'rooms':
      return appText.nav.rooms
    case 'history':
      return appText.nav.history
    case 'alerts':
      return appText.nav.alertPages[sub ?? ''] ?? appText.nav.alert
    case 'sources':
      return appText.nav.sources
    case 'participants':
      return appText.nav.participant
    default:
      return appText.notFound.title
  }
}
