// The points of a chart: stored history up to where it was read, then means of the live points.
import type { MetricsHistory } from '@/api/model'
import type { ChartData } from '@/charts/chart-data'
import { chartGaps } from '@/charts/gaps'
import { isLive, resolveRange, type TimeRange } from '@/lib/time-range'
import type { Series, SeriesRing } from '@/live/series-ring'

/** Live points are averaged to this many steps per range; the server sends at most one point per second. */
const LIVE_STEPS = 300
const FINEST_STEP_MS = 1_000

/** Two points further apart than this many steps have a gap between them, even without a `null`. */
const GAP_STEPS = 1.5

export function chartPoints(
  history: MetricsHistory | undefined,
  ring: SeriesRing,
  series: readonly Series[],
  range: TimeRange,
  now: number,
  before?: MetricsHistory,
): ChartData {
  const interval = resolveRange(range, now)
  const times: number[] = []
  const columns: (number | null)[][] = series.map(() => [])
  const append = (time: number, values: readonly (number | null)[]) => {
    times.push(time / 1_000)
    columns.forEach((column, at) => {
      column.push(values[at] ?? null)
    })
  }
  const gap = series.map(() => null)

  // The last step may have no sample yet: that is no gap, live points continue from there.
  const read = history?.points ?? []
  const begun = series.every((name) => read.at(-1)?.[name] === null) ? read.slice(0, -1) : read
  const points = isLive(range) ? begun : read
  const stepMs = (history?.step_seconds ?? 0) * 1_000
  let previous: number | null = null
  for (const point of points) {
    const time = Date.parse(point.timestamp)
    if (Number.isNaN(time) || time < interval.from - stepMs || time > interval.to) continue
    if (previous !== null && time - previous > GAP_STEPS * stepMs) append(previous + stepMs, gap)
    append(
      time,
      series.map((name) => point[name]),
    )
    previous = time
  }

  if (isLive(range)) {
    const liveStep = Math.max(FINEST_STEP_MS, (interval.to - interval.from) / LIVE_STEPS)
    const historyEnd = history === undefined ? interval.from : Date.parse(history.to)
    const from = Math.max(interval.from, historyEnd, (previous ?? 0) + 1)
    const count = Math.ceil((interval.to - from) / liveStep)
    if (count > 0) {
      const means = series.map((name) => ring.means(name, from, liveStep, count))
      for (let step = 0; step < count; step += 1) {
        append(
          from + step * liveStep,
          means.map((column) => column[step] ?? null),
        )
      }
    }
  }
  const [main] = series
  return {
    times,
    columns,
    interval,
    gaps: chartGaps(history?.gaps ?? [], interval),
    ...(before === undefined || main === undefined
      ? {}
      : { before: shifted(before, main, times, interval.to - interval.from) }),
  }
}

/** The values of the period before, `shift` milliseconds later, at these times. */
function shifted(
  history: MetricsHistory,
  series: Series,
  times: readonly number[],
  shift: number,
): (number | null)[] {
  const points = history.points.map((point) => ({
    time: Date.parse(point.timestamp) + shift,
    value: point[series],
  }))
  const reach = GAP_STEPS * history.step_seconds * 1_000
  let at = -1
  return times.map((seconds) => {
    const time = seconds * 1_000
    while ((points[at + 1]?.time ?? Number.POSITIVE_INFINITY) <= time) at += 1
    const point = points[at]
    return point === undefined || time - point.time > reach ? null : point.value
  })
}
