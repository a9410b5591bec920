import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it, vi } from 'vitest'
import { receiversText } from '@/features/receivers/text'
import { silenceFormText } from '@/features/shared/silence-form/text'
import { silencesText } from '@/features/silences/text'
import { text } from '@/text/text'
import { notification, receiver, silence } from '../../test/alerting'
import { alertingPages, json, open, sent } from '../../test/alerting-pages'
import { server } from '../../test/console'
import { AT } from '../../test/fixtures'

// jsdom has no canvas; the browser tests cover the charts.
vi.mock('@/charts/time-chart', () => ({ TimeChart: () => null }))

alertingPages()

it('lists silences by status, and ends one now', async () => {
  server.use(
    json('*/api/silences', {
      silences: [
        silence(),
        silence({
          id: 's2',
          status: 'waiting',
          comment: 'weekends',
          ends_at: null,
          recurrence: { weekdays: ['sunday'], from: '22:00', to: '06:00', timezone: 'UTC' },
        }),
      ],
      total: 2,
    }),
  )
  const bodies = sent('post', '*/api/silences/s1/end', silence())
  const { router } = open('/alerts/silences')
  expect(await screen.findByText('weekends')).toBeVisible()
  expect(screen.getByText('Sun, 22:00–06:00 UTC')).toBeVisible()
  await userEvent.selectOptions(
    screen.getByRole('combobox', { name: silencesText.statusLabel }),
    'active',
  )
  await waitFor(() => expect(screen.queryByText('weekends')).toBeNull())
  expect(router.state.location.searchStr).toBe('?status=active')
  await userEvent.click(screen.getByRole('button', { name: silencesText.end }))
  const dialog = within(await screen.findByRole('dialog', { name: silencesText.endTitle }))
  await userEvent.click(dialog.getByRole('button', { name: silencesText.end }))
  await waitFor(() => expect(bodies).toEqual([{}]))
})

it('changes a silence with the version that was read', async () => {
  server.use(json('*/api/silences', { silences: [silence({ version: 4 })], total: 1 }))
  const bodies = sent('put', '*/api/silences/s1', silence())
  open('/alerts/silences')
  await userEvent.click(await screen.findByRole('button', { name: text.edit }))
  const dialog = within(await screen.findByRole('dialog', { name: silenceFormText.editTitle }))
  await userEvent.type(dialog.getByLabelText('Reason'), ' tonight')
  await userEvent.click(dialog.getByRole('button', { name: silenceFormText.save }))
  await waitFor(() => expect(bodies).toHaveLength(1))
  expect(bodies[0]).toMatchObject({
    comment: 'maintenance tonight',
    starts_at: AT,
    version: 4,
    author: 'ada',
  })
})

it('lists receivers with their last answer, and parked notifications', async () => {
  server.use(
    json('*/api/receivers', {
      receivers: [
        receiver({ last_error: '`404`', parked: 2 }),
        receiver({
          name: 'oncall',
          origin: 'file',
          target: { type: 'pagerduty', routing_key: '********', url: 'https://x' },
          route: { severities: ['critical'], deployments: [], rules: [] },
        }),
      ],
      total: 2,
    }),
    json('*/api/notifications', {
      notifications: [notification()],
      total: 1,
      outbox: { waiting: 3, parked: 2, oldest_due_at: AT },
    }),
  )
  const tests = sent('post', '*/api/receivers/ops/test', {
    sent: false,
    answer: '404 Not Found: no_such_channel',
    duration_ms: 120,
  })
  const retried = sent('post', '*/api/notifications/n1/retry', notification())
  open('/alerts/receivers')
  expect(await screen.findByText('2 parked')).toBeVisible()
  expect(screen.queryByRole('link', { name: 'Edit oncall' })).toBeNull()
  await userEvent.click(screen.getByRole('button', { name: 'Send a test to ops' }))
  expect(await screen.findByText('404 Not Found: no_such_channel')).toBeVisible()
  expect(screen.getByText(receiversText.notTested)).toBeVisible()
  expect(tests).toEqual([{}])
  await userEvent.click(
    await screen.findByRole('button', { name: 'Retry: ops, Too many disconnects' }),
  )
  await waitFor(() => expect(retried).toEqual([{}]))
})

