import { act, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { HttpResponse, http } from 'msw'
import { expect, it, vi } from 'vitest'
import { appText } from '@/app/text'
import { alertsText } from '@/features/alerts/text'
import { alertText } from '@/features/shared/text'
import { labels } from '@/text/labels'
import { text } from '@/text/text'
import { alert, alertFrame, alerting, alertPage, rule } from '../../test/alerting'
import { alertingPages, json, open, sent } from '../../test/alerting-pages'
import { server } from '../../test/console'
import { FakeSocket } from '../../test/fake-socket'
import { AT } from '../../test/fixtures'

// jsdom has no canvas; the browser tests cover the charts.
vi.mock('@/charts/time-chart', () => ({ TimeChart: () => null }))

alertingPages()

const words = alertsText

const down = { title: 'Down', status: 503, detail: 'the database is down', code: 'x' }

// Active
it('shows an open alert with its severity, its subject as links, and its flags', async () => {
  server.use(
    json(
      '*/api/alerts',
      alertPage(
        alert({
          room: 'standup',
          room_sid: 'RM_1',
          participant: 'ada',
          data: 'no_data',
          flapping: true,
          silenced_by: ['s1'],
          assignee: 'grace',
        }),
      ),
    ),
    json('*/api/alerting', alerting({}, { critical: 1 })),
  )
  open('/alerts')
  const list = within(await screen.findByRole('list', { name: words.list }))
  expect(list.getByText('Critical')).toBeVisible()
  expect(list.getByRole('link', { name: 'Too many disconnects' })).toHaveAttribute(
    'href',
    '/alerts/a1',
  )
  expect(list.getByRole('link', { name: 'standup' })).toHaveAttribute(
    'href',
    '/rooms/standup?sid=RM_1',
  )
  expect(list.getByRole('link', { name: 'ada' })).toHaveAttribute(
    'href',
    '/history?identity=ada&room=standup',
  )
  for (const flag of ['no data', 'flapping', 'silenced']) expect(list.getByText(flag)).toBeVisible()
  expect(list.getByText('2.4, threshold 0.1')).toBeVisible()
  expect(list.getByText('grace')).toBeVisible()
  // The header and the tab title count it.
  expect(screen.getByRole('link', { name: /Alerts.*1 open, Critical/ })).toBeVisible()
  await waitFor(() => expect(document.title).toBe(`(1) ${appText.title('Alerts')}`))
})

it('shows that there are no open alerts only while the rules are evaluated', async () => {
  open('/alerts')
  expect(await screen.findByText(words.noneTitle)).toBeVisible()
  expect(screen.getByText(words.none(14))).toBeVisible()
})

it('shows the number of rules without data when no alert is open', async () => {
  const blind = { ...rule().state, status: 'no_data', no_data: 1 }
  server.use(
    json('*/api/alert-rules', { rules: [rule(), rule({ name: 'b', state: blind })], total: 2 }),
  )
  open('/alerts')
  expect(await screen.findByText(words.blind(1))).toBeVisible()
})

it.each([
  ['late', { last_evaluation_at: AT }],
  ['failing', { error: 'the database did not answer' }],
  ['unknown', { last_evaluation_at: null }],
  ['standby', { last_evaluation_at: null, leader: false }],
] as const)('gives no green light while the evaluation is %s', async (word, evaluator) => {
  server.use(json('*/api/alerting', alerting(evaluator)))
  open('/alerts')
  expect(await screen.findByText(words.doubtTitle)).toBeVisible()
  expect(screen.getByText(alertText.evaluator.warnings[word] ?? '')).toBeVisible()
  expect(screen.queryByText(words.noneTitle)).toBeNull()
  expect(
    screen.getByRole('link', { name: new RegExp(`Alerts.*${labels.evaluatorProblem[word]}`) }),
  ).toBeVisible()
})

it('distinguishes a failed read from no match', async () => {
  server.use(json('*/api/alerts', down, 400), json('*/api/alerting', down, 400))
  open('/alerts')
  expect((await screen.findAllByText(/the database is down/))[0]).toBeVisible()
  expect(await screen.findByText(alertText.evaluator.warnings.unread ?? '')).toBeVisible()
  expect(screen.queryByText(words.noneTitle)).toBeNull()
})

it('filters by severity and text, keeps both in the URL, and shows when nothing matches', async () => {
  server.use(
    json(
      '*/api/alerts',
      alertPage(alert(), alert({ id: 'a2', severity: 'info', message: 'Old room' })),
    ),
  )
  const { router } = open('/alerts?severity=info')
  expect(await screen.findByText('Old room')).toBeVisible()
  expect(screen.queryByText('Too many disconnects')).toBeNull()
  await userEvent.type(screen.getByRole('searchbox', { name: words.q }), 'zz')
  expect(await screen.findByText(words.noMatch('2'))).toBeVisible()
  expect(router.state.location.searchStr).toBe('?severity=info&q=zz')
  await userEvent.click(screen.getByRole('button', { name: text.clear }))
  expect(await screen.findByText('Too many disconnects')).toBeVisible()
})

it('sends the name of the user, and reads the changed data again', async () => {
  let status = 'firing'
  server.use(
    http.get('*/api/alerts', () => HttpResponse.json(alertPage(alert({ status })) as never)),
    http.post('*/api/alerts/a1/acknowledge', async ({ request }) => {
      expect(await request.json()).toEqual({ by: 'ada' })
      status = 'acknowledged'
      return HttpResponse.json(alert({ status }) as never)
    }),
  )
  open('/alerts')
  await userEvent.type(await screen.findByLabelText(appText.alertPages.actor), 'ada')
  await userEvent.click(
    await screen.findByRole('button', { name: 'Acknowledge: Too many disconnects' }),
  )
  await waitFor(() =>
    expect(
      screen.getByRole('button', { name: 'Unacknowledge: Too many disconnects' }),
    ).toBeEnabled(),
  )
})

it('does not undo an acknowledgement by a second click, and keeps the focus', async () => {
  let status = 'firing'
  const asked: string[] = []
  server.use(
    http.get('*/api/alerts', () => HttpResponse.json(alertPage(alert({ status })) as never)),
    http.post('*/api/alerts/a1/:action', ({ params }) => {
      asked.push(String(params.action))
      status = params.action === 'acknowledge' ? 'acknowledged' : 'firing'
      return HttpResponse.json(alert({ status }) as never)
    }),
  )
  open('/alerts')
  const button = await screen.findByRole('button', { name: 'Acknowledge: Too many disconnects' })
  await userEvent.click(button)
  await waitFor(() => expect(button).toHaveAttribute('aria-disabled', 'true'))
  await waitFor(() => expect(screen.getByText('Acknowledged')).toBeVisible())
  await userEvent.click(button)
  expect(asked).toEqual(['acknowledge'])
  expect(button).toHaveFocus()
})

it('acknowledges and resolves with a note by keyboard alone', async () => {
  server.use(json('*/api/alerts', alertPage(alert())))
  const acknowledged = sent('post', '*/api/alerts/a1/acknowledge', alert())
  const resolved = sent('post', '*/api/alerts/a1/resolve', alert())
  open('/alerts')
  await screen.findByText('Too many disconnects')
  await userEvent.keyboard('ja')
  await waitFor(() => expect(acknowledged).toHaveLength(1))
  await userEvent.keyboard('r')
  const note = await screen.findByLabelText(alertText.actions.noteOptional)
  await waitFor(() => expect(note).toHaveFocus())
  await userEvent.keyboard('done{Tab}{Tab}')
  await userEvent.keyboard('{Enter}')
  await waitFor(() => expect(resolved).toEqual([{ note: 'done' }]))
  await waitFor(() =>
    expect(screen.getByRole('link', { name: 'Too many disconnects' })).toHaveFocus(),
  )
}, 20_000)

it('asks for a note before it resolves, and shows an error', async () => {
  server.use(
    json('*/api/alerts', alertPage(alert())),
    http.post('*/api/alerts/a1/resolve', () =>
      HttpResponse.json({ ...down, detail: 'alert `a1` is already resolved' }, { status: 409 }),
    ),
  )
  open('/alerts')
  await userEvent.click(
    await screen.findByRole('button', { name: 'Resolve: Too many disconnects' }),
  )
  const dialog = within(await screen.findByRole('dialog', { name: 'Resolve' }))
  expect(dialog.getByText(alertText.actions.resolveHint)).toBeVisible()
  await userEvent.click(dialog.getByRole('button', { name: 'Resolve' }))
  expect(await dialog.findByText(/is already resolved/)).toBeVisible()
  const bodies = sent('post', '*/api/alerts/a1/resolve', alert())
  await userEvent.type(dialog.getByRole('textbox'), 'done')
  await userEvent.click(dialog.getByRole('button', { name: 'Resolve' }))
  await waitFor(() => expect(bodies).toEqual([{ note: 'done' }]))
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
})

it('fills the silence form with the fields of the alert', async () => {
  server.use(json('*/api/alerts', alertPage(alert(), alert({ id: 'a2', rule: 'other' }))))
  const bodies = sent('post', '*/api/silences', {})
  open('/alerts')
  const [silence] = await screen.findAllByRole('button', {
    name: 'Silence: Too many disconnects',
  })
  if (silence === undefined) throw new Error('no button')
  await userEvent.click(silence)
  const dialog = within(await screen.findByRole('dialog'))
  const values = dialog.getAllByLabelText('Value').map((each) => (each as HTMLInputElement).value)
  expect(values[1]).toBe('default')
  expect(await dialog.findByText(/1 open alert matches/)).toBeVisible()
  await userEvent.click(dialog.getByRole('button', { name: 'Silence' }))
  expect(dialog.getByText(/A reason is required/)).toBeVisible()
  expect(bodies).toEqual([])
  await userEvent.type(dialog.getByLabelText('Reason'), 'known')
  await userEvent.click(dialog.getByRole('button', { name: 'Silence' }))
  await waitFor(() => expect(bodies).toHaveLength(1))
  expect(bodies[0]).toMatchObject({ comment: 'known', recurrence: null, author: null })
})

it('follows the socket: a new alert is announced, read and counted at once', async () => {
  open('/alerts')
  await screen.findByText(words.noneTitle)
  const fresh = alert({ message: 'Node down', started_at: new Date().toISOString() })
  server.use(
    json('*/api/alerts', alertPage(fresh)),
    json('*/api/alerting', alerting({}, { critical: 1 })),
  )
  act(() => {
    FakeSocket.last.open()
    FakeSocket.last.receive('alert', alertFrame(fresh))
  })
  expect(await screen.findByRole('link', { name: 'Node down' })).toBeVisible()
  expect(await screen.findByText('New alert, Critical: Node down')).toBeInTheDocument()
  expect(await screen.findByRole('link', { name: /Alerts.*1 open, Critical/ })).toBeVisible()
})

it('does not move rows while the user uses them, and offers the changes', async () => {
  server.use(json('*/api/alerts', alertPage(alert({ severity: 'info', message: 'First' }))))
  open('/alerts')
  await userEvent.hover(await screen.findByRole('link', { name: 'First' }))
  server.use(
    json(
      '*/api/alerts',
      alertPage(
        alert({ severity: 'info', message: 'First' }),
        alert({ id: 'a2', message: 'Second' }),
      ),
    ),
  )
  act(() => {
    FakeSocket.last.open()
    FakeSocket.last.receive('alert', alertFrame({ id: 'a2', message: 'Second' }))
  })
  const show = await screen.findByRole('button', { name: words.changes(1) })
  expect(screen.queryByRole('link', { name: 'Second' })).toBeNull()
  await userEvent.click(show)
  expect(await screen.findByRole('link', { name: 'Second' })).toBeVisible()
})

it('opens the alerts by keyboard shortcut', async () => {
  const { router } = open('/')
  await screen.findByText('48')
  await userEvent.keyboard('ga')
  await waitFor(() => expect(router.state.location.pathname).toBe('/alerts'))
})
