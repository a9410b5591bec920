// The query strings of the pages of alerts.
import * as z from 'zod/mini'
import type { AlertFilter, AuditFilter } from '@/api/alert-filter'
import { SEVERITIES, type Severity } from '@/api/form-options'
import type { TimeRange } from '@/lib/time-range'

const word = z.catch(z.optional(z.string()), undefined)
const severity = z.catch(z.optional(z.enum(SEVERITIES)), undefined)

/** The fields with a value. */
function given<T extends object>(words: T): T {
  return Object.fromEntries(
    Object.entries(words).filter(([, value]) => value !== undefined && value !== ''),
  ) as T
}

export interface ActiveSearch {
  severity?: Severity | undefined
  q?: string | undefined
  deployment?: string | undefined
}

const activeWords = z.object({ severity, q: word, deployment: word })

export function readActiveSearch(search: Record<string, unknown>): ActiveSearch {
  return given(activeWords.parse(search))
}

export function activeSearch(filter: { severity: string; q: string }): ActiveSearch {
  return readActiveSearch(filter)
}

export interface AlertHistorySearch {
  severity?: Severity | undefined
  rule?: string | undefined
  room?: string | undefined
  q?: string | undefined
  deployment?: string | undefined
  /** From 1. */
  page?: string | undefined
}

const historyWords = z.object({
  severity,
  rule: word,
  room: word,
  q: word,
  deployment: word,
  page: z.catch(z.optional(z.string().check(z.regex(/^[1-9]\d{0,3}$/))), undefined),
})

export function readAlertHistorySearch(search: Record<string, unknown>): AlertHistorySearch {
  const { page, ...rest } = historyWords.parse(search)
  return given({ ...rest, page: page === '1' ? undefined : page })
}

export function alertFilterOf(search: AlertHistorySearch, range: TimeRange): AlertFilter {
  return {
    severity: search.severity ?? '',
    rule: search.rule ?? '',
    room: search.room ?? '',
    q: search.q ?? '',
    deployment: search.deployment ?? null,
    page: search.page === undefined ? 0 : Number(search.page) - 1,
    from: range.from,
    to: range.to,
  }
}

/** A filter as URL parameters, without the range: only what differs from the default. */
export function alertHistorySearch({
  from: _from,
  to: _to,
  page,
  ...rest
}: AlertFilter): AlertHistorySearch {
  return readAlertHistorySearch({ ...rest, page: String(page + 1) })
}

export interface AuditSearch {
  kind?: string | undefined
  actor?: string | undefined
  subject?: string | undefined
  q?: string | undefined
  before?: string | undefined
}

const auditWords = z.object({
  kind: word,
  actor: word,
  subject: word,
  q: word,
  before: z.catch(z.optional(z.string().check(z.regex(/^[1-9]\d{0,15}$/))), undefined),
})

export function readAuditSearch(search: Record<string, unknown>): AuditSearch {
  return given(auditWords.parse(search))
}

export function auditFilterOf(search: AuditSearch, range: TimeRange): AuditFilter {
  return {
    kind: search.kind ?? '',
    actor: search.actor ?? '',
    subject: search.subject ?? '',
    q: search.q ?? '',
    before: search.before === undefined ? null : Number(search.before),
    from: range.from,
    to: range.to,
  }
}

export function auditSearch({ from: _from, to: _to, before, ...rest }: AuditFilter): AuditSearch {
  return readAuditSearch({ ...rest, before: before === null ? undefined : String(before) })
}

export interface SilenceSearch {
  status?: 'active' | 'pending' | 'waiting' | 'expired' | undefined
}

const silenceWords = z.object({
  status: z.catch(z.optional(z.enum(['active', 'pending', 'waiting', 'expired'])), undefined),
})

export function readSilenceSearch(search: Record<string, unknown>): SilenceSearch {
  return given(silenceWords.parse(search))
}
