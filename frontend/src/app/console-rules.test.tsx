import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { HttpResponse, http } from 'msw'
import { expect, it, vi } from 'vitest'
import type { BacktestResult } from '@/api/model'
import { rulesText } from '@/features/alert-rules/text'
import { measure, rule } from '../../test/alerting'
import { alertingPages, json, open, sent } from '../../test/alerting-pages'
import { server } from '../../test/console'
import { AT } from '../../test/fixtures'

// jsdom has no canvas; the browser tests cover the charts.
vi.mock('@/charts/time-chart', () => ({ TimeChart: () => null }))

alertingPages()

const preview = { sentence: 'Fires when it is so.', message: 'It is so.', fault: null }

it('lists the rules with origin and state', async () => {
  server.use(
    json('*/api/alert-rules', {
      rules: [
        rule({ state: { ...rule().state, status: 'firing', firing: 2, held: 1 } }),
        rule({ name: 'mine', origin: 'ui', replaces: 'file', version: 3, updated_by: 'ada' }),
        rule({
          name: 'broken',
          origin: 'file',
          state: { ...rule().state, status: 'error', error: 'no `x`', evaluated_at: null },
        }),
      ],
      total: 3,
    }),
  )
  open('/alerts/rules')
  const list = within(await screen.findByRole('list', { name: rulesText.list }))
  const row = (name: string) => {
    const found = list.getByText(name).closest('li')
    if (found === null) throw new Error(name)
    return within(found)
  }
  expect(row('high_disconnect_rate').getByText('built-in')).toBeVisible()
  expect(row('high_disconnect_rate').getByText(/2 firing/)).toBeVisible()
  expect(row('high_disconnect_rate').queryByRole('button', { name: 'Delete' })).toBeNull()
  expect(row('mine').getByText('replaces file')).toBeVisible()
  expect(row('mine').getByRole('button', { name: 'Restore file' })).toBeVisible()
  expect(row('broken').getByText('Error')).toBeVisible()
  expect(row('broken').getByText(rulesText.neverEvaluated)).toBeInTheDocument()
})

it('enables a rule by a PUT of all fields, and deletes one only after confirmation', async () => {
  server.use(
    json('*/api/alert-rules', {
      rules: [rule({ name: 'mine', origin: 'ui', version: 3, enabled: false })],
      total: 1,
    }),
  )
  const bodies = sent('put', '*/api/alert-rules/mine', rule({ name: 'mine' }))
  open('/alerts/rules')
  const toggle = await screen.findByRole('switch', { name: 'mine is enabled' })
  expect(toggle).toHaveAttribute('aria-checked', 'false')
  await userEvent.click(toggle)
  await waitFor(() => expect(bodies).toHaveLength(1))
  expect(bodies[0]).toMatchObject({ name: 'mine', enabled: true, version: 3, threshold: 0.1 })
  // The state that the service adds is not part of a rule.
  expect(bodies[0]).not.toHaveProperty('state')
  expect(bodies[0]).not.toHaveProperty('origin')

  let deleted = 0
  server.use(
    http.delete('*/api/alert-rules/mine', () => {
      deleted += 1
      return new HttpResponse(null, { status: 204 })
    }),
  )
  await userEvent.click(screen.getByRole('button', { name: 'Delete' }))
  const dialog = within(await screen.findByRole('dialog', { name: 'Delete mine' }))
  expect(deleted).toBe(0)
  await userEvent.click(dialog.getByRole('button', { name: 'Delete' }))
  await waitFor(() => expect(deleted).toBe(1))
})

async function fillRule() {
  await userEvent.type(await screen.findByLabelText('Name'), 'many')
  await screen.findByRole('option', { name: 'disconnect_rate (per minute)' })
  await userEvent.selectOptions(screen.getByLabelText('Measure'), 'disconnect_rate')
  await userEvent.type(screen.getByLabelText('Threshold'), '2')
}

const result: BacktestResult = {
  rule: 'many',
  from: AT,
  to: '2026-11-30T12:00:00Z',
  step_seconds: 10,
  ticks: 60_480,
  known_ratio: 0.5,
  alerts_total: 1,
  alerts: [
    {
      subject: {
        deployment: 'default',
        room: null,
        room_sid: null,
        participant: null,
        node: null,
      },
      started_at: '2026-11-25T12:00:00Z',
      resolved_at: null,
      value: 3,
      max_value: 3.5,
      silenced: false,
    },
  ],
  notifications_total: 2,
  notifications_per_week: 2,
  firing_seconds: 3_600,
  subjects: 1,
}

const lines = (...each: object[]) =>
  new HttpResponse(each.map((line) => `${JSON.stringify(line)}\n`).join(''), {
    headers: { 'content-type': 'application/x-ndjson' },
  })

