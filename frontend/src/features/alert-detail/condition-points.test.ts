import { expect, it } from 'vitest'
import {
  conditionPoints,
  intervalOf,
  storedMeasure,
} from '@/features/alert-detail/condition-points'
import { history, metrics } from '../../../test/fixtures'

const START = Date.parse('2026-11-23T12:00:00Z')
const MINUTE = 60_000

it('shows as much before as the alert lasted, and a little after its end', () => {
  const hour = 60 * MINUTE
  expect(intervalOf(START, START + hour, START + 9 * hour)).toEqual({
    from: START - hour,
    to: START + hour + 15 * MINUTE,
  })
  expect(intervalOf(START, null, START + MINUTE)).toEqual({
    from: START - 15 * MINUTE,
    to: START + MINUTE,
  })
})

it('draws the mean of the trailing window, and nothing where nothing is known', () => {
  const values = [0, 3, null, 6, 9]
  const points = values.map((disconnect_rate, at) =>
    metrics({ timestamp: new Date(START + at * MINUTE).toISOString(), disconnect_rate }),
  )
  const whole = { from: START + MINUTE, to: START + 9 * MINUTE }
  const drawn = conditionPoints(history({ points }), 'disconnect_rate', 120, whole)
  expect(drawn.columns).toEqual([[1.5, null, 6, 7.5]])
  expect(drawn.times[0]).toBe((START + MINUTE) / 1_000)
  const plain = conditionPoints(history({ points }), 'disconnect_rate', 0, whole)
  expect(plain.columns).toEqual([[3, null, 6, 9]])
})

it('knows which measures have a history', () => {
  expect(storedMeasure('disconnect_rate')).toBe('disconnect_rate')
  expect(storedMeasure('room_participants')).toBeNull()
})
