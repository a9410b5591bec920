// The connection reports of a participant as columns of a chart. Pure.
import type { QualityPoint } from '@/api/model'
import type { ChartData } from '@/charts/chart-data'
import { instantOf } from '@/lib/format'
import type { Interval } from '@/lib/time-range'

export type QualityField =
  | 'quality'
  | 'rtt_ms'
  | 'jitter_ms'
  | 'loss_ratio'
  | 'bitrate_in_bps'
  | 'bitrate_out_bps'
  | 'frames_per_second_in'
  | 'frames_per_second_out'
  | 'frame_height_in'
  | 'frame_height_out'

/** Converts units of the API for display: ratio to per cent, bits to kilobits. */
const SCALES: Partial<Record<QualityField, number>> = {
  loss_ratio: 100,
  bitrate_in_bps: 1 / 1_000,
  bitrate_out_bps: 1 / 1_000,
}

/** Reports further apart than this many intervals have a gap between them. */
const GAP_STEPS = 2.5

/** Whether any report has one of the fields. */
export function isReported(
  points: readonly QualityPoint[],
  fields: readonly QualityField[],
): boolean {
  return points.some((point) => fields.some((field) => (point[field] ?? null) !== null))
}

export function qualityPoints(
  points: readonly QualityPoint[],
  fields: readonly QualityField[],
  interval: Interval,
): ChartData {
  const known = points.flatMap((point) => {
    const time = instantOf(point.timestamp)
    return time === null ? [] : [{ time, point }]
  })
  const usual = median(known.slice(1).map(({ time }, at) => time - (known[at]?.time ?? time)))
  const times: number[] = []
  const columns: (number | null)[][] = fields.map(() => [])
  let previous: number | null = null
  for (const { time, point } of known) {
    if (time < interval.from || time > interval.to) continue
    if (previous !== null && usual > 0 && time - previous > GAP_STEPS * usual) {
      times.push((previous + usual) / 1_000)
      for (const column of columns) column.push(null)
    }
    times.push(time / 1_000)
    fields.forEach((field, at) => {
      const value = point[field]
      columns[at]?.push(value === null || value === undefined ? null : value * (SCALES[field] ?? 1))
    })
    previous = time
  }
  return { times, columns, interval }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
