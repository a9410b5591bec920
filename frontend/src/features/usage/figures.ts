// What the page makes of the counted usage. Pure.
import type { UsageFigures, UsageReport } from '@/api/model'
import type { ChartData } from '@/charts/chart-data'
import { usageText } from '@/features/usage/text'
import { formatCount } from '@/lib/format'
import type { Interval } from '@/lib/time-range'

/** The series of the chart, each with LiveKit's kinds in it. */
export const SERIES = [
  { name: 'people', kinds: ['standard', 'connector'], color: 's1' },
  { name: 'sip', kinds: ['sip'], color: 's5' },
  { name: 'agents', kinds: ['agent'], color: 's2' },
  { name: 'recordings', kinds: ['egress'], color: 's3' },
  { name: 'streams', kinds: ['ingress', 'bridge', 'other'], color: 's4' },
] as const
export type SeriesName = (typeof SERIES)[number]['name']

/** The minutes of the kinds of a series. */
export function minutesOf(figures: UsageFigures, name: SeriesName): number {
  const kinds: readonly string[] = SERIES.find((each) => each.name === name)?.kinds ?? []
  return figures.kinds
    .filter(({ kind }) => kinds.includes(kind))
    .reduce((sum, { minutes }) => sum + minutes, 0)
}

/** One value a step; a step of which nothing is known is a gap. */
export function stepPoints(
  report: UsageReport,
  interval: Interval,
  values: readonly ((figures: UsageFigures) => number)[],
): ChartData {
  return {
    times: report.steps.map(({ from }) => Date.parse(from) / 1_000),
    columns: values.map((value) =>
      report.steps.map(({ figures }) => (figures === null ? null : value(figures))),
    ),
    interval,
  }
}

/** The minutes since the beginning of the range, at the end of each step. */
export function sumPoints(report: UsageReport, interval: Interval): ChartData {
  // Before what is known there is no line: its minutes are not 0.
  const begun = Math.max(interval.from, Date.parse(report.known_from ?? report.from))
  const times = [begun / 1_000]
  const sums = [0]
  for (const { to, figures } of report.steps) {
    if (figures === null) continue
    times.push(Date.parse(to) / 1_000)
    sums.push((sums.at(-1) ?? 0) + figures.participant_minutes)
  }
  return { times, columns: [sums], interval }
}

/** Below this a share misleads: 1 to 2 is no "up 100 %". */
const SMALL = 10

/** `up 9 %`; `null` if one of the two is not known. */
export function changeWords(now: number | null, before: number | null): string | null {
  if (now === null || before === null) return null
  const by = Math.abs(now - before)
  const small = before < SMALL
  if (small ? by < 0.5 : by / before < 0.005) return usageText.same
  const amount = small ? formatCount(by) : `${formatCount((by / before) * 100)} %`
  return now > before ? usageText.up(amount) : usageText.down(amount)
}

/** Whether all of a range is known: else a comparison with it would mislead. */
export function isKnown(report: UsageReport): boolean {
  return report.known_from !== null && Date.parse(report.known_from) <= Date.parse(report.from)
}
