import type { Interval } from '@/lib/time-range'

/** The data of a chart. */
export interface ChartData {
  /** Seconds since the epoch, ascending. */
  times: number[]
  /** One column per series; `null` is a gap. */
  columns: (number | null)[][]
  /** The first series in the equal period before, at the same distance from its start. */
  before?: (number | null)[]
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

/** A value that a rule compares with. */
export interface Threshold {
  value: number
  /** Which side of it is wrong. */
  wrong: 'above' | 'below'
  label: string
}

/** Something that happened at one time, on the axis. */
export interface Mark {
  /** Milliseconds since the epoch. */
  at: number
  kind: 'critical' | 'warning' | 'restart'
  words: string
}

/** A time in which a rule fired. */
export interface Firing {
  /** Milliseconds since the epoch. */
  from: number
  /** `null` while it fires. */
  to: number | null
  severity: 'critical' | 'warning'
  /** Whether the whole span is tinted: on the chart of one alert only. */
  tinted?: boolean
}

/** What a chart shows beside its series. */
export interface Notes {
  thresholds: readonly Threshold[]
  marks: readonly Mark[]
  firing: readonly Firing[]
}

export const NO_NOTES: Notes = { thresholds: [], marks: [], firing: [] }
