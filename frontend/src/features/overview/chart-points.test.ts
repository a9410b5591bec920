import { expect, it } from 'vitest'
import { chartPoints } from '@/features/overview/chart-points'
import { SeriesRing } from '@/live/series-ring'
import { history, metrics } from '../../../test/fixtures'

const START = Date.parse('2026-11-23T12:00:00Z')
const at = (second: number) => new Date(START + second * 1_000).toISOString()
const point = (second: number, people: number | null) => metrics({ timestamp: at(second), people })

const RANGE = { from: 'now-5m', to: 'now' }
const read = history({
  from: at(0),
  to: at(30),
  step_seconds: 10,
  points: [point(0, 1), point(10, null), point(20, 3)],
})

it('draws history unchanged, with a gap where values are unknown', () => {
  const { times, columns } = chartPoints(
    read,
    new SeriesRing(),
    ['people'],
    { from: String(START), to: String(START + 30_000) },
    START + 300_000,
  )
  expect(times).toEqual([0, 10, 20].map((second) => START / 1_000 + second))
  expect(columns).toEqual([[1, null, 3]])
})

it('continues with live points where the history ends, without repetition', () => {
  const ring = new SeriesRing()
  for (let second = 25; second < 40; second += 1) {
    ring.push(START + second * 1_000, metrics({ people: second }))
  }
  const { times, columns } = chartPoints(read, ring, ['people'], RANGE, START + 40_000)
  expect(new Set(times).size).toBe(times.length)
  expect([...times].sort((one, other) => one - other)).toEqual(times)
  expect(columns[0]?.slice(3)).toEqual([30, 31, 32, 33, 34, 35, 36, 37, 38, 39])
})

it('leaves a gap for the time without data', () => {
  const ring = new SeriesRing()
  ring.push(START + 31_000, metrics({ people: 5 }))
  ring.push(START + 35_000, metrics({ people: 6 }))
  const { columns } = chartPoints(read, ring, ['people'], RANGE, START + 36_000)
  expect(columns[0]?.slice(3)).toEqual([null, 5, null, null, null, 6])
})

it('draws the gap of a missing step, even without a null', () => {
  const holed = history({
    from: at(0),
    to: at(60),
    step_seconds: 10,
    points: [point(0, 1), point(40, 2)],
  })
  const range = { from: String(START), to: String(START + 60_000) }
  const { columns } = chartPoints(holed, new SeriesRing(), ['people'], range, START + 90_000)
  expect(columns).toEqual([[1, null, 2]])
})

it('spans the requested range, with or without points', () => {
  const { interval, times } = chartPoints(undefined, new SeriesRing(), ['people'], RANGE, START)
  expect(interval).toEqual({ from: START - 300_000, to: START })
  expect(times).toHaveLength(300)
})

it('draws the period before at the same distance from its start, with its gaps', () => {
  const range = { from: String(START + 60_000), to: String(START + 120_000) }
  const now = history({
    from: at(60),
    to: at(120),
    step_seconds: 10,
    points: [point(60, 1), point(70, 2), point(80, 3)],
  })
  const before = history({
    from: at(0),
    to: at(60),
    step_seconds: 10,
    points: [point(0, 7), point(10, null)],
  })
  const drawn = chartPoints(now, new SeriesRing(), ['people'], range, START + 300_000, before)
  expect(drawn.before).toEqual([7, null, null])
})
