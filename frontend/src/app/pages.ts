// The pages of the header and of the bottom bar.
import { Activity, Bell, Cable, History, type LucideIcon, Users } from 'lucide-react'
import { appText } from '@/app/text'

export interface Page {
  to: '/' | '/rooms' | '/alerts' | '/history' | '/sources'
  word: string
  icon: LucideIcon
}

export const PAGES: readonly Page[] = [
  { to: '/', word: appText.nav.dashboard, icon: Activity },
  { to: '/rooms', word: appText.nav.rooms, icon: Users },
  { to: '/alerts', word: appText.nav.alerts, icon: Bell },
  { to: '/history', word: appText.nav.history, icon: History },
  { to: '/sources', word: appText.nav.sources, icon: Cable },
]

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
    case 'sources':
      return appText.nav.sources
    case 'participants':
      return appText.nav.participant
    default:
      return appText.notFound.title
  }
}