it('keeps an unchanged secret, and previews the message', async () => {
  server.use(
    json('*/api/receivers/ops', receiver()),
    json('*/api/receivers', { receivers: [], total: 0 }),
    json('*/api/notifications', {
      notifications: [],
      total: 0,
      outbox: { waiting: 0, parked: 0, oldest_due_at: null },
    }),
  )
  sent('post', '*/api/receivers/preview', {
    title: '[FIRING] sample',
    text: 'It fires.',
    payload: '{"text":"It fires."}',
    error: null,
  })
  const bodies = sent('put', '*/api/receivers/ops', receiver())
  const { router } = open('/alerts/receivers/edit/ops')
  expect(await screen.findByLabelText(receiversText.form.slackUrl)).toHaveValue('********')
  expect(screen.getByText(receiversText.form.kept)).toBeVisible()
  expect(await screen.findByText('[FIRING] sample')).toBeVisible()
  // The mask stands for the stored secret, so that a test can use it.
  const tests = sent('post', '*/api/receivers/test', {
    sent: true,
    answer: '200 OK: ok',
    duration_ms: 12,
  })
  await userEvent.click(screen.getByRole('button', { name: receiversText.testOf('ops') }))
  expect(await screen.findByText('200 OK: ok')).toBeVisible()
  expect(tests[0]).toMatchObject({ name: 'ops', target: { type: 'slack', url: '********' } })
  await userEvent.click(screen.getByLabelText(receiversText.form.resolved))
  await userEvent.click(screen.getByRole('button', { name: receiversText.form.save }))
  await waitFor(() => expect(router.state.location.pathname).toBe('/alerts/receivers'))
  expect(bodies[0]).toMatchObject({
    target: { type: 'slack', url: '********' },
    send_resolved: false,
    version: 1,
  })
})

it('offers to reload a receiver that another user changed', async () => {
  const changed = { title: 'Changed', detail: 'somebody changed `ops`', code: 'receiver_changed' }
  server.use(json('*/api/receivers/ops', receiver()))
  sent('post', '*/api/receivers/preview', { title: 't', text: 'x', payload: 'x', error: null })
  sent('put', '*/api/receivers/ops', changed, 409)
  open('/alerts/receivers/edit/ops')
  await userEvent.type(await screen.findByLabelText(receiversText.form.title), 'Mine')
  await userEvent.click(screen.getByRole('button', { name: receiversText.form.save }))
  server.use(json('*/api/receivers/ops', receiver({ version: 2, title: 'Theirs' })))
  await userEvent.click(await screen.findByRole('button', { name: receiversText.form.reload }))
  expect(await screen.findByDisplayValue('Theirs')).toBeVisible()
})

it('creates an e-mail receiver with its required fields', async () => {
  server.use(
    json('*/api/receivers', { receivers: [], total: 0 }),
    json('*/api/notifications', {
      notifications: [],
      total: 0,
      outbox: { waiting: 0, parked: 0, oldest_due_at: null },
    }),
  )
  sent('post', '*/api/receivers/preview', { title: 't', text: 'x', payload: 'MIME', error: null })
  const bodies = sent('post', '*/api/receivers', receiver(), 201)
  open('/alerts/receivers/new')
  await userEvent.selectOptions(await screen.findByLabelText(receiversText.form.type), 'email')
  await userEvent.click(screen.getByRole('button', { name: receiversText.form.save }))
  expect(screen.getByLabelText(receiversText.form.server)).toHaveAttribute('aria-invalid', 'true')
  await userEvent.type(screen.getByLabelText('Name'), 'mail')
  await userEvent.type(screen.getByLabelText(receiversText.form.server), 'smtp://mail:587')
  await userEvent.type(screen.getByLabelText(receiversText.form.from), 'a@example.com')
  await userEvent.type(
    screen.getByLabelText(receiversText.form.to),
    'b@example.com{enter}c@example.com',
  )
  await userEvent.click(screen.getByRole('button', { name: receiversText.form.save }))
  await waitFor(() => expect(bodies).toHaveLength(1))
  expect(bodies[0]).toMatchObject({
    name: 'mail',
    target: { type: 'email', to: ['b@example.com', 'c@example.com'], password: null },
  })
})
