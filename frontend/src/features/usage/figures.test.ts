import { expect, it } from 'vitest'
import type { UsageFigures, UsageReport } from '@/api/model'
import { changeWords, isKnown, minutesOf, stepPoints, sumPoints } from '@/features/usage/figures'
import { usageFigures, usageReport } from '../../../test/fixtures'

const interval = {
  from: Date.parse('2026-11-01T00:00:00Z'),
  to: Date.parse('2026-11-04T00:00:00Z'),
}

const step = (day: number, figures: UsageFigures | null): UsageReport['steps'][number] => ({
  from: `2026-11-0${day}T00:00:00Z`,
  to: `2026-11-0${day + 1}T00:00:00Z`,
  is_complete: true,
  figures,
})

it('sums up the kinds of a series', () => {
  const kinds = ['standard', 'sip', 'connector'].map((kind, at) => ({
    kind,
    minutes: 10 ** at,
    metered_minutes: 0,
    sessions: 1,
  }))
  const figures = usageFigures({ kinds })
  expect(minutesOf(figures, 'people')).toBe(101)
  expect(minutesOf(figures, 'sip')).toBe(10)
  expect(minutesOf(figures, 'agents')).toBe(0)
})

it('draws no step of which nothing is known, and sums up from where something is', () => {
  const report = usageReport({
    from: '2026-11-01T00:00:00Z',
    known_from: '2026-11-02T00:00:00Z',
    steps: [
      step(1, null),
      step(2, usageFigures({ participant_minutes: 5 })),
      step(3, usageFigures({ participant_minutes: 7 })),
    ],
  })
  const minutes = stepPoints(report, interval, [(figures) => figures.participant_minutes])
  expect(minutes.columns).toEqual([[null, 5, 7]])
  expect(sumPoints(report, interval)).toMatchObject({
    times: [2, 3, 4].map((day) => Date.parse(`2026-11-0${day}T00:00:00Z`) / 1_000),
    columns: [[0, 5, 12]],
  })
  expect(isKnown(report)).toBe(false)
})

it('compares with the time before, if that is known', () => {
  expect(changeWords(110, 100)).toBe('up 10 %')
  expect(changeWords(50, 100)).toBe('down 50 %')
  expect(changeWords(100, 100)).toBe('unchanged')
  // 1 to 3 is no "up 200 %".
  expect(changeWords(3, 1)).toBe('up 2')
  expect(changeWords(3, null)).toBeNull()
})
