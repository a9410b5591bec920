import { expect, it } from 'vitest'
import { chartGaps, gapLine, gapsAt } from '@/charts/gaps'
import { stack } from '@/charts/stack'
import { gap } from '../../test/sources'

const at = (time: string) => Date.parse(`2026-11-23T${time}Z`)
const interval = { from: at('11:00:00'), to: at('12:00:00') }

it('keeps the gaps that overlap the interval, earliest first', () => {
  const gaps = chartGaps(
    [
      gap({ id: 'open', started_at: '2026-11-23T11:50:00Z', ended_at: null, cause: 'unreachable' }),
      gap({ id: 'into', started_at: '2026-11-23T10:50:00Z', ended_at: '2026-11-23T11:10:00Z' }),
      gap({ id: 'before', started_at: '2026-11-23T10:00:00Z', ended_at: '2026-11-23T10:59:59Z' }),
      gap({ id: 'after', started_at: '2026-11-23T12:00:01Z', ended_at: null }),
      gap({ id: 'broken', started_at: 'once', ended_at: null }),
    ],
    interval,
  )
  expect(gaps.map((each) => each.from)).toEqual([at('10:50:00'), at('11:50:00')])
  expect(gapsAt(gaps, at('11:55:00'))).toEqual([gaps[1]])
  expect(gapsAt(gaps, at('11:30:00'))).toEqual([])
})

it('names the gap under the cursor with its cause, else the number of gaps', () => {
  const gaps = chartGaps([gap()], interval)
  const data = { times: [], columns: [], interval, gaps }
  const line = (instant: number | null) => gapLine(data, instant, 'utc', at('12:00:00'))
  const words = 'Webhooks, 11:00:00 – 11:05:00: none arrived, although rooms changed'
  expect(line(at('11:02:00'))).toBe(words)
  expect(line(at('11:30:00'))).toBe(`1 gap · ${words}`)
  expect(line(null)).toBe(`1 gap · ${words}`)
  expect(gapLine({ ...data, gaps: [] }, null, 'utc', 0)).toBe('')
})

it('stacks columns, with unknown values above an unknown value', () => {
  expect(
    stack([
      [1, 2, null],
      [10, null, 30],
      [100, 200, 300],
    ]),
  ).toEqual([
    [1, 2, null],
    [11, null, null],
    [111, null, null],
  ])
})
