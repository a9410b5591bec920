import { expect } from '@playwright/test'
import { live, openRoom, test } from './test'

test('sessions are searched on the server, and all filters survive a reload', async ({ page }) => {
  await page.goto('/history')
  const rows = page.getByRole('region', { name: 'Sessions, all rows' }).locator('tbody tr')
  await expect(rows.first()).toBeVisible()
  const identity =
    (await rows.first().locator('td').first().locator('a, div').last().textContent()) ?? ''
  await page.getByLabel('Identity (exact)').fill(identity)
  const answer = page.waitForResponse(
    (response) =>
      response.url().includes('/api/participants?') && response.url().includes('identity='),
  )
  await page.getByRole('button', { name: 'Search', exact: true }).click()
  const found = (await (await answer).json()).participants as Array<{ identity: string }>
  expect(new Set(found.map((each) => each.identity))).toEqual(new Set([identity]))
  await expect(page).toHaveURL(/identity=/)
  await page.getByRole('combobox', { name: 'Departure' }).selectOption('unexpected')
  await expect(page).toHaveURL(/departure=unexpected/)
  await page.reload()
  await expect(page.getByLabel('Identity (exact)')).toHaveValue(identity)
  await expect(page.getByRole('combobox', { name: 'Departure' })).toHaveValue('unexpected')
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await expect(page).toHaveURL(/\/history$/)
})

test('results are exported with the same filters', async ({ page, request }) => {
  await page.goto('/history?kind=STANDARD&from=now-6h&to=now')
  const link = page.getByRole('link', { name: 'Export as CSV' })
  const href = (await link.getAttribute('href')) ?? ''
  expect(href).toContain('kind=STANDARD')
  expect(href).toContain('from=now-6h')
  const answer = await request.get(href)
  expect(answer.status()).toBe(200)
  expect(answer.headers()['content-disposition']).toContain('attachment')
  expect(answer.headers()['content-type']).toContain('csv')
  const [header = '', ...rows] = (await answer.text()).trim().split('\r\n')
  expect(header.split(',')).toContain('kind')
  expect(rows.length).toBeGreaterThan(1)
  expect(rows.filter((row) => !row.includes(',STANDARD,'))).toEqual([])
})

test('the page number of sessions is part of the URL', async ({ page, request }) => {
  const { participants } = await (await request.get('/api/participants?limit=30')).json()
  await page.route('**/api/participants?*', (route) =>
    route.fulfill({ json: { participants, total: 170 } }),
  )
  await page.goto('/history')
  await page.getByRole('button', { name: 'Next' }).click()
  await expect(page).toHaveURL(/page=2/)
  await expect(page.getByText(/^31–/)).toBeVisible()
  await page.goBack()
  await expect(page).not.toHaveURL(/page=/)
  await expect(page.getByText(/^1–/)).toBeVisible()
})

test('a participant session has a page with facts and a timeline', async ({ page }) => {
  await page.goto('/history')
  const link = page.getByRole('region', { name: 'Sessions, all rows' }).locator('a').first()
  const name = (await link.textContent()) ?? ''
  await link.click()
  await expect(page).toHaveURL(/\/participants\/PA_/)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name)
  const timeline = page.getByRole('region', { name: 'Timeline' })
  await expect(timeline.getByRole('listitem').first()).toBeVisible()
  await page.reload()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name)
})

test('a room has a timeline with its own URL', async ({ page }) => {
  await openRoom(page)
  await page.getByRole('link', { name: 'Timeline' }).click()
  await expect(page).toHaveURL(/view=timeline/)
  const timeline = page.getByRole('region', { name: 'Timeline' })
  await expect(timeline.getByText('Room started').first()).toBeVisible()
  await page.reload()
  await expect(timeline.getByText('Room started').first()).toBeVisible()
  await page.getByRole('link', { name: 'Lanes' }).click()
  await expect(page).not.toHaveURL(/view=/)
  await expect(page.getByRole('heading', { name: 'Latest events' })).toBeVisible()
})

test('a past time is shown clearly, without updates, and can be left', async ({ page }) => {
  await page.goto('/rooms')
  await live(page)
  const then = page.waitForResponse((response) => /\/api\/rooms\?.*at=/.test(response.url()))
  await page.getByRole('button', { name: 'At …' }).click()
  expect((await then).status()).toBe(200)
  await expect(page).toHaveURL(/at=/)
  await expect(page.getByText(/^Showing \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/)).toBeVisible()
  await expect(page.locator('[data-live="paused"]')).toBeVisible()
  const before = new URL(page.url()).searchParams.get('at') ?? ''
  await page.getByRole('button', { name: '1 minute earlier' }).click()
  await expect
    .poll(() => Date.parse(new URL(page.url()).searchParams.get('at') ?? ''))
    .toBe(Date.parse(before) - 60_000)
  await page.reload()
  await expect(page.getByText(/^Showing/)).toBeVisible()
  await page.getByRole('button', { name: 'Back to now' }).click()
  await expect(page).not.toHaveURL(/at=/)
  await live(page)
})

test('a room is shown as it was at a past time', async ({ page }) => {
  // The oldest open room was also open a few seconds ago.
  await page.goto('/rooms?sort=started_at')
  const link = page.locator('[data-row="0"] a')
  await expect(link).toBeVisible()
  const name = (await link.textContent()) ?? ''
  const at = new Date(Date.now() - 5_000).toISOString()
  await page.goto(`${await link.getAttribute('href')}&at=${at}`)
  await expect(page.getByText(/^Showing/)).toBeVisible()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name)
  await expect(page.locator('[data-live="paused"]')).toBeVisible()
  await page.getByRole('button', { name: 'Back to now' }).click()
  await expect(page).not.toHaveURL(/at=/)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name)
  await live(page)
})
