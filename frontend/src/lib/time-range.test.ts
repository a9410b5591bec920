import { describe, expect, it } from 'vitest'
import {
  absoluteRange,
  DEFAULT_RANGE,
  isLive,
  parseInstant,
  parseRange,
  QUICK_RANGES,
  quickRange,
  quickRangeOf,
  rangeBefore,
  resolveRange,
  zoomedOut,
} from '@/lib/time-range'

const NOW = Date.parse('2026-11-23T12:00:00Z')
const HOUR = 3_600_000

describe('parseInstant', () => {
  it.each([
    ['now', NOW],
    ['now-5m', NOW - 300_000],
    ['now-30d', NOW - 30 * 24 * HOUR],
    ['now-2w', NOW - 14 * 24 * HOUR],
    ['1795377907543', 1_795_377_907_543],
    ['2026-11-23T11:00:00Z', NOW - HOUR],
    ['2026-11-23T12:00:00+01:00', NOW - HOUR],
  ])('reads %s', (words, instant) => {
    expect(parseInstant(words, NOW)).toBe(instant)
  })

  it.each([
    ['', 'empty'],
    ['now+1h', 'the future'],
    ['now-', 'no amount'],
    ['now-1y', 'a unit that the API does not know'],
    ['now-9999999s', 'more digits than any range needs'],
    ['1795377907', 'seconds instead of milliseconds'],
    ['2026-11-23', 'a day without a time'],
    ['2026-13-45T99:99:99Z', 'a time that does not exist'],
    ['"now"', 'JSON'],
    ['<script>', 'markup'],
  ])('refuses %s (%s)', (words) => {
    expect(parseInstant(words, NOW)).toBeNull()
  })
})

describe('parseRange', () => {
  it.each([
    [undefined, undefined, DEFAULT_RANGE],
    ['now-6h', 'now', { from: 'now-6h', to: 'now' }],
    ['now-6h', undefined, { from: 'now-6h', to: 'now' }],
    ['nonsense', 'now', DEFAULT_RANGE],
    ['now', 'now-1h', DEFAULT_RANGE],
    ['now-1h', 'now-1h', DEFAULT_RANGE],
  ])('%s to %s', (from, to, range) => {
    expect(parseRange(from, to)).toEqual(range)
  })
})

it('recognizes each quick range', () => {
  for (const quick of QUICK_RANGES) expect(quickRangeOf(quickRange(quick))).toBe(quick)
  expect(quickRangeOf({ from: 'now-7m', to: 'now' })).toBeNull()
  expect(quickRangeOf({ from: 'now-1h', to: 'now-5m' })).toBeNull()
})

it('makes a range absolute in whole milliseconds', () => {
  const frozen = absoluteRange(resolveRange({ from: 'now-1h', to: 'now' }, NOW + 0.4))
  expect(frozen).toEqual({ from: String(NOW - HOUR), to: String(NOW) })
  expect(isLive(frozen)).toBe(false)
})

it('zooms out to twice the range and never beyond now', () => {
  const zoomed = resolveRange(zoomedOut({ from: NOW - 3 * HOUR, to: NOW - 2 * HOUR }, NOW), NOW)
  expect(zoomed).toEqual({ from: NOW - 3.5 * HOUR, to: NOW - 1.5 * HOUR })
  const atEdge = resolveRange(zoomedOut({ from: NOW - HOUR, to: NOW }, NOW), NOW)
  expect(atEdge).toEqual({ from: NOW - 2 * HOUR, to: NOW })
})

it('tells the equal period before, relative while the range is', () => {
  expect(rangeBefore({ from: 'now-15m', to: 'now' }, 0)).toEqual({ from: 'now-30m', to: 'now-15m' })
  expect(rangeBefore({ from: '1795377907000', to: '1795377909000' }, 0)).toEqual({
    from: '1795377905000',
    to: '1795377907000',
  })
})
