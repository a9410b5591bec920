// What the dashboard shows: a time range, of everything or of one deployment or region.
import type { MetricsScope } from '@/api/metrics'
import { overviewText } from '@/features/overview/text'
import { formatDuration } from '@/lib/format'
import { serverNow } from '@/lib/server-clock'
import { resolveRange, type TimeRange } from '@/lib/time-range'

export interface Scope extends MetricsScope {
  range: TimeRange
}

/** The length of a range in words: `15 min`, `3 h`. */
export function periodWords(range: TimeRange): string {
  const quick = /^now-(\d+)([mhd])$/.exec(range.to === 'now' ? range.from : '')
  if (quick !== null) return `${quick[1]} ${quick[2] === 'm' ? 'min' : quick[2]}`
  const { from, to } = resolveRange(range, serverNow())
  const seconds = (to - from) / 1_000
  return Number.isFinite(seconds) ? formatDuration(seconds) : overviewText.delta.period
}
