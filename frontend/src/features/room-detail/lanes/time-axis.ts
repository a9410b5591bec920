// The time axis of the lanes. Pure.
import type { Interval } from '@/lib/time-range'

const STEPS_S = [
  1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400,
]

/** Zoomed in no further than this, in milliseconds: LiveKit reports whole seconds. */
const SHORTEST_MS = 5_000

/** The step of about `count` ticks, in seconds. */
export function stepOf({ from, to }: Interval, count: number): number {
  const wanted = (to - from) / 1_000 / count
  return STEPS_S.find((step) => step >= wanted) ?? Math.ceil(wanted / 86_400) * 86_400
}

/** The times of the ticks, in milliseconds. */
export function ticksOf(interval: Interval, count: number): number[] {
  const step = stepOf(interval, count) * 1_000
  const ticks: number[] = []
  for (let at = Math.ceil(interval.from / step) * step; at <= interval.to; at += step) {
    ticks.push(at)
  }
  return ticks
}

/** The share of the interval before a time, in per cent, within 0–100. */
export function placeOf(at: number, { from, to }: Interval): number {
  return Math.min(100, Math.max(0, (100 * (at - from)) / (to - from)))
}

/** The interval magnified around a time; below 1 it shrinks. It stays within `whole`. */
export function magnified(
  { from, to }: Interval,
  around: number,
  factor: number,
  whole: Interval,
): Interval {
  const span = Math.min(Math.max((to - from) / factor, SHORTEST_MS), whole.to - whole.from)
  const left = (around - from) / (to - from)
  const start = Math.min(Math.max(around - span * left, whole.from), whole.to - span)
  return { from: start, to: start + span }
}

/** The part of a span within the interval, or `null`. */
export function clipped<T extends Interval>(span: T, { from, to }: Interval): T | null {
  if (span.to < from || span.from > to) return null
  return { ...span, from: Math.max(span.from, from), to: Math.min(span.to, to) }
}
