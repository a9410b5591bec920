// What past sessions can be asked for.

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

/** Sessions of whom. */
export const SUBJECTS = ['participants', 'rooms'] as const
export type Subject = (typeof SUBJECTS)[number]

export interface HistoryFilter {
  subject: Subject
  /** A part of a name, or a whole sid. */
  q: string
  room: string
  identity: string
  departure: Departure | null
  kind: Kind | null
  /** From 0 on. */
  page: number
}

/** The span that a session must overlap, in the words of the address, and where. */
export interface HistoryScope {
  from: string
  to: string
  deployment: string | null
}
