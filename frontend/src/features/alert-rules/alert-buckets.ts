// The positions of alerts on a time strip, in thousandths of its width. Pure.
import { instantOf } from '@/lib/format'

export const STRIP_WIDTH = 1_000

/** The minimum width of a visible mark. */
const LEAST_WIDTH = 3

export interface Mark {
  x: number
  width: number
}

export function stripMarks(
  alerts: ReadonlyArray<{ started_at: string; resolved_at: string | null }>,
  from: string,
  to: string,
): Mark[] {
  const start = instantOf(from)
  const end = instantOf(to)
  if (start === null || end === null || end <= start) return []
  const place = (instant: number) =>
    ((Math.min(Math.max(instant, start), end) - start) / (end - start)) * STRIP_WIDTH
  return alerts.flatMap((alert) => {
    const began = instantOf(alert.started_at)
    if (began === null) return []
    const x = Math.min(place(began), STRIP_WIDTH - LEAST_WIDTH)
    const over = place(instantOf(alert.resolved_at) ?? end)
    return [{ x: round(x), width: round(Math.max(LEAST_WIDTH, over - x)) }]
  })
}

const round = (value: number) => Math.round(value * 10) / 10