it('previews a new rule, backtests it, and saves it disabled', async () => {
  const asked: Array<Record<string, unknown>> = []
  server.use(
    json('*/api/alert-rules/measures', { measures: [measure()] }),
    json('*/api/alert-rules', { rules: [], total: 0 }),
    http.post('*/api/alert-rules/backtest', async ({ request }) => {
      expect(request.headers.get('accept')).toBe('application/x-ndjson')
      asked.push((await request.json()) as Record<string, unknown>)
      return lines({ progress: 0.4 }, { result })
    }),
  )
  sent('post', '*/api/alert-rules/preview', preview)
  const bodies = sent('post', '*/api/alert-rules', rule(), 201)
  const { router } = open('/alerts/rules/new')
  await fillRule()
  expect(await screen.findByText(preview.sentence)).toBeVisible()
  expect(screen.getByText(preview.message)).toBeVisible()

  await userEvent.click(screen.getByRole('button', { name: rulesText.backtest.run }))
  expect(await screen.findByText('50 %')).toBeVisible()
  expect(screen.getByText(rulesText.backtest.knownLow)).toBeVisible()
  expect(screen.getByRole('img', { name: /^Alerts between .*: 1$/ })).toBeVisible()
  expect(screen.getByText(new RegExp(rulesText.backtest.still))).toBeVisible()
  expect(asked[0]).toMatchObject({ from: 'now-7d', to: 'now', silences: true })

  await userEvent.click(screen.getByRole('button', { name: rulesText.form.save }))
  await waitFor(() => expect(router.state.location.pathname).toBe('/alerts/rules'))
  expect(bodies[0]).toMatchObject({ name: 'many', threshold: 2, enabled: false })
})

it('shows no result of a backtest without data', async () => {
  server.use(
    json('*/api/alert-rules/measures', { measures: [measure()] }),
    http.post('*/api/alert-rules/backtest', () =>
      lines({ result: { ...result, known_ratio: 0, alerts_total: 0, alerts: [] } }),
    ),
  )
  sent('post', '*/api/alert-rules/preview', preview)
  open('/alerts/rules/new')
  await fillRule()
  await userEvent.click(screen.getByRole('button', { name: rulesText.backtest.run }))
  expect((await screen.findAllByText(rulesText.backtest.nothingKnown))[0]).toBeInTheDocument()
  expect(screen.queryByText(rulesText.backtest.never)).toBeNull()
})

it('shows that a measure cannot be backtested, and the error of a failed backtest', async () => {
  server.use(
    json('*/api/alert-rules/measures', {
      measures: [measure(), measure({ name: 'room_publishers', backtestable: false, unit: '' })],
    }),
    http.post('*/api/alert-rules/backtest', () =>
      lines({ progress: 0.1 }, { problem: { detail: 'two run already', code: 'overloaded' } }),
    ),
  )
  sent('post', '*/api/alert-rules/preview', preview)
  open('/alerts/rules/new')
  await fillRule()
  await userEvent.click(screen.getByRole('button', { name: rulesText.backtest.run }))
  expect(await screen.findByText('two run already')).toBeVisible()
  await userEvent.selectOptions(screen.getByLabelText('Measure'), 'room_publishers')
  expect(screen.getByText(rulesText.backtest.cannot)).toBeVisible()
})

it('shows that the console cannot run backtests, and keeps working', async () => {
  server.use(json('*/api/alert-rules/measures', { measures: [measure()] }))
  sent('post', '*/api/alert-rules/preview', preview)
  sent('post', '*/api/alert-rules/backtest', { code: 'method_not_allowed', detail: 'POST' }, 405)
  open('/alerts/rules/new')
  await fillRule()
  await userEvent.click(screen.getByRole('button', { name: rulesText.backtest.run }))
  expect(await screen.findByText(rulesText.backtest.missing)).toBeVisible()
  expect(screen.getByText(rulesText.backtest.failed)).toBeVisible()
  expect(screen.getByRole('button', { name: rulesText.backtest.run })).toBeEnabled()
  expect(screen.getByRole('button', { name: rulesText.form.save })).toBeEnabled()
})

it('shows the faults of a rule only after an attempt to save it', async () => {
  server.use(json('*/api/alert-rules/measures', { measures: [measure()] }))
  open('/alerts/rules/new')
  const name = await screen.findByLabelText('Name')
  expect(name).not.toHaveAttribute('aria-invalid')
  await userEvent.click(screen.getByRole('button', { name: rulesText.form.save }))
  expect(name).toHaveAttribute('aria-invalid', 'true')
  expect(name).toHaveAccessibleDescription(rulesText.form.nameFault)
})

it('shows that a change of a built-in rule creates a replacement', async () => {
  server.use(
    json('*/api/alert-rules/measures', { measures: [measure()] }),
    json('*/api/alert-rules/high_disconnect_rate', rule()),
  )
  sent('post', '*/api/alert-rules/preview', preview)
  open('/alerts/rules/edit/high_disconnect_rate')
  expect(await screen.findByText(rulesText.form.replacesNote('built-in'))).toBeVisible()
  expect(screen.getByLabelText('Name')).toBeDisabled()
})

it('offers to reload a rule that another user changed', async () => {
  server.use(
    json('*/api/alert-rules/measures', { measures: [measure()] }),
    json('*/api/alert-rules/mine', rule({ name: 'mine', origin: 'ui', version: 1 })),
  )
  sent('post', '*/api/alert-rules/preview', preview)
  sent(
    'put',
    '*/api/alert-rules/mine',
    { status: 409, code: 'rule_changed', detail: 'version 2 is there' },
    409,
  )
  open('/alerts/rules/edit/mine')
  await userEvent.click(await screen.findByRole('button', { name: rulesText.form.save }))
  expect(await screen.findByText('version 2 is there')).toBeVisible()
  expect(screen.getByRole('button', { name: rulesText.form.reload })).toBeVisible()
})
