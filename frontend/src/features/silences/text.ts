// The texts of the page of silences.
import { plural } from '@/text/plural'

export const silencesText = {
  list: 'Silences',
  intro: 'Alerts that match a silence are shown, but no notifications are sent for them.',
  create: 'New silence',
  noneTitle: 'No silences',
  none: 'Notifications are sent for all alerts that a receiver takes.',
  noMatchTitle: 'No match',
  noMatch: 'No silence has this status.',
  statusLabel: 'Status',
  statuses: {
    all: 'All',
    active: 'Active',
    pending: 'Pending',
    waiting: 'Waiting',
    expired: 'Expired',
  } as Readonly<Record<string, string>>,
  statusHint: {
    active: 'It applies now.',
    pending: 'It starts later.',
    waiting: 'It recurs, and does not apply now.',
    expired: 'It has ended.',
  } as Readonly<Record<string, string>>,
  matches: (n: number) => `${n} open ${plural(n, 'alert', 'alerts')}`,
  noEnd: 'no end',
  ended: 'ended early',
  by: (name: string) => `by ${name}`,
  end: 'End now',
  endTitle: 'End this silence',
  endBody: 'Notifications are sent again immediately. The silence is kept as expired.',
  everyDay: 'every day',
  recurs: (days: string, from: string, to: string, zone: string) =>
    `${days}, ${from}–${to} ${zone}`,
}
