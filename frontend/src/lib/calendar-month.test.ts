import { expect, it } from 'vitest'
import { monthRange, rangeBeforeOf } from '@/lib/calendar-month'

const at = (text: string) => Date.parse(text)

it('knows this month and earlier ones, over the turn of a year', () => {
  const now = at('2026-01-15T12:00:00Z')
  expect(monthRange(now, 0)).toEqual({ from: '2026-01-01T00:00:00.000Z', to: 'now' })
  expect(monthRange(now, 1)).toEqual({
    from: '2025-12-01T00:00:00.000Z',
    to: '2026-01-01T00:00:00.000Z',
  })
})

it('compares a month with the month before, and any other range with one of equal length', () => {
  const month = { from: at('2026-03-01T00:00:00Z'), to: at('2026-04-01T00:00:00Z') }
  expect(rangeBeforeOf(month)).toEqual({
    from: '2026-02-01T00:00:00.000Z',
    to: '2026-03-01T00:00:00.000Z',
  })
  expect(
    rangeBeforeOf({ from: at('2026-03-03T06:00:00Z'), to: at('2026-03-04T06:00:00Z') }),
  ).toEqual({ from: '2026-03-02T06:00:00.000Z', to: '2026-03-03T06:00:00.000Z' })
})
