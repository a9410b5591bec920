import { readFileSync } from 'node:fs'
import { expect, type WebSocketRoute } from '@playwright/test'
import { firstRoom, live, openRoom, test } from './test'

test('the list sorts on the server and keeps the order in the URL', async ({ page }) => {
  await page.goto('/rooms')
  await live(page)
  await expect(page.locator('[data-row="0"] a')).toBeVisible()
  const answer = page.waitForResponse((response) => response.url().includes('sort=-participants'))
  await page.getByRole('button', { name: 'Sort by People' }).click()
  const { rooms } = await (await answer).json()
  await expect(page).toHaveURL(/sort=-participants/)
  // By its sid: a name with control characters is shown escaped.
  await expect(page.locator('[data-row="0"] a')).toHaveAttribute(
    'href',
    new RegExp(`sid=${rooms[0].sid}$`),
  )
  await page.reload()
  await expect(page.getByRole('columnheader', { name: 'People' })).toHaveAttribute(
    'aria-sort',
    'descending',
  )
})

test('filters and hidden columns of the list are kept', async ({ page }) => {
  await page.goto('/rooms')
  await live(page)
  await page.locator('summary').filter({ hasText: 'Columns' }).click()
  await page.getByRole('checkbox', { name: 'Machines' }).uncheck()
  await expect(page.getByRole('columnheader', { name: 'Machines' })).toHaveCount(0)
  const answer = page.waitForResponse((response) => response.url().includes('longer_than=28800'))
  await page.getByRole('combobox', { name: 'Open for' }).selectOption('28800')
  expect((await answer).status()).toBe(200)
  await expect(page).toHaveURL(/longer=28800/)
  await page.reload()
  await expect(page.getByRole('combobox', { name: 'Open for' })).toHaveValue('28800')
  await page.getByRole('combobox', { name: 'Open for' }).selectOption('')
  await expect(page.getByRole('columnheader', { name: 'Duration' })).toBeVisible()
  await expect(page.getByRole('columnheader', { name: 'Machines' })).toHaveCount(0)
})

test('the list searches by name, and shows when nothing matches', async ({ page }) => {
  const link = await firstRoom(page)
  const name = (await link.textContent()) ?? ''
  await page.getByRole('searchbox').fill(name)
  await expect(page).toHaveURL(/q=/)
  await expect(page.locator('[data-row] a').filter({ hasNotText: name })).toHaveCount(0)
  await expect(page.getByRole('link', { name, exact: true }).first()).toBeVisible()
  await page.getByRole('searchbox').fill('no room has this name 8d1f')
  await expect(page.getByText('No match')).toBeVisible()
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await expect(page).toHaveURL(/\/rooms$/)
  await expect(page.getByRole('searchbox')).toHaveValue('')
})

test('the status is part of the URL', async ({ page }) => {
  await page.goto('/rooms')
  await page.getByRole('button', { name: 'Finished', exact: true }).click()
  await expect(page).toHaveURL(/status=finished/)
  await page.reload()
  await expect(page.getByRole('button', { name: 'Finished', exact: true })).toHaveAttribute(
    'aria-pressed',
    'true',
  )
})

test('ten thousand rooms are loaded page by page, and few are in the document', async ({
  page,
}) => {
  const offsets = new Set<string | null>()
  await page.route('**/api/rooms?*', async (route) => {
    const query = new URL(route.request().url()).searchParams
    offsets.add(query.get('offset'))
    const offset = Number(query.get('offset'))
    await route.fulfill({
      json: {
        rooms: Array.from({ length: Number(query.get('limit')) }, (_, at) => room(offset + at)),
        total: 10_000,
        seq: 1,
      },
    })
  })
  await page.goto('/rooms')
  await expect(page.getByText('room-0', { exact: true })).toBeVisible()
  const list = page.getByRole('region', { name: 'Rooms' })
  await list.evaluate((element) => element.scrollTo({ top: 5_000 * 32 }))
  await expect(page.getByText('room-5010', { exact: true })).toBeVisible()
  await list.evaluate((element) => element.scrollTo({ top: element.scrollHeight }))
  await expect(page.getByText('room-9999', { exact: true })).toBeVisible()
  expect(offsets.size).toBeLessThan(12)
  expect(await page.locator('*').count()).toBeLessThan(1_500)
})

