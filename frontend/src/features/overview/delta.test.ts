import { expect, it } from 'vitest'
import { deltaWords, meanOf } from '@/features/overview/delta'
import { history, metrics } from '../../../test/fixtures'

it.each([
  [109, 100, 'share', 'up 9 %'],
  [4, 6, 'share', 'down 2'],
  [100.2, 100, 'share', 'unchanged'],
  [91, 94, 'points', 'down 3'],
  [1_040, 1_000, 'duration', 'up 40 s'],
  [0, 0, 'share', 'unchanged'],
  [null, 1, 'share', null],
  [1, null, 'share', null],
] as const)('tells %s after %s (%s) as %j', (now, before, kind, words) => {
  expect(deltaWords(now, before, kind)).toBe(words)
})

it('takes the mean of what is known, and no mean of nothing', () => {
  const points = [metrics({ people: 2 }), metrics({ people: null }), metrics({ people: 4 })]
  expect(meanOf(history({ points }), 'people')).toBe(3)
  expect(meanOf(history(), 'people')).toBeNull()
  expect(meanOf(undefined, 'people')).toBeNull()
})
