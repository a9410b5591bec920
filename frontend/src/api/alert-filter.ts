// The filters of alerts and of the audit trail.

import type { Severity } from '@/api/form-options'

/** The query key prefix of all answers about alerts. */
export const alertsKey = ['alerts'] as const

/** The filter of resolved alerts; an empty string does not filter. */
export interface AlertFilter {
  severity: Severity | ''
  rule: string
  room: string
  q: string
  deployment: string | null
  from: string
  to: string
  /** From 0. */
  page: number
}

export interface AuditFilter {
  kind: string
  actor: string
  subject: string
  q: string
  from: string
  to: string
  /** Only entries with a smaller number; `null`: from the newest. */
  before: number | null
}
