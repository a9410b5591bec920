// The texts around every page: header, time shown, live updates, notices, help.
import { plural } from '@/text/plural'

const RANGE_UNITS: Readonly<Record<string, string>> = { m: 'minute', h: 'hour', d: 'day' }

export const appText = {
  product: 'LiveKit Console',
  title: (page: string) => `${page} · LiveKit Console`,
  skip: 'Skip to content',

  nav: {
    label: 'Main',
    dashboard: 'Dashboard',
    rooms: 'Rooms',
    history: 'History',
    sources: 'Sources',
    usage: 'Usage',
    settings: 'Settings',
    connect: 'Connect a LiveKit',
    participant: 'Participant',
    alerts: 'Alerts',
    alert: 'Alert',
    more: 'More',
    alertPages: {
      '': 'Alerts',
      history: 'Alert history',
      rules: 'Alert rules',
      silences: 'Silences',
      receivers: 'Receivers',
      audit: 'Audit trail',
    } as Readonly<Record<string, string>>,
    problems: (n: number) => `${n} ${plural(n, 'problem', 'problems')}`,
  },

  /** What the header and the browser tab show of the open alerts. */
  alertBadge: {
    open: (n: number, severity: string) => `${n} open, ${severity}`,
    unknown: 'open alerts not known',
    titleCount: (n: number, title: string) => (n > 0 ? `(${n}) ${title}` : title),
    announced: (severity: string, message: string) => `New alert, ${severity}: ${message}`,
    announcedMore: (n: number) => `${n} new alerts`,
  },

  alertPages: {
    title: 'Alerts',
    label: 'Alert pages',
    active: 'Active',
    history: 'History',
    rules: 'Rules',
    silences: 'Silences',
    receivers: 'Receivers',
    audit: 'Audit trail',
    actor: 'Your name',
    actorHint: 'Recorded with each of your actions. The console has no access control yet.',
  },

  palette: {
    open: 'Search everything',
    key: 'Ctrl K',
    label: 'Rooms, people, sids, alerts, pages, actions',
    results: 'Results',
    none: 'Nothing matches.',
    searching: 'Searching…',
    failed: 'The search failed.',
    groups: {
      page: 'Pages',
      action: 'Actions',
      room: 'Rooms',
      participant: 'Participants',
      alert: 'Alerts',
    },
    sessions: 'all sessions',
    actions: {
      pause: 'Pause or resume live updates',
      theme: 'Change the theme',
      zone: 'Switch between UTC and local times',
      refresh: 'Refresh',
      help: 'Show help and keys',
    },
  },

  moment: {
    label: 'Time shown',
    now: 'Now',
    at: 'At …',
    banner: (time: string) => `Showing ${time}`,
    local: (time: string) => `${time} local time`,
    paused: 'This page is not live.',
    field: (zone: string) => `Time, ${zone}`,
    back: 'Back to now',
    steps: 'Time steps',
    step: (seconds: number) => {
      const amount = Math.abs(seconds) / 60
      const words = amount < 60 ? `${amount} min` : `${amount / 60} h`
      return `${seconds < 0 ? '−' : '+'}${words}`
    },
    stepHint: (seconds: number) => {
      const minutes = Math.abs(seconds) / 60
      const amount = minutes < 60 ? minutes : minutes / 60
      const unit = minutes < 60 ? 'minute' : 'hour'
      return `${amount} ${plural(amount, unit, `${unit}s`)} ${seconds < 0 ? 'earlier' : 'later'}`
    },
  },

  notice: {
    label: 'Notices',
    synthetic: 'Synthetic data',
    syntheticDetail:
      'Mock mode: a built-in simulator generates these rooms and participants. No data comes from a real LiveKit server.',
    open: 'no sign-in',
    openDetail:
      'AUTH=none: whoever can reach this address can see and change everything. Fit for a laptop, not for a network.',
  },

  live: {
    label: 'Live updates',
    connecting: 'Connecting',
    live: 'Live',
    stale: 'Stale',
    late: 'Late',
    lateDetail: (age: string) => `Webhooks arrive ${age} late: what is shown is that old.`,
    paused: 'Paused',
    reconnecting: (n: number) => `Reconnecting (${n})`,
    pause: 'Pause live updates',
    resume: 'Resume live updates',
    pausedByRange: 'Paused: a fixed time is shown',
    lost: 'Lost connection to the console.',
    staleDetail: 'No data arrives.',
    lastData: (time: string) => `Last data at ${time}.`,
    noData: 'No data yet.',
    retryIn: (seconds: number) =>
      seconds > 0 ? `Next attempt in ${seconds} s.` : 'Trying to connect…',
    retry: 'Retry now',
    backToLive: 'Back to live',
  },

  range: {
    label: 'Time range',
    custom: 'Fixed range',
    quick: (range: string) => {
      const amount = Number(range.slice(0, -1))
      const unit = RANGE_UNITS[range.slice(-1)] ?? ''
      return `Last ${amount} ${plural(amount, unit, `${unit}s`)}`
    },
    zoomOut: 'Zoom out',
  },

  theme: {
    label: 'Theme',
    system: 'System theme',
    light: 'Light theme',
    dark: 'Dark theme',
  },

  zone: { toUtc: 'Show times in UTC', toLocal: 'Show local times' },

  help: {
    title: 'Help',
    keys: 'Keyboard shortcuts',
    single: 'Single-key shortcuts',
    terms: 'Terms',
    about: 'Licence',
    license: 'LiveKit Console is free software under the MIT licence.',
    parts: 'Licences of its parts',
    bindings: [
      ['Ctrl+K or /', 'Search everything'],
      ['?', 'Show this help'],
      ['g d', 'Go to the dashboard'],
      ['g r', 'Go to the rooms'],
      ['g h', 'Go to the history'],
      ['g u', 'Go to the usage'],
      ['g s', 'Go to the sources'],
      ['g c', 'Go to the settings'],
      ['g a', 'Go to the alerts'],
      ['j / k', 'Next / previous row'],
      ['a r i n m', 'On an alert: acknowledge, resolve, assign, note, silence'],
      ['Enter', 'Open the row'],
      ['Space', 'Pause or resume live updates'],
      ['t z', 'Zoom out the time range'],
      ['t a', 'Make the time range absolute'],
      ['d r', 'Refresh'],
      ['c t', 'Change the theme'],
      ['Esc', 'Close a dialog, leave a field'],
    ] as ReadonlyArray<readonly [string, string]>,
    glossary: [
      ['Observed', 'A source reported it.'],
      [
        'Inferred',
        'No source reported it; the console concluded it from other facts. Shown with the evidence and the interval in which it happened.',
      ],
      ['Seen by API poll', 'No webhook reported it; a poll of the room API found it.'],
      ['In doubt', 'Listed as present, but may have left. Not counted.'],
      ['Acknowledged', 'A person works on the alert: it still fires, but no reminders are sent.'],
      ['Silenced', 'The alert fires and is shown, but no notifications are sent.'],
      ['—', 'Not known. It never means zero.'],
    ] as ReadonlyArray<readonly [string, string]>,
  },

  pageError: 'An error occurred on this page',
  pageAway: {
    title: 'This page could not be loaded',
    body: 'The console does not answer. The page opens as soon as it does.',
  },

  notFound: {
    title: 'Page not found',
    body: 'No page exists at this address.',
    home: 'Go to the dashboard',
  },
}
