import { act, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { HttpResponse, http } from 'msw'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { appText } from '@/app/text'
import { historyText } from '@/features/history/text'
import { participantText } from '@/features/participant-detail/text'
import { roomText } from '@/features/room-detail/text'
import { whyText } from '@/features/shared/why-ended/text'
import { sourcesText } from '@/features/sources/text'
import { gapCause } from '@/text/labels'
import { text } from '@/text/text'
import { timelineText } from '@/text/timeline'
import { asked, openConsole, server } from '../../test/console'
import { FakeSocket, useFakeSocket } from '../../test/fake-socket'
import { AT, metrics, ODD_NAMES, participant, room, timelineEntry } from '../../test/fixtures'
import { gap, node, sources } from '../../test/sources'

// jsdom has no canvas; the browser tests cover the charts.
vi.mock('@/charts/time-chart', () => ({ TimeChart: () => null }))

let stop: () => void

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
beforeEach(() => useFakeSocket())
afterEach(() => {
  stop()
  server.resetHandlers()
})
afterAll(() => server.close())

function open(address: string) {
  const shown = openConsole(address)
  stop = shown.stop
  return shown
}

const json = (path: string, body: object, status = 200) =>
  http.get(path, () => HttpResponse.json(body as Record<string, unknown>, { status }))

// Sources

it('shows the status of each source as text, and unknown values as unknown', async () => {
  server.use(
    json(
      '*/api/sources',
      sources({
        webhooks: { status: 'silent', rate_per_minute: 0, lag_seconds: null },
        api: { status: 'down', error: { at: AT, code: 'unreachable', message: 'refused' } },
        nodes: [node(), node({ url: 'http://b', status: 'down', webhooks_lost: { age: 3 } })],
      }),
    ),
  )
  open('/sources')
  const card = async (name: string) =>
    within(await screen.findByRole('region', { name })) as ReturnType<typeof within>
  const { webhooks, api, nodes, clients } = sourcesText.card
  expect((await card(webhooks)).getByText('Silent')).toBeVisible()
  expect((await card(webhooks)).getByText(sourcesText.notReported)).toBeInTheDocument()
  expect((await card(api)).getByText(/unreachable/)).toBeVisible()
  expect((await card(nodes)).getByText('3 age')).toBeVisible()
  expect((await card(clients)).getByText('Nothing yet')).toBeVisible()
  // One badge counts two sources that are down and one that is silent.
  expect(screen.getByText(appText.nav.problems(3))).toBeInTheDocument()
})

it('describes different counts of a source, and never shows an unknown count as zero', async () => {
  server.use(
    json(
      '*/api/sources',
      sources({
        counts: {
          console: { rooms: 12, participants: 48, people: 40 },
          webhooks: { rooms: 12, participants: 51 },
          api: { rooms: 12, participants: 40, participants_range: null, at: AT },
          nodes: null,
        },
      }),
    ),
  )
  open('/sources')
  const table = within(await screen.findByRole('region', { name: sourcesText.counts.title }))
  const row = (name: string) => {
    const found = table.getByRole('rowheader', { name }).closest('tbody')
    if (found === null) throw new Error(name)
    return within(found)
  }
  expect(row('Webhooks').getAllByText('3 participants more')[0]).toBeVisible()
  expect(row('Room API').getAllByText(sourcesText.counts.same)[0]).toBeVisible()
  expect(row('Nodes').getAllByText(sourcesText.unknown)).toHaveLength(3)
  expect(row('Nodes').getAllByText(sourcesText.counts.unknown)[0]).toBeVisible()
})

it('shows a finding with its evidence and a setting to copy', async () => {
  server.use(
    json(
      '*/api/sources',
      sources({
        diagnoses: [
          { code: 'n', severity: 'info', title: 'A note' },
          {
            code: 'c',
            severity: 'critical',
            title: 'The key `API<b>` is unknown',
            remedy: 'Sign with a known one:\nwebhook:\n  api_key: APIabc',
            evidence: ['refused 3 times as `unknown_api_key`'],
          },
        ],
      }),
    ),
  )
  open('/sources')
  const diagnostics = within(
    await screen.findByRole('region', { name: sourcesText.diagnostics.title }),
  )
  const titles = diagnostics.getAllByRole('heading', { level: 3 }).map((each) => each.textContent)
  expect(titles[0]).toContain('The key API<b> is unknown')
  expect(titles[1]).toContain('A note')
  expect(diagnostics.getByText('refused 3 times as', { exact: false })).toBeVisible()
  await userEvent.setup().click(diagnostics.getByRole('button', { name: text.copy }))
  expect(await diagnostics.findByText(text.copied)).toBeVisible()
  expect(await navigator.clipboard.readText()).toBe('webhook:\n  api_key: APIabc')
})

it('limits "no problems" to the observed sources', async () => {
  server.use(
    json('*/api/sources', sources({ nodes: [], api: { status: 'off', last_success_at: null } })),
  )
  open('/sources')
  const diagnostics = within(
    await screen.findByRole('region', { name: sourcesText.diagnostics.title }),
  )
  expect(diagnostics.getByText(sourcesText.diagnostics.nothing)).toBeVisible()
  const unseen = diagnostics.getByText(/no node metrics are scraped/)
  expect(unseen).toHaveTextContent('Room API')
  expect(unseen).toHaveTextContent('Client reports')
  expect(unseen).not.toHaveTextContent('Webhooks')
})

it('does not show "no problems" while a source has a problem', async () => {
  server.use(json('*/api/sources', sources({ api: { status: 'down' } })))
  open('/sources')
  expect(await screen.findByText(sourcesText.diagnostics.unexplained)).toBeVisible()
  expect(screen.queryByText(sourcesText.diagnostics.nothing)).toBeNull()
})

it('lists gaps with their cause, even if the sources cannot be read', async () => {
  server.use(
    json('*/api/gaps', {
      gaps: [gap({ deployment: null, cause: 'console_down' }), gap({ id: '2', ended_at: null })],
    }),
    json('*/api/sources', { title: 'No', status: 400, detail: 'no sources today' }, 400),
  )
  open('/sources')
  expect(await screen.findByText(gapCause('console_down'))).toBeVisible()
  expect(screen.getByText(sourcesText.gaps.everywhere)).toBeVisible()
  expect(screen.getByText(sourcesText.gaps.open)).toBeVisible()
  expect(await screen.findByText(/no sources today/)).toBeVisible()
})

// History

it.each(ODD_NAMES)('finds and links the participant %j, as text', async (name) => {
  open('/history')
  await screen.findByRole('table')
  const index = ODD_NAMES.indexOf(name)
  const links = [...document.querySelectorAll('a')].map((each) => each.getAttribute('href'))
  expect(links).toContain(`/participants/PA_${index}?deployment=default`)
  expect(links).toContain(`/rooms/${encodeURIComponent(name)}?sid=RM_1`)
})

it('requests sessions with all filters of the URL, and exports with the same', async () => {
  const filters =
    'q=a%26b&room=standup&identity=ada&departure=unexpected&kind=SIP&from=now-6h&to=now&deployment=eu'
  open(`/history?${filters}&page=2`)
  await screen.findByRole('table')
  const query = asked.participants.at(-1)
  expect(Object.fromEntries(query ?? [])).toEqual({
    ...Object.fromEntries(new URLSearchParams(filters)),
    limit: '30',
    offset: '30',
  })
  const csv = screen.getByRole('link', { name: 'Export as CSV' }).getAttribute('href') ?? ''
  const [path, words] = csv.split('?')
  expect(path).toBe('/api/export/participants')
  expect(Object.fromEntries(new URLSearchParams(words))).toEqual({
    format: 'csv',
    ...Object.fromEntries(new URLSearchParams(filters)),
  })
})

it('puts the filters into the URL, and returns to the first page', async () => {
  const { router } = open('/history?page=2')
  await screen.findByRole('table')
  await userEvent.type(screen.getByRole('searchbox'), 'x y{Enter}')
  await waitFor(() => expect(router.state.location.searchStr).toBe('?q=x+y'))
  await userEvent.selectOptions(
    await screen.findByRole('combobox', { name: historyText.fields.departure }),
    'removed',
  )
  await waitFor(() => expect(router.state.location.searchStr).toBe('?q=x+y&departure=removed'))
  await userEvent.click(await screen.findByRole('button', { name: text.paging.next }))
  await waitFor(() => expect(router.state.location.search).toMatchObject({ page: '2' }))
  await userEvent.click(screen.getByRole('button', { name: text.clear }))
  await waitFor(() => expect(router.state.location.searchStr).toBe(''))
})

it('searches room sessions too, of all states', async () => {
  open('/history?of=rooms&q=a')
  await screen.findByRole('table')
  expect(Object.fromEntries(asked.lists.at(-1) ?? [])).toMatchObject({
    status: 'all',
    q: 'a',
    from: 'now-24h',
    to: 'now',
  })
})

it('shows when nothing matches, and when a page is beyond the last', async () => {
  server.use(json('*/api/participants', { participants: [], total: 0 }))
  open('/history?identity=nobody')
  expect(await screen.findByText(historyText.noMatchTitle)).toBeVisible()
  stop()
  server.use(json('*/api/participants', { participants: [], total: 3 }))
  open('/history?page=9')
  expect((await screen.findAllByText(text.paging.beyondTitle))[0]).toBeVisible()
})

it('shows an inferred end with interval and evidence, and that a poll reported the session', async () => {
  server.use(
    json('*/api/participants/PA_9', {
      ...participant({
        sid: 'PA_9',
        state: 'DISCONNECTED',
        departure: 'reconciled',
        certainty: 'inferred',
        left_at: AT,
        left_at_range: { earliest: '2026-11-23T11:59:00Z', latest: AT },
        evidence: 'not in 2 listings of `standup`',
        sources: ['webhook', 'poll'],
      }),
      room: room(),
    }),
    json('*/api/participants/PA_9/timeline', {
      entries: [
        timelineEntry(),
        timelineEntry({ kind: 'healed', source: 'poll', text: 'A poll found `<b>` gone.' }),
        timelineEntry({ kind: 'weather_changed', text: 'Rain.' }),
      ],
      next_after: null,
    }),
  )
  open('/participants/PA_9')
  expect(await screen.findByText(whyText.inferred, { exact: false })).toBeVisible()
  expect(screen.getByText(/not in 2 listings of/)).toBeVisible()
  expect(screen.getByText(text.participant.polled)).toBeVisible()
  const timeline = within(screen.getByRole('region', { name: timelineText.title }))
  expect(await timeline.findByText('Weather changed')).toBeVisible()
  await userEvent.selectOptions(
    timeline.getByRole('combobox', { name: timelineText.show }),
    'doubt',
  )
  expect(timeline.getByText('<b>')).toBeVisible()
  expect(timeline.queryByText('Weather changed')).toBeNull()
  expect(await screen.findByText(participantText.connection.none)).toBeVisible()
})

it('shows that a participant session is not found', async () => {
  server.use(
    json(
      '*/api/participants/PA_0',
      { code: 'participant_not_found', status: 404, title: 'x' },
      404,
    ),
  )
  open('/participants/PA_0')
  expect((await screen.findAllByText(participantText.notFoundTitle))[0]).toBeInTheDocument()
})

it('opens the timeline of a room by its URL, each entry with a link to the participant session', async () => {
  open('/rooms/100%25?view=timeline')
  const timeline = within(await screen.findByRole('region', { name: timelineText.title }))
  const link = await timeline.findByRole('link', { name: 'ada' })
  expect(link).toHaveAttribute('href', '/participants/PA_1')
  const parts = within(screen.getByRole('navigation', { name: roomText.view }))
  expect(parts.getByRole('link', { current: 'page' })).toHaveTextContent(roomText.timeline)
})

// Time travel

it('shows a past time clearly, pauses updates, and returns to now', async () => {
  const { router, live } = open('/rooms?at=2026-11-22T14:03:00Z')
  await screen.findByText('100%')
  expect(screen.getByText('Showing 2026-11-22 14:03:00 UTC')).toBeVisible()
  const then = Object.fromEntries(asked.lists.at(-1) ?? [])
  expect(then).toMatchObject({ at: '2026-11-22T14:03:00Z' })
  expect(then).not.toHaveProperty('status')
  expect(live.socket.state.phase).toBe('paused')
  await userEvent.click(screen.getByRole('button', { name: appText.moment.stepHint(-3_600) }))
  await waitFor(() =>
    expect(router.state.location.search).toMatchObject({ at: '2026-11-22T13:03:00Z' }),
  )
  const room = document.querySelector('a[href^="/rooms/100%25"]')
  if (room === null) throw new Error('no link to the room')
  await userEvent.click(room)
  // As it was then, and as it is known now.
  await waitFor(() => expect(asked.rooms).toEqual(['100%', '100%']))
  expect(router.state.location.search).toMatchObject({ at: '2026-11-22T13:03:00Z' })
  await userEvent.click(screen.getByRole('button', { name: appText.moment.back }))
  await waitFor(() => expect(router.state.location.search).not.toHaveProperty('at'))
  expect(screen.queryByText(/^Showing/)).toBeNull()
  expect(live.socket.state.phase).not.toBe('paused')
})

it('offers a past time, and drops it on pages without one', async () => {
  const { router } = open('/rooms')
  await screen.findByText('100%')
  await userEvent.click(screen.getByRole('button', { name: appText.moment.at }))
  await waitFor(() => expect(router.state.location.search).toHaveProperty('at'))
  expect(await screen.findByText(/^Showing/)).toBeVisible()
  await userEvent.click(screen.getByRole('link', { name: appText.nav.dashboard }))
  await waitFor(() => expect(router.state.location.pathname).toBe('/'))
  expect(router.state.location.searchStr).toBe('')
  expect(screen.queryByText(/^Showing/)).toBeNull()
})

it('does not mix newer data into a past time', async () => {
  open('/rooms')
  await screen.findByText('100%')
  act(() => {
    FakeSocket.last.open()
    FakeSocket.last.receive(
      'room_update',
      { type: 'room_updated', room: room({ name: '100%', sid: 'RM_1', people_count: 4321 }) },
      9,
    )
    FakeSocket.last.receive('metrics_update', metrics())
  })
  expect(await screen.findByText('4,321')).toBeVisible()
  await userEvent.click(screen.getByRole('button', { name: appText.moment.at }))
  await waitFor(() => expect(asked.lists.at(-1)?.get('at')).toBeTruthy())
  await waitFor(() => expect(screen.queryByText('4,321')).toBeNull())
  expect(await screen.findByText('100%')).toBeVisible()
  expect(screen.queryByText('4,321')).toBeNull()
})

it('filters rooms by deployment if there are several', async () => {
  const { router } = open('/rooms?deployment=eu')
  await screen.findByText('100%')
  expect(asked.lists.at(-1)?.get('deployment')).toBe('eu')
  await userEvent.selectOptions(
    screen.getByRole('combobox', { name: text.deployment.label }),
    text.deployment.all,
  )
  await waitFor(() => expect(router.state.location.searchStr).toBe(''))
})
