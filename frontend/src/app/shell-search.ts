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

/** The default range of sources and history, longer than the dashboard's. */
const LONG_RANGE: TimeRange = { from: 'now-24h', to: 'now' }

/** The default range of alerts: long enough for the time since before a weekend. */
const WEEK_RANGE: TimeRange = { from: 'now-7d', to: 'now' }

/** The default range of usage. */
const MONTH_RANGE: TimeRange = { from: 'now-30d', to: 'now' }

/** The default range of a page; `null` for a page without a time range. */
export function pageRange(path: string): TimeRange | null {
  switch (path.replace(/(.)\/$/, '$1')) {
    case '/':
      return DEFAULT_RANGE
    case '/sources':
    case '/history':
      return LONG_RANGE
    case '/usage':
      return MONTH_RANGE
    case '/alerts/history':
    case '/alerts/audit':
      return WEEK_RANGE
    default:
      return null
  }
}

/** Reads valid parameters; the rest falls back to the page's default, which the URL does not repeat. */
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
 * A range as URL parameters: none for the default. `undefined` is explicit, because a parameter
 * that is absent keeps its earlier value.
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
