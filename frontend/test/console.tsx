// The whole console in jsdom, with a fake server behind `fetch` and the socket.
import { QueryClientProvider } from '@tanstack/react-query'
import { createMemoryHistory, RouterProvider } from '@tanstack/react-router'
import { render } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { setupServer } from 'msw/node'
import { createQueryClient } from '@/app/query-client'
import { createConsoleRouter } from '@/app/router'
import { Live } from '@/live/live'
import { LiveProvider } from '@/live/live-context'
import { syncLive } from '@/live/sync'
import { alerting, alertPage, rule } from './alerting'
import {
  AT,
  health,
  history,
  metrics,
  ODD_NAMES,
  participant,
  room,
  roomDetail,
  timelineEntry,
} from './fixtures'
import { sources } from './sources'

/** The query strings of the requests, and the requested rooms. */
export const asked: {
  lists: URLSearchParams[]
  rooms: string[]
  participants: URLSearchParams[]
} = { lists: [], rooms: [], participants: [] }

export const server = setupServer(
  http.get('*/api/health', () => HttpResponse.json(health())),
  http.get('*/api/alerting', () => HttpResponse.json(alerting())),
  http.get('*/api/alert-rules', () => HttpResponse.json({ rules: [rule()], total: 1 })),
  http.get('*/api/alerts', () => HttpResponse.json(alertPage())),
  http.get('*/api/metrics/current', () => HttpResponse.json(metrics())),
  http.get('*/api/metrics/history', () => HttpResponse.json(history())),
  http.get('*/api/rooms', ({ request }) => {
    asked.lists.push(new URL(request.url).searchParams)
    return HttpResponse.json({
      rooms: ODD_NAMES.map((name, index) => room({ name, sid: `RM_${index}` })),
      total: ODD_NAMES.length,
      seq: 1,
    })
  }),
  http.get('*/api/sources', () => HttpResponse.json(sources())),
  http.get('*/api/sources/drift', () =>
    HttpResponse.json({ from: AT, to: AT, step_seconds: 60, points: [] }),
  ),
  http.get('*/api/gaps', () => HttpResponse.json({ gaps: [] })),
  http.get('*/api/participants', ({ request }) => {
    asked.participants.push(new URL(request.url).searchParams)
    return HttpResponse.json({
      participants: ODD_NAMES.map((name, index) =>
        participant({ identity: name, sid: `PA_${index}`, room_name: name, room_sid: 'RM_1' }),
      ),
      total: 120,
    })
  }),
  http.get('*/api/participants/:sid', () =>
    HttpResponse.json({ ...participant(), room: room({ name: 'standup' }) }),
  ),
  http.get('*/api/participants/:sid/quality', () => HttpResponse.json({ points: [] })),
  http.get('*/api/participants/:sid/timeline', () =>
    HttpResponse.json({ entries: [timelineEntry()], next_after: null }),
  ),
  http.get('*/api/rooms/:name/timeline', () =>
    HttpResponse.json({ entries: [timelineEntry()], next_after: null }),
  ),
  http.get('*/api/rooms/*', ({ request }) => {
    const url = new URL(request.url)
    const name = decodeURIComponent(url.pathname.slice('/api/rooms/'.length))
    asked.rooms.push(name)
    if (!ODD_NAMES.includes(name)) {
      return HttpResponse.json(
        {
          type: '/docs/errors#room_not_found',
          title: 'Room not found',
          status: 404,
          detail: `room \`${name}\` does not exist`,
          code: 'room_not_found',
          request_id: 'r1',
        },
        { status: 404, headers: { 'content-type': 'application/problem+json' } },
      )
    }
    return HttpResponse.json(roomDetail({ name, sid: url.searchParams.get('sid') ?? 'RM_0' }))
  }),
  http.get('*/api/events', () => HttpResponse.json({ events: [], next_before: null })),
)

/** Opens the console at this URL; needs `useFakeSocket`. */
export function openConsole(address: string) {
  asked.lists = []
  asked.rooms = []
  asked.participants = []
  const queries = createQueryClient()
  const live = new Live('ws://console/ws', () => 0)
  const stop = syncLive(live, queries)
  const router = createConsoleRouter(createMemoryHistory({ initialEntries: [address] }))
  const shown = render(
    <QueryClientProvider client={queries}>
      <LiveProvider live={live}>
        <RouterProvider router={router} />
      </LiveProvider>
    </QueryClientProvider>,
  )
  return { ...shown, router, live, stop }
}
