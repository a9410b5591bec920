// What stands around every page: notices, header, the banner of a lost connection, help, and the keys.

import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams, useRouterState, useSearch } from '@tanstack/react-router'
import { type ReactNode, useEffect, useState } from 'react'
import { ConsoleNotices } from '@/app/console-notices'
import { Header } from '@/app/header'
import { HelpDialog } from '@/app/help-dialog'
import { LostBanner } from '@/app/lost-banner'
import { rangeOf, rangeSearch } from '@/app/shell-search'
import { SEARCH_ID } from '@/features/rooms/search-id'
import { serverNow } from '@/lib/server-clock'
import { absoluteRange, resolveRange, type TimeRange, zoomedOut } from '@/lib/time-range'
import { useLive } from '@/live/live-context'
import { text } from '@/text/text'
import { ZoneProvider } from '@/ui/clock'
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
  const range = rangeOf(search)
  const ranged = path === '/'

  const setRange = (next: TimeRange) =>
    void navigate({ to: '.', search: (now) => ({ ...now, ...rangeSearch(next) }) })

  const togglePause = () => {
    if (live.socket.isPausedBy('user')) live.socket.resume('user')
    else live.socket.pause('user')
  }

  useKeys({
    '?': () => setHelp(true),
    '/': () => {
      const focus = () => document.getElementById(SEARCH_ID)?.focus()
      if (document.getElementById(SEARCH_ID) !== null) focus()
      // The page is drawn a little after the address has changed.
      else void navigate({ to: '/rooms' }).then(() => requestAnimationFrame(focus))
    },
    'g d': () => void navigate({ to: '/' }),
    'g r': () => void navigate({ to: '/rooms' }),
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
  const page =
    room !== undefined ? visible(room) : path === '/' ? text.nav.dashboard : text.nav.rooms
  useEffect(() => {
    document.title = text.title(page)
  }, [page])

  return (
    <ZoneProvider zone={search.tz ?? 'local'}>
      <div className="flex h-dvh flex-col">
        <a
          href={`#${MAIN_ID}`}
          onClick={(event) => {
            // The address stays as it is: it is what people share.
            event.preventDefault()
            document.getElementById(MAIN_ID)?.focus()
          }}
          className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:bg-surface focus:p-2"
        >
          {text.skip}
        </a>
        <Header
          range={ranged ? range : null}
          onRange={setRange}
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
        <main
          id={MAIN_ID}
          tabIndex={-1}
          className="relative flex min-h-0 flex-1 flex-col overflow-y-auto outline-none"
        >
          {children}
        </main>
        <LostBanner />
        <HelpDialog open={help} onClose={() => setHelp(false)} />
      </div>
    </ZoneProvider>
  )
}