test('j and k go through the rows and Enter opens one', async ({ page }) => {
  await firstRoom(page)
  await page.keyboard.press('j')
  await expect(page.locator('[data-row="0"] a')).toBeFocused()
  await page.keyboard.press('j')
  await expect(page.locator('[data-row="1"] a')).toBeFocused()
  await page.keyboard.press('k')
  await expect(page.locator('[data-row="0"] a')).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/rooms\/.+sid=/)
})

test('no row moves when a live update changes its place in the order', async ({ page }) => {
  const sockets: WebSocketRoute[] = []
  await page.routeWebSocket('/ws', (socket) => {
    // The rooms of this test do not exist: the service tells nothing of them.
    socket.connectToServer()
    sockets.push(socket)
  })
  const rooms = [2, 1, 0].map((at) => ({ ...room(at), people_count: at }))
  await page.route('**/api/rooms?*', (route) =>
    route.fulfill({ json: { rooms, total: rooms.length, seq: 1 } }),
  )
  await page.goto('/rooms?sort=-participants')
  await live(page)
  const order = () => page.locator('[data-row] a').allTextContents()
  await expect.poll(order).toEqual(['room-2', 'room-1', 'room-0'])
  const last = { ...room(0), people_count: 4_321, participant_count: 4_321 }
  const data = { type: 'room_updated', room: last, participant: null, job: null }
  sockets.at(-1)?.send(JSON.stringify({ type: 'room_update', seq: 1e9, data }))
  await expect(page.locator('[data-row="2"]')).toContainText('4,321')
  expect(await order()).toEqual(['room-2', 'room-1', 'room-0'])
})

test('a room shows its session, opens from a deep link, and switches to all participants', async ({
  page,
}) => {
  const name = await openRoom(page)
  await expect(page.getByRole('heading', { name: 'Latest events' })).toBeVisible()
  await page.getByRole('link', { name: 'Table' }).click()
  await expect(page.getByRole('heading', { name: 'Participants' })).toBeVisible()
  await page.getByRole('button', { name: 'All', exact: true }).click()
  await expect(page).toHaveURL(/participants=all/)
  await page.reload()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name)
  await expect(page.getByRole('button', { name: 'All', exact: true })).toHaveAttribute(
    'aria-pressed',
    'true',
  )
})

test('the life of a room is played, and its evidence is one file', async ({ page }) => {
  // The oldest open room: it is not over after the first steps.
  await page.goto('/rooms?sort=started_at')
  await page.locator('[data-row="0"] a').click()
  const player = page.getByRole('region', { name: 'Time in this room' })
  await player.getByRole('button', { name: '10×' }).click()
  await player.getByRole('button', { name: 'Play' }).click()
  await expect(page).toHaveURL(/at=/)
  const at = () => Date.parse(new URL(page.url()).searchParams.get('at') ?? '')
  const begun = at()
  await expect.poll(at).toBeGreaterThan(begun)
  await player.getByRole('button', { name: 'Pause' }).click()
  await player.getByRole('slider').press('ArrowRight')
  await expect(page.getByText(/^Showing/)).toBeVisible()
  await player.getByRole('button', { name: /^(Now|At the end)$/ }).click()
  await expect(page).not.toHaveURL(/at=/)
  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Evidence' }).click()
  const file = await download
  expect(file.suggestedFilename()).toMatch(/^evidence-.*\.zip$/)
  // A zip archive begins so; what is in it, the service's own tests show.
  expect(
    readFileSync(await file.path())
      .subarray(0, 2)
      .toString(),
  ).toBe('PK')
})

