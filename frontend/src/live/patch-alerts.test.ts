import { expect, it } from 'vitest'
import { patched } from '@/live/patch-alerts'
import { alert, alertFrame, alertPage } from '../../test/alerting'

it('writes the fields from the socket into the row, and keeps the others', () => {
  const page = alertPage(alert({ silenced_by: ['s1'] }), alert({ id: 'a2' }))
  const next = patched(page, alertFrame({ status: 'acknowledged', acknowledged_by: 'ada' }))
  expect(next.alerts[0]).toMatchObject({
    status: 'acknowledged',
    acknowledged_by: 'ada',
    silenced_by: ['s1'],
  })
  expect(next.alerts[1]).toBe(page.alerts[1])
})

it('does not change a page without the alert', () => {
  const page = alertPage(alert())
  expect(patched(page, alertFrame({ id: 'other' }))).toBe(page)
})
