// The order and the filter of open alerts. Pure.
import type { AlertRow } from '@/api/model'

const WEIGHT: Readonly<Record<string, number>> = { critical: 0, warning: 1, info: 2 }

/** An unknown severity ranks first. */
const weight = (severity: string) => WEIGHT[severity] ?? -1

/** Unacknowledged alerts first, then the most severe, then the newest. */
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
  /** Empty: all severities. */
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
