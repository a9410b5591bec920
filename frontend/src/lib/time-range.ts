// The time range in Grafana's notation: `now`, `now-6h`, epoch milliseconds or RFC 3339.

export const QUICK_RANGES = [
  '5m',
  '15m',
  '30m',
  '1h',
  '3h',
  '6h',
  '12h',
  '24h',
  '2d',
  '7d',
  '30d',
] as const
export type QuickRange = (typeof QUICK_RANGES)[number]

/** A range as in the URL; relative times stay relative until the user makes them absolute. */
export interface TimeRange {
  from: string
  to: string
}

/** A range as instants, in milliseconds since the epoch. */
export interface Interval {
  from: number
  to: number
}

export const DEFAULT_RANGE: TimeRange = { from: 'now-15m', to: 'now' }

const SECOND_MS = 1_000
const UNITS_MS: Readonly<Record<string, number>> = {
  s: SECOND_MS,
  m: 60 * SECOND_MS,
  h: 3_600 * SECOND_MS,
  d: 86_400 * SECOND_MS,
  w: 604_800 * SECOND_MS,
}

/** The smallest number read as epoch milliseconds: 2001-09-09; smaller numbers are invalid. */
const EARLIEST_EPOCH_MS = 1_000_000_000_000

/** An instant in milliseconds, or `null` for an invalid text. */
export function parseInstant(words: string, now: number): number | null {
  const text = words.trim()
  if (text === 'now') return now
  const relative = /^now-(\d{1,6})([smhdw])$/.exec(text)
  if (relative) {
    const unit = UNITS_MS[relative[2] ?? '']
    return unit === undefined ? null : now - Number(relative[1]) * unit
  }
  if (/^\d{13}$/.test(text)) {
    const instant = Number(text)
    return instant >= EARLIEST_EPOCH_MS ? instant : null
  }
  if (/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(text)) {
    const instant = Date.parse(text)
    return Number.isNaN(instant) ? null : instant
  }
  return null
}

/** The range of the two texts, or the default if they are invalid. */
export function parseRange(from: string | undefined, to: string | undefined): TimeRange {
  const range = { from: from ?? DEFAULT_RANGE.from, to: to ?? DEFAULT_RANGE.to }
  // Any instant will do: it hardly affects whether the texts parse and which is earlier.
  return resolveOrNull(range, Date.now()) === null ? DEFAULT_RANGE : range
}

/** Whether the two texts are a valid range. */
export function isRange(from: string | undefined, to: string | undefined): boolean {
  const range = { from: from ?? DEFAULT_RANGE.from, to: to ?? DEFAULT_RANGE.to }
  return resolveOrNull(range, Date.now()) !== null
}

/** The range as instants. */
export function resolveRange(range: TimeRange, now: number): Interval {
  return (
    resolveOrNull(range, now) ??
    resolveOrNull(DEFAULT_RANGE, now) ?? { from: now - (UNITS_MS.h ?? 0), to: now }
  )
}

function resolveOrNull(range: TimeRange, now: number): Interval | null {
  const from = parseInstant(range.from, now)
  const to = parseInstant(range.to, now)
  return from === null || to === null || from >= to ? null : { from, to }
}

/** Only a range that ends now moves with time. */
export function isLive(range: TimeRange): boolean {
  return range.to === 'now'
}

/** The quick range equal to this range, if any. */
export function quickRangeOf(range: TimeRange): QuickRange | null {
  return range.to === 'now'
    ? (QUICK_RANGES.find((quick) => range.from === `now-${quick}`) ?? null)
    : null
}

export function quickRange(quick: QuickRange): TimeRange {
  return { from: `now-${quick}`, to: 'now' }
}

/** The range with both ends absolute, in milliseconds. */
export function absoluteRange(interval: Interval): TimeRange {
  return { from: String(Math.round(interval.from)), to: String(Math.round(interval.to)) }
}

/** Twice the time around the same centre, but not beyond now. */
export function zoomedOut(interval: Interval, now: number): TimeRange {
  const half = (interval.to - interval.from) / 2
  const to = Math.min(interval.to + half, now)
  return absoluteRange({ from: to - 4 * half, to })
}

/** The equal period before; relative while the range is, so that it does not change with each second. */
export function rangeBefore(range: TimeRange, now: number): TimeRange {
  const relative = range.to === 'now' ? /^now-(\d{1,5})([smhdw])$/.exec(range.from) : null
  if (relative !== null) {
    return { from: `now-${2 * Number(relative[1])}${relative[2]}`, to: range.from }
  }
  const { from, to } = resolveRange(range, now)
  return absoluteRange({ from: 2 * from - to, to: from })
}
