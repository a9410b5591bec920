// The filter of past sessions.

export const DEPARTURES = [
  'normal',
  'unexpected',
  'replaced',
  'removed',
  'server',
  'call_outcome',
  'reconciled',
  'unknown',
] as const
export type Departure = (typeof DEPARTURES)[number]

export const KINDS = [
  'STANDARD',
  'AGENT',
  'SIP',
  'EGRESS',
  'INGRESS',
  'CONNECTOR',
  'BRIDGE',
] as const
export type Kind = (typeof KINDS)[number]

/** Whether to list participant sessions or room sessions. */
export const SUBJECTS = ['participants', 'rooms'] as const
export type Subject = (typeof SUBJECTS)[number]

export interface HistoryFilter {
  subject: Subject
  /** Part of a name, or a complete SID. */
  q: string
  room: string
  identity: string
  departure: Departure | null
  kind: Kind | null
  /** From 0. */
  page: number
}

/** The time range that a session must overlap, as in the URL, and the deployment. */
export interface HistoryScope {
  from: string
  to: string
  deployment: string | null
}

/** Sessions that ended within this time of each other count as together, in milliseconds. */
export const TOGETHER_MS = 60_000
