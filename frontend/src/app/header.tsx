import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import {
  CircleDashed,
  CircleHelp,
  type LucideIcon,
  Monitor,
  Moon,
  OctagonX,
  Pause,
  Radio,
  Sun,
  TriangleAlert,
  ZoomOut,
} from 'lucide-react'
import type { ReactNode } from 'react'
import { sourcesQuery } from '@/api/sources'
import { AlertBadge } from '@/app/alert-badge'
import { appText } from '@/app/text'
import { problemsOf } from '@/features/sources/problems'
import type { Zone } from '@/lib/format'
import { formatInstant } from '@/lib/format'
import { serverNow } from '@/lib/server-clock'
import {
  absoluteRange,
  QUICK_RANGES,
  quickRange,
  quickRangeOf,
  resolveRange,
  type TimeRange,
  zoomedOut,
} from '@/lib/time-range'
import { useLive, useLiveState } from '@/live/live-context'
import type { SocketState } from '@/live/socket'
import { text } from '@/text/text'
import { Button } from '@/ui/button'
import { nextTheme, setTheme, type Theme, useTheme } from '@/ui/theme'

const NAV =
  'rounded-sm px-2 py-1 text-sm hover:bg-raised aria-[current=page]:bg-raised aria-[current=page]:font-semibold'

export function Header({
  range,
  onRange,
  time,
  deployment,
  fixed,
  onLive,
  zone,
  onZone,
  onTogglePause,
  onHelp,
}: {
  /** `null` on pages without a time range. */
  range: TimeRange | null
  onRange: (range: TimeRange) => void
  /** The control of the time shown, on pages that have one. */
  time: ReactNode
  /** The choice of a deployment, on pages with this filter. */
  deployment: ReactNode
  /** A fixed time is shown: the page cannot be live. */
  fixed: boolean
  onLive: () => void
  zone: Zone
  onZone: (zone: Zone) => void
  onTogglePause: () => void
  onHelp: () => void
}) {
  return (
    <header className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1.5 border-line border-b bg-surface px-3 py-1.5">
      <Link to="/" className="whitespace-nowrap font-semibold">
        {appText.product}
      </Link>
      <nav aria-label={appText.nav.label} className="flex flex-wrap gap-1">
        <Link to="/" activeOptions={{ exact: true, includeSearch: false }} className={NAV}>
          {appText.nav.dashboard}
        </Link>
        <Link to="/rooms" activeOptions={{ includeSearch: false }} className={NAV}>
          {appText.nav.rooms}
        </Link>
        <Link to="/history" activeOptions={{ includeSearch: false }} className={NAV}>
          {appText.nav.history}
        </Link>
        <Link to="/alerts" activeOptions={{ includeSearch: false }} className={NAV}>
          {appText.nav.alerts}
          <AlertBadge />
        </Link>
        <Link to="/sources" activeOptions={{ includeSearch: false }} className={NAV}>
          {appText.nav.sources}
          <Problems />
        </Link>
      </nav>
      <div className="ms-auto flex flex-wrap items-center gap-1.5">
        {deployment}
        {time}
        <LiveButton fixed={fixed} onTogglePause={onTogglePause} onLive={onLive} />
        {range === null ? null : <RangePicker range={range} zone={zone} onRange={onRange} />}
        <Button
          aria-label={zone === 'utc' ? appText.zone.toLocal : appText.zone.toUtc}
          title={zone === 'utc' ? appText.zone.toLocal : appText.zone.toUtc}
          className="w-14"
          onClick={() => onZone(zone === 'utc' ? 'local' : 'utc')}
        >
          {zone === 'utc' ? text.zone.utc : text.zone.local}
        </Button>
        <ThemeButton />
        <Button
          icon
          aria-label={appText.help.title}
          title={`${appText.help.title} (?)`}
          onClick={onHelp}
        >
          <CircleHelp aria-hidden="true" size={14} />
        </Button>
      </div>
    </header>
  )
}

