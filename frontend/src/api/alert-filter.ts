// What alerts and the audit trail can be asked for.

/** What the query cache keeps all answers about alerts under. */
export const alertsKey = ['alerts'] as const

/** What of the alerts that are over is asked for; an empty text is not limited. */
export interface AlertFilter {
  severity: string
  rule: string
  room: string
  q: string
  deployment: string | null
  from: string
  to: string
  /** From 0 on. */
  page: number
}

export interface AuditFilter {
  kind: string
  actor: string
  subject: string
  q: string
  from: string
  to: string
  /** Only lines with a smaller number; `null`: from the end. */
  before: number | null
}