test('a room of 500 is a few lanes in the document, chosen and zoomed by keyboard', async ({
  page,
}) => {
  const start = Date.parse('2026-11-23T12:00:00Z')
  const time = (second: number) => new Date(start + 1_000 * second).toISOString()
  const participants = Array.from({ length: 500 }, (_, at) => participant(at, time))
  await page.route('**/api/rooms/crowd?*', (route) =>
    route.fulfill({
      json: { ...room(0), name: 'crowd', participants, jobs: [], seq: 1, at: null },
    }),
  )
  await page.route('**/api/rooms/crowd/timeline?*', (route) =>
    route.fulfill({ json: { entries: [], next_after: null } }),
  )
  await page.route('**/api/events?*', (route) =>
    route.fulfill({ json: { events: [], next_before: null } }),
  )
  await page.goto('/rooms/crowd')
  const list = page.getByRole('listbox', { name: 'Lanes' })
  await expect(list.getByRole('option', { selected: true })).toBeVisible()
  expect(await page.locator('*').count()).toBeLessThan(1_500)
  await list.focus()
  await page.keyboard.press('End')
  await expect(list.getByRole('option', { selected: true })).toHaveAttribute('aria-posinset', '500')
  await expect(list.getByRole('option', { selected: true })).toBeInViewport()
  await page.keyboard.press('+')
  await expect(page.getByRole('button', { name: 'Show all' })).toBeEnabled()
  expect(await page.locator('*').count()).toBeLessThan(1_500)
})

test('names with any characters are shown as text and survive link, reload and request', async ({
  page,
}) => {
  const names = [
    'sales/q3 #1?x=1&y=2',
    '..%2F..',
    '<img src=x onerror=alert(1)>',
    '\u202Egnp.exe',
    'غرفة 🎥 back\\slash',
  ]
  page.on('dialog', (dialog) => {
    throw new Error(`a name ran as a script: ${dialog.message()}`)
  })
  const asked: string[] = []
  await page.route('**/api/rooms?*', (route) =>
    route.fulfill({
      json: {
        rooms: names.map((name, at) => ({ ...room(at), name })),
        total: names.length,
        seq: 1,
      },
    }),
  )
  await page.route('**/api/rooms/**', (route) => {
    const path = new URL(route.request().url()).pathname
    const name = decodeURIComponent(path.slice('/api/rooms/'.length))
    asked.push(name)
    return route.fulfill({ json: { ...room(0), name, participants: [], jobs: [], seq: 1 } })
  })
  for (const [at, name] of names.entries()) {
    await page.goto('/rooms')
    const link = page.locator(`[data-row="${at}"] a`)
    const shown = (await link.textContent()) ?? ''
    expect(shown.replace('\\u{202e}', '\u202E')).toBe(name)
    await link.click()
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(shown)
    await page.reload()
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(shown)
    expect(asked.splice(0)).toEqual([name, name])
  }
})

test('an unknown page is shown as not found', async ({ page }) => {
  await page.goto('/no/such/page')
  await expect(page.getByText('No page exists at this address.')).toBeVisible()
})

function room(at: number) {
  return {
    name: `room-${at}`,
    sid: `RM_${at}`,
    deployment: 'default',
    region: null,
    status: 'active',
    started_at: '2026-11-23T12:00:00Z',
    finished_at: null,
    duration_seconds: 60,
    participant_count: 3,
    people_count: 2,
    machine_count: 1,
    agent_count: 1,
    forwarded_count: 0,
    in_doubt_count: 0,
    participants_total: 3,
    publisher_count: 1,
    connection_quality: null,
    metadata: null,
    certainty: 'observed',
    finished_at_range: null,
    evidence: null,
    end_reason: null,
  }
}

function participant(at: number, time: (second: number) => string) {
  return {
    identity: `guest-${at}`,
    sid: `PA_${at}`,
    name: null,
    kind: 'STANDARD',
    kind_details: [],
    is_machine: false,
    is_forwarded: false,
    state: 'ACTIVE',
    joined_at: time(at),
    left_at: null,
    duration_seconds: 60,
    disconnect_reason: null,
    departure: null,
    aborted: false,
    connection_quality: null,
    quality_source: null,
    tracks: [],
    certainty: 'observed',
    left_at_range: null,
    evidence: null,
    info_at: null,
    metadata: null,
    metadata_truncated: false,
    attributes: {},
    attributes_truncated: false,
    region: null,
    hidden: false,
    room_sid: 'RM_0',
    room_name: 'crowd',
    deployment: 'default',
    sources: ['webhook'],
  }
}
