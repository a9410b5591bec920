// The part of the query string that every page shares: time range and time zone.
import * as z from 'zod/mini'
import { DEFAULT_RANGE, isRange, parseRange, type TimeRange } from '@/lib/time-range'

export interface ShellSearch {
  from?: string | undefined
  to?: string | undefined
  tz?: 'utc' | undefined
}

const words = z.object({
  from: z.catch(z.optional(z.string()), undefined),
  to: z.catch(z.optional(z.string()), undefined),
  tz: z.catch(z.optional(z.literal('utc')), undefined),
})

/** Sources and history are looked back at further than the dashboard. */
const LONG_RANGE: TimeRange = { from: 'now-24h', to: 'now' }

/** Alerts are few, and asked for after the weekend. */
const WEEK_RANGE: TimeRange = { from: 'now-7d', to: 'now' }

/** The range of a page whose address names none; `null` for a page that shows no span of time. */
export function pageRange(path: string): TimeRange | null {
  switch (path.replace(/(.)\/$/, '$1')) {
    case '/':
      return DEFAULT_RANGE
    case '/sources':
    case '/history':
      return LONG_RANGE
    case '/alerts/history':
    case '/alerts/audit':
      return WEEK_RANGE
    default:
      return null
  }
}

/** Takes what is there and right; the rest falls back to the page's default, which the URL does not repeat. */
export function readShellSearch(search: Record<string, unknown>): ShellSearch {
  const { from, to, tz } = words.parse(search)
  const range = from === undefined && to === undefined ? null : { from, to }
  return {
    from: undefined,
    to: undefined,
    ...(range !== null && isRange(range.from, range.to) ? parseRange(range.from, range.to) : {}),
    tz,
  }
}

/**
 * A range as the URL holds it: nothing for the default. `undefined` is written out, because a parameter
 * that is merely absent is kept as it was.
 */
export function rangeSearch(
  range: TimeRange,
  standard: TimeRange = DEFAULT_RANGE,
): Pick<ShellSearch, 'from' | 'to'> {
  return range.from === standard.from && range.to === standard.to
    ? { from: undefined, to: undefined }
    : { from: range.from, to: range.to }
}

export function rangeOf(search: ShellSearch, standard: TimeRange = DEFAULT_RANGE): TimeRange {
  return search.from === undefined && search.to === undefined
    ? standard
    : parseRange(search.from, search.to)
}
