import { expect, it } from 'vitest'
import { durationOf, durationParts } from '@/lib/duration-parts'

it.each([
  [0, '0', 's'],
  [45, '45', 's'],
  [90, '90', 's'],
  [120, '2', 'm'],
  [5_400, '90', 'm'],
  [7_200, '2', 'h'],
  [604_800, '7', 'd'],
] as const)('shows %d seconds as %s %s, and reads it back', (seconds, amount, unit) => {
  expect(durationParts(seconds)).toEqual({ amount, unit })
  expect(durationOf({ amount, unit })).toBe(seconds)
})

it.each(['', '-1', '1.5', 'ten', '1e3'])('rejects %j as a duration', (amount) => {
  expect(durationOf({ amount, unit: 'm' })).toBeNull()
})
