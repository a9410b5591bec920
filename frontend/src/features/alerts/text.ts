// The texts of the page of open alerts.
import { plural } from '@/text/plural'

export const alertsText = {
  list: 'Open alerts',
  counts: 'By severity',
  severities: { all: 'All', critical: 'Critical', warning: 'Warning', info: 'Info' },
  count: (severity: string, n: string) => `${severity} ${n}`,
  q: 'Search open alerts',
  qHint: 'Message, rule, room …',
  noneTitle: 'No open alerts',
  none: (n: number) =>
    `${n} ${plural(n, 'rule was', 'rules were')} evaluated; none has an open alert.`,
  blind: (n: number) => `${n} of them ${plural(n, 'has', 'have')} no data or cannot be evaluated.`,
  blindUnread: 'The number of rules without data could not be loaded.',
  toRules: 'Show the rules',
  doubtTitle: 'Open alerts are not known',
  doubt: 'Alerts may be missing: see the warning above.',
  noMatchTitle: 'No match',
  noMatch: (n: string) => `No open alert matches these filters; ${n} are open in total.`,
  more: (shown: string, total: string) => `The newest ${shown} of ${total} are shown.`,
  changes: (n: number) => `Show ${n} ${plural(n, 'change', 'changes')}`,
  changesHint: 'Alerts fired or were resolved. Rows do not move while you use the list.',
  columns: ['Severity', 'Alert', 'Since', 'Acknowledged by', ''] as readonly string[],
  nobody: 'nobody',
  assignedTo: 'assigned to',
  value: (value: string, threshold: string) => `${value}, threshold ${threshold}`,
}
