import { describe, expect, it } from 'vitest'
import {
  formatAge,
  formatBytes,
  formatCompact,
  formatDecimal,
  formatDuration,
  formatInstant,
  formatMeasured,
  instantOf,
} from '@/lib/format'

it.each([
  [-3, '0 s'],
  [0, '0 s'],
  [59.9, '59 s'],
  [61, '1 m 01 s'],
  [3_600, '1 h 00 m'],
  [90_061, '1 d 1 h'],
])('formats %d seconds as %s', (seconds, words) => {
  expect(formatDuration(seconds)).toBe(words)
})

it.each([
  [5, '5 s'],
  [200, '3 m'],
  [7_300, '2 h'],
  [200_000, '2 d'],
])('formats an age of %d seconds as %s', (seconds, words) => {
  expect(formatAge(seconds)).toBe(words)
})

it('never rounds a small rate to zero', () => {
  expect(formatDecimal(0.4)).toBe('0.4')
  expect(formatDecimal(1_234.5)).toBe('1,235')
  expect(formatCompact(0.25)).toBe('0.25')
  expect(formatCompact(12_300)).toBe('12.3K')
})

it('shortens measured values, but no counts', () => {
  expect(formatMeasured(0.166_666_7)).toBe('0.167')
  expect(formatMeasured(34.892_6)).toBe('34.9')
  expect(formatMeasured(12_345)).toBe('12,345')
  expect(formatMeasured(1_234.5)).toBe('1,235')
})

it('formats bytes in the largest unit', () => {
  expect(formatBytes(0)).toBe('0 B')
  expect(formatBytes(1_572_864)).toBe('1.5 MiB')
})

describe('formatInstant', () => {
  const now = Date.parse('2026-11-23T12:00:00Z')
  it('omits the date of today and shows another date', () => {
    expect(formatInstant(Date.parse('2026-11-23T09:05:07Z'), 'utc', now)).toBe('09:05:07')
    expect(formatInstant(Date.parse('2026-11-22T23:05:07Z'), 'utc', now)).toBe('22 Nov, 23:05:07')
  })
  it('treats an absent or invalid time as unknown', () => {
    expect(instantOf(null)).toBeNull()
    expect(instantOf('yesterday')).toBeNull()
  })
})
