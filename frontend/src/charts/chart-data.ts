import type { Interval } from '@/lib/time-range'

/** The data of a chart. */
export interface ChartData {
  /** Seconds since the epoch, ascending. */
  times: number[]
  /** One column per series; `null` is a gap. */
  columns: (number | null)[][]
  /** The range of the axis, in milliseconds, with or without points. */
  interval: Interval
  /** Times when a source reported no data, earliest first. */
  gaps?: ChartGap[]
}

export interface ChartGap {
  /** Milliseconds since the epoch. */
  from: number
  /** `null` while the gap is open. */
  to: number | null
  source: string
  cause: string
}
