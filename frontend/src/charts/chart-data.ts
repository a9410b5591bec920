import type { Interval } from '@/lib/time-range'

/** What a chart draws. */
export interface ChartData {
  /** Seconds since the epoch, growing. */
  times: number[]
  /** One column a series; `null` is a gap. */
  columns: (number | null)[][]
  /** What the axis spans, in milliseconds, whether points are there or not. */
  interval: Interval
  /** Spans in which a source told nothing, the earliest first. */
  gaps?: ChartGap[]
}

export interface ChartGap {
  /** Milliseconds since the epoch. */
  from: number
  /** `null` while it lasts. */
  to: number | null
  source: string
  cause: string
}
