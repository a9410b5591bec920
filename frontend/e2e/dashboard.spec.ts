import { expect } from '@playwright/test'
import { live, test } from './test'

test('the dashboard shows tiles and charts, and both are live', async ({ page }) => {
  const frames: string[] = []
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => {
      if (typeof payload === 'string') frames.push(JSON.parse(payload).type)
    }),
  )
  await page.goto('/')
  await live(page)
  for (const label of ['Active rooms', 'Participants', 'Joins', 'Connection quality']) {
    await expect(page.getByRole('region', { name: 'Now' }).getByText(label)).toBeVisible()
  }
  const charts = page.locator('.chart canvas')
  await expect(charts).toHaveCount(6)
  const picture = () =>
    charts.first().evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL())
  const before = await picture()
  await expect.poll(picture, { timeout: 15_000 }).not.toBe(before)
  await expect
    .poll(() => frames.filter((type) => type === 'metrics_update').length)
    .toBeGreaterThan(1)
})

test('mock mode and missing access control are shown clearly', async ({ page, request }) => {
  const health = await (await request.get('/api/health')).json()
  await page.goto('/')
  await live(page)
  const notices = page.getByRole('complementary', { name: 'Notices' })
  await expect(notices).toBeVisible({ visible: health.mode === 'mock' || health.auth === 'none' })
  await notices.getByRole('button').click()
  await expect(notices.getByText('Synthetic data.')).toBeVisible({
    visible: health.mode === 'mock',
  })
  await expect(notices.getByText('no sign-in.')).toBeVisible({ visible: health.auth === 'none' })
})

test('an unknown figure is an em dash with its reason', async ({ page }) => {
  await page.routeWebSocket('/ws', () => {})
  await page.route('**/api/metrics/current', async (route) => {
    const answer = await route.fetch()
    await route.fulfill({ json: { ...(await answer.json()), avg_connection_quality: null } })
  })
  await page.goto('/')
  const tile = page.locator('[data-tile="avg_connection_quality"]')
  await expect(tile).toContainText('—')
  await expect(tile).toContainText('No source reports quality')
})

test('dragging over a chart zooms to fixed times and pauses; a double click resets', async ({
  page,
}) => {
  await page.goto('/')
  await live(page)
  const over = page.locator('.chart .u-over').first()
  // A chart is drawn anew while the page loads.
  let box = { x: 0, y: 0, width: 0, height: 0 }
  await expect(async () => {
    await over.scrollIntoViewIfNeeded({ timeout: 1_000 })
    const found = await over.boundingBox()
    if (found === null) throw new Error('no chart')
    box = found
  }).toPass()
  const y = box.y + box.height / 2
  await page.mouse.move(box.x + box.width * 0.3, y)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width * 0.7, y, { steps: 5 })
  await page.mouse.up()
  await expect(page).toHaveURL(/from=\d{13}&to=\d{13}/)
  await expect(page.locator('[data-live="paused"]')).toBeVisible()
  await page.reload()
  await expect(page.locator('[data-live="paused"]')).toBeVisible()
  await page.locator('.chart .u-over').first().dblclick()
  await expect(page).not.toHaveURL(/from=/)
  await live(page)
})

test('the arrow keys read a chart point by point, and a table shows all of them', async ({
  page,
}) => {
  await page.goto('/')
  await live(page)
  const chart = page.getByRole('slider', { name: 'Participants' })
  await expect(page.locator('.chart canvas').first()).toBeVisible()
  await chart.focus()
  await page.keyboard.press('ArrowLeft')
  await expect(chart).toHaveAttribute('aria-valuetext', /\d\d:\d\d:\d\d: People .+, Machines /)
  await page.getByRole('button', { name: 'Show Participants as a table' }).click()
  await expect(page.getByRole('columnheader', { name: 'Machines' })).toBeVisible()
})

test('range, zone and theme survive a reload', async ({ page }) => {
  await page.goto('/')
  await page.getByRole('combobox', { name: 'Time range' }).selectOption('6h')
  await expect(page).toHaveURL(/from=now-6h&to=now/)
  await page.getByRole('button', { name: 'Show times in UTC' }).click()
  await expect(page).toHaveURL(/tz=utc/)
  await page.getByRole('button', { name: /^Theme/ }).click()
  await page.getByRole('button', { name: /^Theme/ }).click()
  await page.reload()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await expect(page.getByRole('combobox', { name: 'Time range' })).toHaveValue('6h')
  await expect(page.getByRole('button', { name: 'Show local times' })).toBeVisible()
})

test('keys open pages, search and help, and Escape closes and returns the focus', async ({
  page,
}) => {
  await page.goto('/')
  await live(page)
  await page.keyboard.press('g')
  await page.keyboard.press('r')
  await expect(page).toHaveURL(/\/rooms/)
  await page.keyboard.press('g')
  await page.keyboard.press('d')
  await expect(page).toHaveURL(/\/$/)
  await page.keyboard.press('/')
  await expect(page.getByRole('combobox', { name: 'Search everything' })).toBeFocused()
  await page.keyboard.press('Escape')
  const help = page.getByRole('button', { name: 'Help' })
  await help.focus()
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Help' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(help).toBeFocused()
})

test('a brushed span shows what changed in it', async ({ page }) => {
  const now = Date.now()
  await page.goto(`/?from=${now - 600_000}&to=${now - 60_000}`)
  const changed = page.getByRole('region', { name: 'What changed here' })
  await expect(changed.getByText(/dropped in this span, \d+ in the span before/)).toBeVisible()
  await expect(changed.getByRole('link', { name: 'All that dropped' })).toHaveAttribute(
    'href',
    new RegExp(`from=${now - 600_000}`),
  )
})
