import { expect, it } from 'vitest'
import { evaluatorHealth } from '@/lib/evaluator'
import { alerting } from '../../test/alerting'

const NOW = Date.parse('2026-11-23T12:00:00Z')
const seen = (secondsAgo: number) => new Date(NOW - secondsAgo * 1_000).toISOString()

it.each([
  ['ok', { last_evaluation_at: seen(4) }],
  ['ok', { last_evaluation_at: seen(30) }],
  ['late', { last_evaluation_at: seen(31) }],
  ['late', { last_evaluation_at: seen(1), lag_seconds: 31 }],
  ['late', { last_evaluation_at: seen(-3_600), status: 'late' }],
  ['failing', { last_evaluation_at: seen(1), error: 'the database did not answer' }],
  ['unknown', { last_evaluation_at: null }],
  ['unknown', { last_evaluation_at: 'soon' }],
  ['standby', { last_evaluation_at: null, leader: false }],
  ['standby', { last_evaluation_at: seen(4), leader: false }],
  ['late', { last_evaluation_at: seen(40), leader: false }],
] as const)('is %s for %o', (word, change) => {
  expect(evaluatorHealth(alerting(change).evaluator, NOW)).toBe(word)
})
