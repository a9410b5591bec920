// The values that the rule compared, over the time of the alert. Pure.
import type { MetricsHistory, SystemMetrics } from '@/api/model'
import type { ChartData } from '@/charts/chart-data'
import { chartGaps } from '@/charts/gaps'
import type { Interval } from '@/lib/time-range'

/** The measures whose history is stored: they are those of the system. */
const STORED = [
  'active_rooms',
  'total_participants',
  'people',
  'machines',
  'participants_in_doubt',
  'publishers',
  'tracks',
  'join_rate',
  'leave_rate',
  'disconnect_rate',
  'avg_room_duration',
  'avg_connection_quality',
] as const satisfies ReadonlyArray<keyof SystemMetrics>
export type StoredMeasure = (typeof STORED)[number]

export function storedMeasure(measure: string): StoredMeasure | null {
  return STORED.find((each) => each === measure) ?? null
}

const MINUTE_MS = 60_000

/** What is shown around an alert: as much again before it, and a little after its end. */
export function intervalOf(started: number, resolved: number | null, now: number): Interval {
  const lasted = (resolved ?? now) - started
  const before = Math.min(Math.max(lasted, 15 * MINUTE_MS), 360 * MINUTE_MS)
  const after = Math.min(Math.max(lasted / 4, 5 * MINUTE_MS), 60 * MINUTE_MS)
  return { from: started - before, to: resolved === null ? now : Math.min(resolved + after, now) }
}

/** The mean over the trailing window at each step; a step of which nothing is known is a gap. */
export function conditionPoints(
  history: MetricsHistory,
  measure: StoredMeasure,
  windowSeconds: number,
  interval: Interval,
): ChartData {
  const steps = history.points.map((point) => ({
    at: Date.parse(point.timestamp),
    value: point[measure],
  }))
  const times: number[] = []
  const values: (number | null)[] = []
  let first = 0
  steps.forEach(({ at, value }, index) => {
    // The step itself always counts: a window of 0 is the latest value.
    while (first < index && (steps[first]?.at ?? at) <= at - windowSeconds * 1_000) first += 1
    if (at < interval.from || at > interval.to) return
    const known = steps.slice(first, index + 1).flatMap((step) => step.value ?? [])
    times.push(at / 1_000)
    values.push(value === null ? null : known.reduce((sum, each) => sum + each, 0) / known.length)
  })
  return { times, columns: [values], interval, gaps: chartGaps(history.gaps, interval) }
}
