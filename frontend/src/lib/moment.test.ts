import { describe, expect, it } from 'vitest'
import { firstMoment, fromField, momentWords, readMoment, stepped, toField } from '@/lib/moment'

const NOW = Date.parse('2026-11-23T12:00:30Z')

describe('readMoment', () => {
  it.each([
    ['2026-11-22T14:03:00Z', '2026-11-22T14:03:00Z'],
    ['2026-11-22T15:03:00+01:00', '2026-11-22T14:03:00Z'],
    ['2026-11-22T14:03:00.900Z', '2026-11-22T14:03:00Z'],
    ['1795356180000', '2026-11-22T14:03:00Z'],
  ])('reads %s', (words, moment) => {
    expect(readMoment(words, NOW)).toBe(moment)
  })

  it.each([
    ['now', 'not fixed'],
    ['now-1h', 'not fixed'],
    ['2026-11-23T12:00:31Z', 'the future'],
    ['yesterday', 'no time'],
    ['', 'empty'],
    ['<script>', 'markup'],
  ])('refuses %s (%s)', (words) => {
    expect(readMoment(words, NOW)).toBeNull()
  })
})

it('first offers a whole minute in the past', () => {
  expect(firstMoment(NOW)).toBe('2026-11-23T11:55:00Z')
})

it('steps back and forth, but not into the future', () => {
  expect(stepped('2026-11-23T11:59:00Z', 60, NOW)).toBe('2026-11-23T12:00:00Z')
  expect(stepped('2026-11-23T12:00:00Z', 60, NOW)).toBeNull()
  expect(stepped('2026-11-23T12:00:00Z', -3_600, NOW)).toBe('2026-11-23T11:00:00Z')
})

it('is displayed in UTC', () => {
  expect(momentWords('2026-11-22T14:03:00Z')).toBe('2026-11-22 14:03:00 UTC')
})

it.each(['utc', 'local'] as const)('converts to a field value and back (%s)', (zone) => {
  const moment = '2026-11-22T14:03:07Z'
  expect(fromField(toField(moment, zone), zone, NOW)).toBe(moment)
  expect(fromField('', zone, NOW)).toBeNull()
  expect(fromField('2199-01-01T00:00', zone, NOW)).toBeNull()
})
