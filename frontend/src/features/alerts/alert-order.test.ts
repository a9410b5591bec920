import { expect, it } from 'vitest'
import { inOrder, matching } from '@/features/alerts/alert-order'
import { alert } from '../../../test/alerting'

it('sorts unacknowledged alerts first, then by severity, then the newest', () => {
  const alerts = [
    alert({ id: 'taken', status: 'acknowledged' }),
    alert({ id: 'info', severity: 'info' }),
    alert({ id: 'old', started_at: '2026-11-23T10:00:00Z' }),
    alert({ id: 'new', started_at: '2026-11-23T11:00:00Z' }),
    alert({ id: 'strange', severity: 'of_tomorrow' }),
    alert({ id: 'warning', severity: 'warning' }),
  ]
  expect(inOrder(alerts).map(({ id }) => id)).toEqual([
    'strange',
    'new',
    'old',
    'warning',
    'info',
    'taken',
  ])
})

it('filters by severity and by a part of any name', () => {
  const alerts = [
    alert({ id: 'a', room: 'Standup' }),
    alert({ id: 'b', severity: 'info', assignee: 'grace' }),
  ]
  const found = (severity: string, q: string) =>
    matching(alerts, { severity, q }).map(({ id }) => id)
  expect(found('', '')).toEqual(['a', 'b'])
  expect(found('info', '')).toEqual(['b'])
  expect(found('', 'standUP')).toEqual(['a'])
  expect(found('', 'grace')).toEqual(['b'])
  expect(found('critical', 'grace')).toEqual([])
})
