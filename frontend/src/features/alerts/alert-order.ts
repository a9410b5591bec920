// The order in which open alerts are shown, and which of them. Pure.
import type { AlertRow } from '@/api/model'

const WEIGHT: Readonly<Record<string, number>> = { critical: 0, warning: 1, info: 2 }

/** A severity that this page does not know may matter most. */
const weight = (severity: string) => WEIGHT[severity] ?? -1

/** Those that nobody has taken first, then the worst, then the newest. */
export function inOrder(alerts: readonly AlertRow[]): AlertRow[] {
  return [...alerts].sort(
    (a, b) =>
      Number(a.status === 'acknowledged') - Number(b.status === 'acknowledged') ||
      weight(a.severity) - weight(b.severity) ||
      b.started_at.localeCompare(a.started_at) ||
      a.id.localeCompare(b.id),
  )
}

export interface ActiveFilter {
  /** Empty: all of them. */
  severity: string
  q: string
}

export function matching(alerts: readonly AlertRow[], { severity, q }: ActiveFilter): AlertRow[] {
  const part = q.trim().toLowerCase()
  return alerts.filter(
    (alert) =>
      (severity === '' || alert.severity === severity) &&
      (part === '' ||
        [alert.message, alert.rule, alert.room, alert.participant, alert.node, alert.assignee].some(
          (word) => word?.toLowerCase().includes(part),
        )),
  )
}
