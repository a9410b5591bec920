// A past time that pages can show: its forms in the URL and in a form field.
import type { Zone } from '@/lib/format'
import { parseInstant } from '@/lib/time-range'

/** The steps between shown times, in seconds. */
export const MOMENT_STEPS = [-3_600, -300, -60, 60, 300, 3_600] as const

/** The age of the first time that is offered, in milliseconds. */
const FIRST_BACK_MS = 5 * 60_000

/** The time as in the URL, to the second: `2026-11-22T14:03:00Z`. */
export function momentOf(instant: number): string {
  return `${new Date(Math.floor(instant / 1_000) * 1_000).toISOString().slice(0, 19)}Z`
}

/**
 * The time of a text, or `null`. Only absolute times: a link must show the same tomorrow. Future
 * times are invalid.
 */
export function readMoment(words: string, now: number): string | null {
  if (words.trim().startsWith('now')) return null
  const instant = parseInstant(words, now)
  return instant === null || instant > now || instant < 0 ? null : momentOf(instant)
}

export function firstMoment(now: number): string {
  const whole = 60_000
  return momentOf(Math.floor((now - FIRST_BACK_MS) / whole) * whole)
}

/** The time this many seconds later, or `null` if it is in the future. */
export function stepped(moment: string, seconds: number, now: number): string | null {
  const instant = Date.parse(moment) + seconds * 1_000
  return instant >= now || instant < 0 ? null : momentOf(instant)
}

/** For display: `2026-11-22 14:03:00 UTC`. */
export function momentWords(moment: string): string {
  return `${moment.slice(0, 10)} ${moment.slice(11, 19)} UTC`
}

/** The time as the value of a `datetime-local` field. */
export function toField(moment: string, zone: Zone): string {
  if (zone === 'utc') return moment.slice(0, 19)
  const date = new Date(moment)
  const two = (value: number) => String(value).padStart(2, '0')
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
}

/** The time in a `datetime-local` field, or `null` if it holds no past time. */
export function fromField(value: string, zone: Zone, now: number): string | null {
  const instant = Date.parse(zone === 'utc' ? `${value}Z` : value)
  return Number.isNaN(instant) || instant > now || instant < 0 ? null : momentOf(instant)
}
