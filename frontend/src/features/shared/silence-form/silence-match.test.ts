import { expect, it } from 'vitest'
import { matches } from '@/features/shared/silence-form/silence-match'
import { alert } from '../../../../test/alerting'

const one = alert({ rule: 'high_rate', room: 'sales/q3', severity: 'warning', region: null })

it.each([
  ['rule', 'high_rate', true, true],
  ['rule', 'high_*', true, true],
  ['rule', '*', true, true],
  ['rule', 'h?gh_rate', true, true],
  ['rule', 'high', true, false],
  ['rule', 'HIGH_RATE', true, false],
  ['room', 'sales/*', true, true],
  ['room', '*q3', true, true],
  ['room', '*s*q*', true, true],
  ['room', 's.*', true, false],
  ['severity', 'critical', false, true],
  ['severity', 'warn*', false, false],
  // An absent field of an alert is an empty string.
  ['region', '', true, true],
  ['region', '*', true, true],
  ['region', '?', true, false],
  ['region', 'eu', false, true],
] as const)('%s %j, equal %s: %s', (name, value, equal, expected) => {
  expect(matches(one, [{ name, value, equal }])).toBe(expected)
})

it('requires all matchers, and at least one', () => {
  const yes = { name: 'rule', value: '*', equal: true }
  const no = { name: 'rule', value: 'x', equal: true }
  expect(matches(one, [yes, yes])).toBe(true)
  expect(matches(one, [yes, no])).toBe(false)
  expect(matches(one, [])).toBe(false)
})

it('is fast with many wildcards', () => {
  const long = alert({ room: 'a'.repeat(3_000) })
  const began = performance.now()
  expect(matches(long, [{ name: 'room', value: `${'*a'.repeat(30)}b`, equal: true }])).toBe(false)
  expect(performance.now() - began).toBeLessThan(1_000)
})
