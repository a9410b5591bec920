// Drift over time, grouped by subject: one colour per kind would be too many. Pure.
import type { DriftHistory, Gap } from '@/api/model'
import type { ChartData } from '@/charts/chart-data'
import { chartGaps } from '@/charts/gaps'
import { instantOf } from '@/lib/format'
import type { Interval } from '@/lib/time-range'

export const FAMILIES = ['room', 'participant', 'track', 'other'] as const
export type Family = (typeof FAMILIES)[number]

export function familyOf(kind: string): Family {
  return FAMILIES.find((family) => kind.startsWith(`${family}_`)) ?? 'other'
}

/** The steps of bars in seconds: round durations. */
const STEPS = [10, 30, 60, 300, 600, 1_800, 3_600, 10_800, 21_600, 43_200, 86_400] as const
const BARS = 96

export function stepFor(interval: Interval): number {
  const least = (interval.to - interval.from) / 1_000 / BARS
  return STEPS.find((step) => step >= least) ?? 604_800
}

/** One column per group, in their order; a step without drift is 0, because polls ran. */
export function driftPoints(
  history: DriftHistory | undefined,
  gaps: readonly Gap[],
  interval: Interval,
): ChartData {
  const times: number[] = []
  const columns: (number | null)[][] = FAMILIES.map(() => [])
  for (const point of history?.points ?? []) {
    const time = instantOf(point.timestamp)
    if (time === null || time >= interval.to) continue
    times.push(time / 1_000)
    const sums = new Map<Family, number>()
    for (const [kind, count] of Object.entries(point.counts)) {
      const family = familyOf(kind)
      sums.set(family, (sums.get(family) ?? 0) + count)
    }
    FAMILIES.forEach((family, at) => {
      columns[at]?.push(sums.get(family) ?? 0)
    })
  }
  return { times, columns, interval, gaps: chartGaps(gaps, interval) }
}
