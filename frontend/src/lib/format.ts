// Formats numbers, durations and times. Pure: zone and instant are arguments.

export type Zone = 'local' | 'utc'

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
const tenth = new Intl.NumberFormat('en', { maximumFractionDigits: 1 })
const hundredth = new Intl.NumberFormat('en', { maximumFractionDigits: 2 })
const figure = new Intl.NumberFormat('en', { maximumSignificantDigits: 6 })
const brief = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 })
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 })

export function formatCount(value: number): string {
  return whole.format(value)
}

/** One decimal below 100, none above: a rate of 0.4 must not show as 0. */
export function formatDecimal(value: number): string {
  return Math.abs(value) < 100 ? tenth.format(value) : whole.format(value)
}

/** The fewest digits that show the exact value: `0.1`, `2.75`, `1,440`. */
export function formatFigure(value: number): string {
  return figure.format(value)
}

/** A measured value: integers exactly, other values with three digits: `1,234`, `34.9`. */
export function formatMeasured(value: number): string {
  return Math.abs(value) >= 1_000 || Number.isInteger(value)
    ? whole.format(value)
    : brief.format(value)
}

/** Short form for axes. */
export function formatCompact(value: number): string {
  if (Math.abs(value) >= 1_000) return compact.format(value)
  return Math.abs(value) < 10 ? hundredth.format(value) : tenth.format(value)
}

const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const

export function formatBytes(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 1_024 && unit < BYTE_UNITS.length - 1) {
    value /= 1_024
    unit += 1
  }
  return `${formatDecimal(value)} ${BYTE_UNITS[unit]}`
}

/** The two largest units of a duration in seconds: `2 d 3 h`, `4 m 05 s`. */
export function formatDuration(seconds: number): string {
  const total = Math.max(0, Math.floor(seconds))
  const days = Math.floor(total / 86_400)
  const hours = Math.floor((total % 86_400) / 3_600)
  const minutes = Math.floor((total % 3_600) / 60)
  const rest = total % 60
  if (days > 0) return `${days} d ${hours} h`
  if (hours > 0) return `${hours} h ${pad(minutes)} m`
  if (minutes > 0) return `${minutes} m ${pad(rest)} s`
  return `${rest} s`
}

function pad(value: number): string {
  return String(value).padStart(2, '0')
}

const formats = new Map<string, Intl.DateTimeFormat>()

function timeFormat(zone: Zone, date: boolean): Intl.DateTimeFormat {
  const key = `${zone} ${date}`
  const known = formats.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-GB', {
    ...(date ? { day: '2-digit', month: 'short' } : {}),
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    ...(zone === 'utc' ? { timeZone: 'UTC' } : {}),
  })
  formats.set(key, made)
  return made
}

/** `14:03:09` for today, `22 Nov, 14:03:09` for another day. */
export function formatInstant(instant: number, zone: Zone, now: number): string {
  return timeFormat(zone, dayOf(instant, zone) !== dayOf(now, zone)).format(instant)
}

function dayOf(instant: number, zone: Zone): string {
  const date = new Date(instant)
  return zone === 'utc' ? date.toISOString().slice(0, 10) : date.toDateString()
}

/** An age in its largest unit: `12 s`, `3 m`, `2 h`, `5 d`. */
export function formatAge(seconds: number): string {
  const total = Math.max(0, Math.floor(seconds))
  if (total < 60) return `${total} s`
  if (total < 3_600) return `${Math.floor(total / 60)} m`
  if (total < 86_400) return `${Math.floor(total / 3_600)} h`
  return `${Math.floor(total / 86_400)} d`
}

/** Milliseconds since the epoch of an RFC 3339 time, or `null` if it is absent or invalid. */
export function instantOf(time: string | null | undefined): number | null {
  if (time === null || time === undefined) return null
  const instant = Date.parse(time)
  return Number.isNaN(instant) ? null : instant
}
