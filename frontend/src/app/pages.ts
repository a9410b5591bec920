// The pages of the header and of the bottom bar.
import {
  Activity,
  Bell,
  Cable,
  ChartColumn,
  History,
  type LucideIcon,
  Plug,
  Settings,
  Users,
} from 'lucide-react'
import { appText } from '@/app/text'

export interface Page {
  to: '/' | '/rooms' | '/alerts' | '/history' | '/usage' | '/sources' | '/settings' | '/connect'
  word: string
  icon: LucideIcon
}

export const PAGES: readonly Page[] = [
  { to: '/', word: appText.nav.dashboard, icon: Activity },
  { to: '/rooms', word: appText.nav.rooms, icon: Users },
  { to: '/alerts', word: appText.nav.alerts, icon: Bell },
  { to: '/history', word: appText.nav.history, icon: History },
  { to: '/usage', word: appText.nav.usage, icon: ChartColumn },
  { to: '/sources', word: appText.nav.sources, icon: Cable },
]

/** Behind an icon in the header, and with the other pages on a phone. */
export const SETTINGS_PAGE: Page = {
  to: '/settings',
  word: appText.nav.settings,
  icon: Settings,
}

/** Reached from where there is nothing to show, and from the settings. */
export const CONNECT_PAGE: Page = { to: '/connect', word: appText.nav.connect, icon: Plug }

/** The name of the page at this path. */
export function pageName(path: string): string {
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
    case 'usage':
      return appText.nav.usage
    case 'settings':
      return appText.nav.settings
    case 'connect':
      return appText.nav.connect
    case 'sources':
      return appText.nav.sources
    case 'participants':
      return appText.nav.participant
    default:
      return appText.notFound.title
  }
}
