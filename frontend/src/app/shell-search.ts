// The part of the query string that every page shares: time range and time zone.
import * as z from 'zod/mini'
import { DEFAULT_RANGE, parseRange, type TimeRange } from '@/lib/time-range'

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

/** Takes what is there and right; the rest falls back to the default, which the URL does not repeat. */
export function readShellSearch(search: Record<string, unknown>): ShellSearch {
  const { from, to, tz } = words.parse(search)
  return { ...rangeSearch(parseRange(from, to)), tz }
}

/**
 * A range as the URL holds it: nothing for the default. `undefined` is written out, because a parameter
 * that is merely absent is kept as it was.
 */
export function rangeSearch(range: TimeRange): Pick<ShellSearch, 'from' | 'to'> {
  const standard = range.from === DEFAULT_RANGE.from && range.to === DEFAULT_RANGE.to
  return standard ? { from: undefined, to: undefined } : { from: range.from, to: range.to }
}

export function rangeOf(search: ShellSearch): TimeRange {
  return parseRange(search.from, search.to)
}
