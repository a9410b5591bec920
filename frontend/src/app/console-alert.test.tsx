import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { HttpResponse, http } from 'msw'
import { expect, it, vi } from 'vitest'
import { alertDetailText } from '@/features/alert-detail/text'
import { alertHistoryText } from '@/features/alert-history/text'
import { auditText } from '@/features/audit/text'
import { overviewText } from '@/features/overview/text'
import { roomText } from '@/features/room-detail/text'
import { alertText } from '@/features/shared/text'
import { text } from '@/text/text'
import { alert, alertDetail, alertPage, auditLine, notification } from '../../test/alerting'
import { alertingPages, json, open } from '../../test/alerting-pages'
import { server } from '../../test/console'
import { AT } from '../../test/fixtures'

// jsdom has no canvas; the browser tests cover the charts.
vi.mock('@/charts/time-chart', () => ({ TimeChart: () => null }))

alertingPages()

const down = { title: 'Down', status: 503, detail: 'the database is down', code: 'x' }

it('shows the transitions of an alert, its evidence and its notifications', async () => {
  server.use(
    json(
      '*/api/alerts/a1',
      alertDetail({
        runbook_url: 'javascript:alert(1)',
        transitions: [
          ...alertDetail().transitions,
          {
            kind: 'noted',
            at: AT,
            from: 'firing',
            to: 'firing',
            by: 'ada',
            note: 'looking',
            value: null,
          },
        ],
        evidence: {
          rooms: [{ name: 'standup', sid: 'RM_1' }],
          rooms_total: 5,
          participants: [],
          participants_total: 0,
          facts: ['egress `EG_1` failed'],
        },
        links: [
          { label: 'Rooms then', href: '/rooms?at=2026-11-23T12:00:00Z' },
          { label: 'Elsewhere', href: '//evil.example/' },
        ],
        notifications: [notification({ status: 'sent', error: null, sent_at: AT })],
      }),
    ),
  )
  open('/alerts/a1')
  expect(await screen.findByRole('heading', { name: 'Too many disconnects' })).toBeVisible()
  const history = within(screen.getByRole('region', { name: alertDetailText.transitions }))
  expect(history.getByText('Fired')).toBeVisible()
  expect(history.getByText('looking')).toBeVisible()
  const evidence = within(screen.getByRole('region', { name: alertDetailText.evidence }))
  expect(evidence.getByText('and 4 more')).toBeVisible()
  expect(evidence.getByRole('link', { name: 'Rooms then' })).toBeVisible()
  expect(screen.queryByRole('link', { name: /Elsewhere/ })).toBeNull()
  // Only an http or https URL becomes a link.
  expect(screen.queryByRole('link', { name: /javascript/ })).toBeNull()
  const notifications = within(screen.getByRole('region', { name: alertDetailText.notifications }))
  expect(notifications.getByText('Sent')).toBeVisible()
})

it('shows that an alert is not stored', async () => {
  server.use(json('*/api/alerts/nope', { ...down, status: 404, code: 'alert_not_found' }, 404))
  open('/alerts/nope')
  expect(await screen.findByText(alertDetailText.notFoundTitle)).toBeVisible()
})

it('requests resolved alerts with all filters of the URL', async () => {
  const asked: URLSearchParams[] = []
  server.use(
    http.get('*/api/alerts', ({ request }) => {
      asked.push(new URL(request.url).searchParams)
      return HttpResponse.json({
        alerts: [alert({ status: 'resolved', resolved_at: '2026-11-23T12:16:40Z' })],
        total: 120,
      } as never)
    }),
  )
  const { router } = open('/alerts/history?severity=info&rule=r&page=2')
  const region = within(await screen.findByRole('region', { name: alertHistoryText.rows }))
  expect(await region.findByText('16 m 40 s')).toBeVisible()
  expect(region.getByText(alertText.resolvedAutomatically)).toBeVisible()
  expect(Object.fromEntries(asked.at(-1) ?? [])).toEqual({
    status: 'resolved',
    severity: 'info',
    rule: 'r',
    from: 'now-7d',
    to: 'now',
    limit: '50',
    offset: '50',
  })
  expect(screen.getByRole('link', { name: 'Export as CSV' })).toHaveAttribute(
    'href',
    '/api/export/alerts?format=csv&status=resolved&severity=info&rule=r&from=now-7d&to=now',
  )
  await userEvent.click(screen.getByRole('button', { name: text.paging.previous }))
  await waitFor(() => expect(router.state.location.searchStr).toBe('?severity=info&rule=r'))
})

it('shows the audit trail with its last entry, and pages to older entries', async () => {
  server.use(
    json('*/api/audit', {
      lines: [auditLine()],
      next_before: 7,
      head: { sequence: 1_207, hash: 'cd'.repeat(32) },
    }),
  )
  const { router } = open('/alerts/audit?kind=rule.changed')
  expect(await screen.findByText('cd'.repeat(32))).toBeVisible()
  expect(screen.getByText('1,207')).toBeVisible()
  expect(screen.getByRole('link', { name: 'Export as NDJSON' })).toHaveAttribute(
    'href',
    '/api/export/audit?format=ndjson&kind=rule.changed&from=now-7d&to=now',
  )
  await userEvent.click(screen.getByRole('button', { name: auditText.older }))
  await waitFor(() => expect(router.state.location.searchStr).toBe('?kind=rule.changed&before=7'))
})

it('does not call the dashboard healthy while the open alerts are not known', async () => {
  server.use(json('*/api/alerts', down, 400))
  open('/')
  expect(await screen.findByText(overviewText.status.unread)).toBeVisible()
  const panel = within(screen.getByRole('region', { name: overviewText.alerts.title }))
  expect(await panel.findByText(text.error.title)).toBeVisible()
  expect(panel.queryByText(overviewText.alerts.none)).toBeNull()
  expect(screen.queryByText(/^Healthy/)).toBeNull()
})

it('shows the open alerts of a room on its page', async () => {
  server.use(
    http.get('*/api/alerts', ({ request }) => {
      const words = new URL(request.url).searchParams
      return HttpResponse.json(
        alertPage(...(words.get('room') === '100%' ? [alert({ room: '100%' })] : [])) as never,
      )
    }),
  )
  open('/rooms/100%25')
  const panel = within(await screen.findByRole('region', { name: roomText.alerts }))
  expect(panel.getByRole('link', { name: 'Too many disconnects' })).toBeVisible()
})
