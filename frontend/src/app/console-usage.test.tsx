import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { HttpResponse, http } from 'msw'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { appText } from '@/app/text'
import { settingsText } from '@/features/settings/text'
import { usageText } from '@/features/usage/text'
import { reasonWords } from '@/text/disconnect-reasons'
import { openConsole, server } from '../../test/console'
import { useFakeSocket } from '../../test/fake-socket'
import { usageFigures, usageReport } from '../../test/fixtures'

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
afterAll(() => server.close())
// jsdom has no canvas; the browser tests cover the charts.
vi.mock('@/charts/time-chart', () => ({ TimeChart: () => null }))

const asked: URLSearchParams[] = []
let stop = () => {}

beforeEach(() => {
  useFakeSocket()
  asked.length = 0
  server.use(
    http.get('*/api/usage', ({ request }) => {
      asked.push(new URL(request.url).searchParams)
      return HttpResponse.json(
        asked.length === 1
          ? usageReport()
          : usageReport({ total: usageFigures({ participant_minutes: 60 }) }),
      )
    }),
    http.get('*/api/receivers', () => HttpResponse.json({ receivers: [], total: 0 })),
    http.get('*/api/settings', () =>
      HttpResponse.json({
        settings: [
          { name: 'port', value: '8000', origin: 'default' },
          { name: 'database_url', value: 'postgres://me:***@db/console', origin: 'environment' },
          { name: 'retention_events_days', value: '90', origin: 'default' },
        ],
        database_bytes: null,
        journal_bytes: 2_097_152,
        license: 'MIT',
      }),
    ),
  )
})

afterEach(() => {
  stop()
  server.resetHandlers()
  vi.restoreAllMocks()
})

function open(path: string) {
  const console = openConsole(path)
  stop = console.stop
  return console
}

it('shows usage with the time before, and leads to last month and its file', async () => {
  const { router } = open('/usage')
  const tiles = within(await screen.findByRole('region', { name: usageText.tiles.label }))
  expect(tiles.getByText(usageText.tiles.metered('95'))).toBeVisible()
  expect(await tiles.findByText('up 50 %')).toBeVisible()
  expect(asked.map((each) => each.get('step'))).toEqual(['day', 'day'])
  expect(screen.getByRole('row', { name: /standup-\*/ })).toBeVisible()
  await userEvent.click(screen.getByRole('button', { name: usageText.months.last }))
  await waitFor(() => expect(router.state.location.search).toHaveProperty('from'))
  const { from } = router.state.location.search as { from: string }
  expect(from).toMatch(/-01T00:00:00/)
  const file = screen.getByRole('link', { name: usageText.csv.groups })
  expect(file.getAttribute('href')).toContain('rows=groups')
  await waitFor(() => expect(file.getAttribute('href')).toContain(encodeURIComponent(from)))
})

it('says that nothing is known instead of zero', async () => {
  server.use(
    http.get('*/api/usage', () =>
      HttpResponse.json(usageReport({ known_from: null, total: null, steps: [], groups: [] })),
    ),
  )
  open('/usage')
  expect(await screen.findByText(usageText.nothing)).toBeVisible()
})

it('shows the settings with their origin, and what LiveKit’s words mean', async () => {
  open('/settings')
  const rows = within(await screen.findByRole('region', { name: settingsText.rows }))
  expect(rows.getByRole('row', { name: /database_url.*environment/ })).toBeVisible()
  await userEvent.click(screen.getByRole('checkbox', { name: settingsText.changed }))
  expect(rows.queryByRole('row', { name: /port/ })).toBeNull()
  expect(screen.getByText('2 MiB')).toBeVisible()
  expect(screen.getByText(settingsText.data.notAnswering)).toBeInTheDocument()
  expect(await screen.findByText(settingsText.receivers.none)).toBeVisible()
  await userEvent.click(screen.getByText(settingsText.words.reasons))
  expect(screen.getByText(reasonWords('CONNECTION_TIMEOUT').meaning)).toBeVisible()
  expect(document.title).toContain(appText.nav.settings)
})
