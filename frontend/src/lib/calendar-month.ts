// Calendar months in UTC, in which usage is counted. Pure.
import type { Interval, TimeRange } from '@/lib/time-range'

/** The month that is `back` months before the one of `now`. */
export function monthRange(now: number, back: number): TimeRange {
  const date = new Date(now)
  const start = (months: number) =>
    new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - months, 1)).toISOString()
  return { from: start(back), to: back === 0 ? 'now' : start(back - 1) }
}

/** The range before, of equal length; before a calendar month, or a part of one, the month before. */
export function rangeBeforeOf({ from, to }: Interval): TimeRange {
  const start = new Date(from)
  const isMonth = start.getUTCDate() === 1 && from % 86_400_000 === 0
  const end = new Date(to - 1)
  const within =
    end.getUTCMonth() === start.getUTCMonth() && end.getUTCFullYear() === start.getUTCFullYear()
  if (isMonth && within) return monthRange(from, 1)
  return { from: new Date(2 * from - to).toISOString(), to: start.toISOString() }
}
