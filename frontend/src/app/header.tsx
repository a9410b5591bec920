// One row: product, pages with their open alerts, search, filters, time, live state, and one chip.

import { Link } from '@tanstack/react-router'
import {
  CircleHelp,
  type LucideIcon,
  Monitor,
  Moon,
  Search,
  Settings as SettingsIcon,
  Sun,
} from 'lucide-react'
import type { ReactNode } from 'react'
import { LiveButton } from '@/app/live-button'
import { NoticeChip } from '@/app/notice-chip'
import { PageMarks } from '@/app/page-marks'
import { PAGES } from '@/app/pages'
import { RangePicker } from '@/app/range-picker'
import { appText } from '@/app/text'
import type { Zone } from '@/lib/format'
import type { TimeRange } from '@/lib/time-range'
import { text } from '@/text/text'
import { Button } from '@/ui/button'
import { nextTheme, setTheme, type Theme, useTheme } from '@/ui/theme'

const NAV =
  'relative flex items-center gap-1.5 whitespace-nowrap px-2 text-muted text-sm hover:text-fg focus-visible:-outline-offset-2 aria-[current=page]:font-semibold aria-[current=page]:text-fg aria-[current=page]:after:absolute aria-[current=page]:after:inset-x-2 aria-[current=page]:after:-bottom-px aria-[current=page]:after:h-0.5 aria-[current=page]:after:bg-fg'

export function Header({
  page,
  range,
  onRange,
  time,
  deployment,
  fixed,
  onLive,
  zone,
  onTogglePause,
  onSearch,
  settings,
  phone,
}: {
  /** The name of the page, which a phone shows in place of the pages. */
  page: string
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
  onTogglePause: () => void
  onSearch: () => void
  /** Zone, theme and help; on a phone they are in the bottom bar. */
  settings: ReactNode
  /** The pages are in the bottom bar. */
  phone: boolean
}) {
  return (
    <header className="flex h-12 shrink-0 items-center gap-2 border-line border-b bg-surface px-5 max-nav:gap-1 max-nav:px-2">
      <Link
        to="/"
        aria-label={appText.product}
        className="me-1 flex min-w-0 items-center gap-2 whitespace-nowrap font-semibold"
      >
        <Logo />
        <span className="max-rail:hidden">{appText.product}</span>
        {phone ? <span className="truncate">{page}</span> : null}
      </Link>
      {phone ? null : (
        <nav aria-label={appText.nav.label} className="flex h-full">
          {PAGES.map(({ to, word }) => (
            <Link
              key={to}
              to={to}
              activeOptions={{ exact: to === '/', includeSearch: false }}
              className={NAV}
            >
              {word}
              <PageMarks to={to} />
            </Link>
          ))}
        </nav>
      )}
      <button
        type="button"
        aria-label={appText.palette.open}
        title={`${appText.palette.open} (Ctrl+K, /)`}
        onClick={onSearch}
        className="flex h-7.5 items-center gap-1.5 rounded-sm text-muted text-sm hover:text-fg max-nav:ms-auto max-nav:px-1 nav:min-w-8 nav:max-w-75 nav:flex-1 nav:border nav:border-line-2 nav:bg-bg nav:px-2"
      >
        <Search aria-hidden="true" size={15} className="shrink-0" />
        <span className="min-w-0 flex-1 truncate text-start max-nav:hidden">{text.search}</span>
        <kbd className="rounded-xs border border-line-2 bg-surface px-1 font-sans text-2xs max-chip:hidden">
          {appText.palette.key}
        </kbd>
      </button>
      <div className="flex min-w-0 items-center gap-1.25 max-nav:shrink-0 nav:ms-auto">
        {deployment}
        {time}
        {range === null ? null : <RangePicker range={range} zone={zone} onRange={onRange} />}
        <LiveButton fixed={fixed} onTogglePause={onTogglePause} onLive={onLive} />
        <NoticeChip />
        {settings}
      </div>
    </header>
  )
}

export function Settings({
  zone,
  onZone,
  onHelp,
}: {
  zone: Zone
  onZone: (zone: Zone) => void
  onHelp: () => void
}) {
  const other = zone === 'utc' ? appText.zone.toLocal : appText.zone.toUtc
  return (
    <>
      <Button
        aria-label={other}
        title={other}
        className="w-13 px-1!"
        onClick={() => onZone(zone === 'utc' ? 'local' : 'utc')}
      >
        {zone === 'utc' ? text.zone.utc : text.zone.local}
      </Button>
      <Link
        to="/settings"
        aria-label={appText.nav.settings}
        title={appText.nav.settings}
        className="inline-flex h-7.5 w-7.5 shrink-0 items-center justify-center rounded-sm hover:bg-raised aria-[current=page]:bg-raised max-nav:hidden"
      >
        <SettingsIcon aria-hidden="true" size={16} />
      </Link>
      <ThemeButton />
      <Button
        icon
        look="plain"
        aria-label={appText.help.title}
        title={`${appText.help.title} (?)`}
        onClick={onHelp}
      >
        <CircleHelp aria-hidden="true" size={16} />
      </Button>
    </>
  )
}

function Logo() {
  return (
    <svg aria-hidden="true" width="20" height="20" viewBox="0 0 20 20" className="shrink-0">
      <rect x="1" y="1" width="18" height="18" rx="5" className="fill-fg" />
      <path
        d="M5 12.5h4M5 8.5h10M12.5 12.5H15"
        strokeWidth="1.6"
        strokeLinecap="round"
        className="stroke-surface"
      />
    </svg>
  )
}

const THEME_ICONS: Readonly<Record<Theme, LucideIcon>> = { system: Monitor, light: Sun, dark: Moon }

function ThemeButton() {
  const theme = useTheme()
  const Icon = THEME_ICONS[theme]
  const word = `${appText.theme.label}: ${appText.theme[theme]}`
  return (
    <Button
      icon
      look="plain"
      aria-label={word}
      title={word}
      onClick={() => setTheme(nextTheme(theme))}
    >
      <Icon aria-hidden="true" size={16} />
    </Button>
  )
}
