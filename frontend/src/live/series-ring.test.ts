import { expect, it } from 'vitest'
import { SeriesRing } from '@/live/series-ring'
import { metrics } from '../../test/fixtures'

const point = (people: number | null) => metrics({ people })

it('rejects a point that is not newer', () => {
  const ring = new SeriesRing(4)
  expect(ring.push(10, point(1))).toBe(true)
  expect(ring.push(10, point(2))).toBe(false)
  expect(ring.push(9, point(3))).toBe(false)
  expect(ring.size).toBe(1)
})

it('averages each step and keeps gaps', () => {
  const ring = new SeriesRing(10)
  ring.push(0, point(10))
  ring.push(1, point(20))
  ring.push(2, point(null))
  ring.push(6, point(0))
  expect(ring.means('people', 0, 2, 4)).toEqual([15, null, null, 0])
})

it('drops the oldest point when it is full', () => {
  const ring = new SeriesRing(3)
  for (let time = 0; time < 5; time += 1) ring.push(time, point(time))
  expect(ring.size).toBe(3)
  expect(ring.lastTime).toBe(4)
  expect(ring.means('people', 0, 1, 5)).toEqual([null, null, 2, 3, 4])
})
