// A moment of the past that pages can be looked at in: how the address and a form field hold it.
import type { Zone } from '@/lib/format'
import { parseInstant } from '@/lib/time-range'

/** Steps that lead from one moment to another, in seconds. */
export const MOMENT_STEPS = [-3_600, -300, -60, 60, 300, 3_600] as const

/** How far back the first moment lies that is offered, in milliseconds. */
const FIRST_BACK_MS = 5 * 60_000

/** The moment as the address holds it, to the second: `2026-11-22T14:03:00Z`. */
export function momentOf(instant: number): string {
  return `${new Date(Math.floor(instant / 1_000) * 1_000).toISOString().slice(0, 19)}Z`
}

/**
 * The moment that the words mean, or `null`. Only fixed ones: a link must show the same tomorrow. The
 * future is none, since nothing is known of it.
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

/** The moment so many seconds later, or `null` where that is not in the past any more. */
export function stepped(moment: string, seconds: number, now: number): string | null {
  const instant = Date.parse(moment) + seconds * 1_000
  return instant >= now || instant < 0 ? null : momentOf(instant)
}

/** For reading: `2026-11-22 14:03:00 UTC`. */
export function momentWords(moment: string): string {
  return `${moment.slice(0, 10)} ${moment.slice(11, 19)} UTC`
}

/** What a `datetime-local` field holds for the moment. */
export function toField(moment: string, zone: Zone): string {
  if (zone === 'utc') return moment.slice(0, 19)
  const date = new Date(moment)
  const two = (value: number) => String(value).padStart(2, '0')
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
}

/** The moment that a `datetime-local` field holds, or `null` while it holds none of the past. */
export function fromField(value: string, zone: Zone, now: number): string | null {
  const instant = Date.parse(zone === 'utc' ? `${value}Z` : value)
  return Number.isNaN(instant) || instant > now || instant < 0 ? null : momentOf(instant)
}
