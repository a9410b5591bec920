import { expect, it } from 'vitest'
import { clipped, magnified, placeOf, ticksOf } from '@/features/room-detail/lanes/time-axis'

const WHOLE = { from: 0, to: 3_600_000 }

it('puts ticks on whole steps, about as many as wanted', () => {
  expect(ticksOf({ from: 61_000, to: 361_000 }, 5)).toEqual([
    120_000, 180_000, 240_000, 300_000, 360_000,
  ])
})

it('zooms around a time, within the whole, and not below five seconds', () => {
  expect(magnified(WHOLE, 1_800_000, 2, WHOLE)).toEqual({ from: 900_000, to: 2_700_000 })
  expect(magnified({ from: 0, to: 900_000 }, 0, 0.5, WHOLE)).toEqual({ from: 0, to: 1_800_000 })
  expect(magnified({ from: 0, to: 900_000 }, 0, 0.001, WHOLE)).toEqual(WHOLE)
  expect(magnified({ from: 0, to: 6_000 }, 6_000, 100, WHOLE)).toEqual({ from: 1_000, to: 6_000 })
})

it('keeps only what is within', () => {
  expect(clipped({ from: -5, to: 5 }, { from: 0, to: 10 })).toEqual({ from: 0, to: 5 })
  expect(clipped({ from: 11, to: 12 }, { from: 0, to: 10 })).toBeNull()
  expect(placeOf(15, { from: 0, to: 10 })).toBe(100)
})
