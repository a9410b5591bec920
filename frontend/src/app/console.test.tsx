import { act, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { HttpResponse, http } from 'msw'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { appText } from '@/app/text'
import { laneText } from '@/features/room-detail/lanes/text'
import { roomText } from '@/features/room-detail/text'
import { roomsText } from '@/features/rooms/text'
import { whyText } from '@/features/shared/why-ended/text'
import { reasonWords } from '@/text/disconnect-reasons'
import { asked, openConsole, server } from '../../test/console'
import { FakeSocket, useFakeSocket } from '../../test/fake-socket'
import { health, metrics, ODD_NAMES, participant, room, roomDetail } from '../../test/fixtures'

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

it.each(ODD_NAMES)(
  'opens the room named %j by its link, and requests exactly that name',
  async (name) => {
    const { router } = open('/rooms')
    const index = ODD_NAMES.indexOf(name)
    await screen.findByText('100%')
    const link = [...document.querySelectorAll('a')].find((each) =>
      each.getAttribute('href')?.endsWith(`sid=RM_${index}`),
    )
    if (link === undefined) throw new Error('no link to the room')
    expect(link.getAttribute('href')).toBe(`/rooms/${encodeURIComponent(name)}?sid=RM_${index}`)
    await userEvent.click(link)
    await waitFor(() => expect(asked.rooms).toEqual([name]))
    expect(router.state.location.search).toMatchObject({ sid: `RM_${index}` })
  },
)

it('shows clearly that data is synthetic and that there is no access control', async () => {
  open('/')
  const both = `${appText.notice.synthetic} · ${appText.notice.open}`
  const chip = await screen.findByText(both)
  await waitFor(() => expect(chip.closest('aside')).not.toHaveClass('invisible'))
  expect(screen.getByText(appText.notice.syntheticDetail, { exact: false })).toBeInTheDocument()
  expect(screen.getByText(appText.notice.openDetail, { exact: false })).toBeInTheDocument()
})

it('shows neither notice where neither applies', async () => {
  server.use(
    http.get('*/api/health', () => HttpResponse.json(health({ mode: 'live', auth: 'local' }))),
  )
  open('/')
  expect(await screen.findByText(/v0\.1\.0/)).toBeVisible()
  expect(screen.queryByLabelText(appText.notice.label)).toBeNull()
})

it('shows the newest metrics from the socket', async () => {
  open('/')
  expect(await screen.findByText('48')).toBeVisible()
  act(() => {
    FakeSocket.last.open()
    FakeSocket.last.receive('metrics_update', metrics({ total_participants: 777 }))
  })
  expect(await screen.findByText('777')).toBeVisible()
  expect(screen.getByRole('button', { name: /Live updates: Live/ })).toBeVisible()
})

it('shows a lost connection with a way to retry', async () => {
  open('/rooms')
  await screen.findByText('100%')
  act(() => {
    FakeSocket.last.open()
    FakeSocket.last.receive('heartbeat', {})
  })
  act(() => FakeSocket.last.close())
  expect(screen.getByText(appText.live.lost)).toBeVisible()
  expect(screen.getByRole('button', { name: appText.live.retry })).toBeVisible()
})

it('changes a row in place, and offers new rooms instead of moving rows', async () => {
  open('/rooms')
  await screen.findByText('100%')
  // The list has one more room than were open when the metrics were read.
  await screen.findByRole('button', { name: roomsText.refreshMore(-1) })
  act(() => {
    FakeSocket.last.open()
    FakeSocket.last.receive(
      'room_update',
      { type: 'room_updated', room: room({ name: '100%', sid: 'RM_1', people_count: 4321 }) },
      9,
    )
    FakeSocket.last.receive('metrics_update', metrics({ active_rooms: ODD_NAMES.length + 3 }))
  })
  const refresh = await screen.findByRole('button', { name: roomsText.refreshMore(3) })
  const row = screen.getByText('100%').closest('tr')
  if (row === null) throw new Error('no row')
  expect(within(row).getByText('4,321')).toBeVisible()
  const reads = asked.lists.length
  await userEvent.click(refresh)
  await waitFor(() => expect(asked.lists.length).toBe(reads + 1))
})

it('searches and sorts on the server, and keeps both in the URL', async () => {
  const { router } = open('/rooms?from=now-6h&to=now')
  await screen.findByText('100%')
  await userEvent.click(screen.getByRole('button', { name: 'Sort by People' }))
  await userEvent.type(screen.getByRole('searchbox'), 'a&b')
  await waitFor(() => expect(asked.lists.at(-1)?.get('q')).toBe('a&b'))
  expect(asked.lists.at(-1)?.get('sort')).toBe('-participants')
  expect(router.state.location.searchStr).toBe('?q=a%26b&sort=-participants&from=now-6h&to=now')
})

it('shows an unknown room and an unknown page as not found', async () => {
  open('/rooms/nowhere')
  expect(await screen.findByText(roomText.notFoundTitle)).toBeVisible()
  stop()
  open('/no/such/page')
  expect((await screen.findAllByText(appText.notFound.title))[0]).toBeInTheDocument()
})

it('handles a URL with an invalid percent sign', async () => {
  open('/rooms/%E0%A4%A')
  expect((await screen.findAllByText(appText.notFound.title))[0]).toBeInTheDocument()
})

it('shows what failed with the request id, and keeps the rest of the page', async () => {
  server.use(
    http.get('*/api/metrics/history', () =>
      HttpResponse.json(
        {
          title: 'Bad',
          status: 400,
          detail: '`from` is wrong',
          code: 'invalid_query',
          request_id: 'r7',
        },
        { status: 400 },
      ),
    ),
  )
  open('/')
  expect(await screen.findByText(/`from` is wrong/)).toBeVisible()
  expect(screen.getByText('Request r7')).toBeVisible()
  expect(await screen.findByText('48')).toBeVisible()
})

it('navigates by keys, but not while the user types', async () => {
  const { router } = open('/')
  await screen.findByText('48')
  await userEvent.keyboard('gr')
  await waitFor(() => expect(router.state.location.pathname).toBe('/rooms'))
  await screen.findByText('100%')
  screen.getByRole('searchbox').focus()
  await userEvent.keyboard('gd')
  expect(router.state.location.pathname).toBe('/rooms')
})

it('removes time zone and range from the URL when they are the default again', async () => {
  const { router } = open('/?from=now-6h&to=now&tz=utc')
  await screen.findByText('48')
  await userEvent.click(screen.getByRole('button', { name: appText.zone.toLocal }))
  await userEvent.selectOptions(screen.getByRole('combobox', { name: appText.range.label }), '15m')
  await waitFor(() => expect(router.state.location.searchStr).toBe(''))
})

it('opens what the palette finds by keyboard alone, also from a field', async () => {
  const { router } = open('/rooms')
  await screen.findByText('100%')
  screen.getByRole('searchbox').focus()
  await userEvent.keyboard('{Control>}k{/Control}')
  const field = await screen.findByRole('combobox', { name: appText.palette.open })
  expect(field).toHaveFocus()
  await userEvent.keyboard('a&b')
  const option = await screen.findByRole('option', { name: /RM_0/ })
  expect(option).toHaveAttribute('aria-selected', 'true')
  await userEvent.keyboard('{ArrowDown}{ArrowUp}{Enter}')
  await waitFor(() => expect(router.state.location.pathname).toMatch(/^\/rooms\/./))
  expect(router.state.location.search).toMatchObject({ sid: 'RM_0' })
})

it('keeps the filters of the list on the way back from a room', async () => {
  const { router } = open('/rooms?q=a&sort=-participants&status=all')
  await screen.findByText('100%')
  await userEvent.click(screen.getByText('100%'))
  await userEvent.click(await screen.findByRole('link', { name: roomText.back }))
  await waitFor(() => expect(router.state.location.pathname).toBe('/rooms'))
  expect(router.state.location.search).toMatchObject({
    q: 'a',
    sort: '-participants',
    status: 'all',
  })
})

it.each(['.', '..'])('opens the room named %j, whose name no path can hold', async (name) => {
  server.use(
    http.get('*/api/rooms', () =>
      HttpResponse.json({ rooms: [room({ name, sid: 'RM_dots' })], total: 1, seq: 1 }),
    ),
    http.get('*/api/jobs', () => HttpResponse.json({ jobs: [], total: 0 })),
  )
  const { router } = open('/rooms')
  const link = await waitFor(() => {
    const found = document.querySelector<HTMLAnchorElement>('a[href$="sid=RM_dots"]')
    if (found === null) throw new Error('no link')
    return found
  })
  expect(link.getAttribute('href')).toBe(`/rooms/~${name}?sid=RM_dots`)
  await userEvent.click(link)
  expect(await screen.findByRole('heading', { level: 1, name })).toBeVisible()
  expect(await screen.findByRole('option', { name: /^100%,/ })).toBeVisible()
  expect(router.state.location.pathname).toBe(`/rooms/~${name}`)
})

it('opens a finished room on everybody who was there', async () => {
  const asked: (string | null)[] = []
  server.use(
    http.get('*/api/rooms/100%25', ({ request }) => {
      asked.push(new URL(request.url).searchParams.get('participants'))
      return HttpResponse.json(roomDetail({ name: '100%', sid: 'RM_1', status: 'finished' }))
    }),
  )
  open('/rooms/100%25?sid=RM_1&view=table')
  expect(await screen.findByRole('button', { name: roomText.all, pressed: true })).toBeVisible()
  await waitFor(() => expect(asked.at(-1)).toBe('all'))
})

it('explains the latest drop in a room, and chooses lanes and zooms by keyboard', async () => {
  const ada = participant({
    name: 'Ada',
    departure: 'unexpected',
    disconnect_reason: 'CONNECTION_TIMEOUT',
    left_at: '2026-11-23T12:10:00Z',
  })
  const bob = participant({ sid: 'PA_2', identity: 'bob' })
  server.use(
    http.get('*/api/rooms/100%25', () =>
      HttpResponse.json(roomDetail({ name: '100%', participants: [bob, ada] })),
    ),
    http.get('*/api/participants', () => HttpResponse.json({ participants: [], total: 0 })),
  )
  open('/rooms/100%25')
  expect(await screen.findByText(whyText.because.own)).toBeVisible()
  const why = screen.getByRole('region', { name: whyText.title })
  expect(why).toHaveTextContent('Ada dropped at')
  expect(why).toHaveTextContent(reasonWords('CONNECTION_TIMEOUT').meaning)
  const list = screen.getByRole('listbox', { name: laneText.list })
  expect(within(list).getByRole('option', { selected: true })).toHaveAccessibleName(/^Ada, joined/)
  list.focus()
  await userEvent.keyboard('{ArrowUp}')
  expect(within(list).getByRole('option', { selected: true })).toHaveAccessibleName(/^bob, joined/)
  expect(await screen.findByText(whyText.stillHere, { exact: false })).toBeVisible()
  const all = screen.getByRole('button', { name: laneText.whole })
  expect(all).toHaveAttribute('aria-disabled', 'true')
  await userEvent.keyboard('+')
  expect(all).toHaveAttribute('aria-disabled', 'false')
  await userEvent.keyboard('{ArrowLeft}')
  expect(await screen.findByRole('link', { name: laneText.openThen })).toBeVisible()
})
