// Times of a chart when a source reported no data: shaded, and named in the legend on hover.

import type { ChartData, ChartGap } from '@/charts/chart-data'
import { chartText } from '@/charts/text'
import { formatInstant, instantOf, type Zone } from '@/lib/format'
import type { Interval } from '@/lib/time-range'
import { gapCause, labels } from '@/text/labels'

interface ReportedGap {
  source: string
  started_at: string
  ended_at: string | null
  cause: string
}

/** The gaps that overlap the interval, earliest first. */
export function chartGaps(gaps: readonly ReportedGap[], interval: Interval): ChartGap[] {
  return gaps
    .flatMap((gap) => {
      const from = instantOf(gap.started_at)
      const to = instantOf(gap.ended_at)
      if (from === null || from > interval.to || (to !== null && to < interval.from)) return []
      return [{ from, to, source: gap.source, cause: gap.cause }]
    })
    .sort((a, b) => a.from - b.from)
}

/** The gaps that contain an instant. */
export function gapsAt(gaps: readonly ChartGap[], instant: number): ChartGap[] {
  return gaps.filter((gap) => gap.from <= instant && (gap.to === null || instant <= gap.to))
}

/** `Webhooks, 14:03:00 – 14:10:21: the console was not running`. */
export function gapWords(gap: ChartGap, zone: Zone, now: number): string {
  const source = labels.source[gap.source] ?? gap.source
  const span = chartText.gapUntil(
    formatInstant(gap.from, zone, now),
    gap.to === null ? null : formatInstant(gap.to, zone, now),
  )
  return `${source}, ${span}: ${gapCause(gap.cause)}`
}

/** The text of the legend: the gaps under the cursor, else the number of gaps and the latest one. */
export function gapLine(data: ChartData, instant: number | null, zone: Zone, now: number): string {
  const gaps = data.gaps ?? []
  const under = instant === null ? [] : gapsAt(gaps, instant)
  if (under.length > 0) return under.map((gap) => gapWords(gap, zone, now)).join('; ')
  const latest = gaps.at(-1)
  if (latest === undefined) return ''
  return `${chartText.gaps(gaps.length)} · ${gapWords(latest, zone, now)}`
}