/** The number of problems of the sources. */
function Problems() {
  const { data } = useQuery({ ...sourcesQuery, select: problemsOf })
  if (data === undefined || data === null) return null
  const Icon = data.tone === 'crit' ? OctagonX : TriangleAlert
  return (
    <span
      title={appText.nav.problems(data.count)}
      className={`ms-1 inline-flex items-center gap-0.5 align-middle text-xs ${
        data.tone === 'crit' ? 'text-crit' : 'text-warn'
      }`}
    >
      <Icon aria-hidden="true" size={12} />
      <span aria-hidden="true">{data.count}</span>
      <span className="sr-only">{appText.nav.problems(data.count)}</span>
    </span>
  )
}

const PHASES: Readonly<Record<SocketState['phase'], { icon: LucideIcon; color: string }>> = {
  connecting: { icon: CircleDashed, color: 'text-muted' },
  live: { icon: Radio, color: 'text-ok' },
  stale: { icon: TriangleAlert, color: 'text-warn' },
  reconnecting: { icon: TriangleAlert, color: 'text-crit' },
  paused: { icon: Pause, color: 'text-muted' },
}

function phaseWord(state: SocketState): string {
  return state.phase === 'reconnecting'
    ? appText.live.reconnecting(state.attempt)
    : appText.live[state.phase]
}

function LiveButton({
  fixed,
  onTogglePause,
  onLive,
}: {
  fixed: boolean
  onTogglePause: () => void
  onLive: () => void
}) {
  const live = useLive()
  const state = useLiveState()
  const { icon: Icon, color } = PHASES[state.phase]
  const word = phaseWord(state)
  const action = fixed
    ? appText.live.backToLive
    : live.socket.isPausedBy('user')
      ? appText.live.resume
      : appText.live.pause
  return (
    <Button
      data-live={state.phase}
      title={fixed ? `${appText.live.pausedByRange}. ${action}` : action}
      aria-label={`${appText.live.label}: ${word}. ${action}`}
      className={`min-w-20 ${color}`}
      onClick={() => (fixed ? onLive() : onTogglePause())}
    >
      <Icon aria-hidden="true" size={14} />
      {word}
    </Button>
  )
}

const FIXED = 'fixed'
const OTHER = 'other'

function RangePicker({
  range,
  zone,
  onRange,
}: {
  range: TimeRange
  zone: Zone
  onRange: (range: TimeRange) => void
}) {
  const quick = quickRangeOf(range)
  const now = serverNow()
  const { from, to } = resolveRange(range, now)
  const value = quick ?? OTHER
  const pick = (chosen: string) => {
    const named = QUICK_RANGES.find((each) => each === chosen)
    if (named !== undefined) onRange(quickRange(named))
    else if (chosen === FIXED) onRange(absoluteRange({ from, to }))
  }
  return (
    <>
      <select
        aria-label={appText.range.label}
        value={value}
        onChange={(event) => pick(event.target.value)}
        className="h-7 max-w-64 max-sm:max-w-30 rounded-sm border border-line-strong bg-surface px-1.5 text-sm pointer-coarse:h-9"
      >
        {quick === null ? (
          <option value={OTHER}>
            {formatInstant(from, zone, now)} – {formatInstant(to, zone, now)}
          </option>
        ) : (
          <option value={FIXED}>{appText.range.custom}</option>
        )}
        {QUICK_RANGES.map((each) => (
          <option key={each} value={each}>
            {appText.range.quick(each)}
          </option>
        ))}
      </select>
      <Button
        icon
        aria-label={appText.range.zoomOut}
        title={appText.range.zoomOut}
        className="max-sm:hidden"
        onClick={() => onRange(zoomedOut({ from, to }, serverNow()))}
      >
        <ZoomOut aria-hidden="true" size={14} />
      </Button>
    </>
  )
}

const THEME_ICONS: Readonly<Record<Theme, LucideIcon>> = { system: Monitor, light: Sun, dark: Moon }

function ThemeButton() {
  const theme = useTheme()
  const Icon = THEME_ICONS[theme]
  const word = `${appText.theme.label}: ${appText.theme[theme]}`
  return (
    <Button icon aria-label={word} title={word} onClick={() => setTheme(nextTheme(theme))}>
      <Icon aria-hidden="true" size={14} />
    </Button>
  )
}
