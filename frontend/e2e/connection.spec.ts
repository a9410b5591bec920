import { expect, type WebSocketRoute } from '@playwright/test'
import { live, test } from './test'

test('a cut socket is told within a second, and mends without doubling anything', async ({
  page,
}) => {
  let cut = false
  const open: WebSocketRoute[] = []
  await page.routeWebSocket('/ws', (socket) => {
    if (cut) {
      socket.close({ code: 1001 })
      return
    }
    socket.connectToServer()
    open.push(socket)
  })
  await page.goto('/')
  await live(page)

  cut = true
  for (const socket of open) socket.close({ code: 1001 })
  await expect(page.getByText('Lost connection to the console.')).toBeVisible({ timeout: 1_000 })
  await expect(page.getByRole('button', { name: /Reconnecting/ })).toBeVisible()
  await page.getByRole('button', { name: 'Retry now' }).click()
  await expect(page.getByRole('button', { name: /Reconnecting/ })).toBeVisible()

  cut = false
  const reread = page.waitForResponse((response) => response.url().includes('/api/metrics/history'))
  await live(page)
  await reread
  await expect(page.getByText('Lost connection to the console.')).toHaveCount(0)

  await page.getByRole('button', { name: 'Show Participants as a table' }).click()
  const times = await page
    .getByRole('region', { name: 'Participants, all points' })
    .locator('tbody tr td:first-child')
    .allTextContents()
  expect(times.length).toBeGreaterThan(0)
  // A step may be shorter than the second that is shown, so neighbours may read the same; a doubled
  // stretch would go back in time. Soon after midnight the older ones have yesterday's day before them.
  const ordered = times.map((time) => (time.includes(',') ? `y ${time}` : `z ${time}`))
  expect([...ordered].sort().reverse()).toEqual(ordered)
})

test('it mends by itself', async ({ page }) => {
  const open: WebSocketRoute[] = []
  await page.routeWebSocket('/ws', (socket) => {
    socket.connectToServer()
    open.push(socket)
  })
  await page.goto('/rooms')
  await live(page)
  await open[0]?.close({ code: 1001 })
  await expect.poll(() => open.length, { timeout: 5_000 }).toBeGreaterThan(1)
  await live(page)
})

test('a reader pauses and resumes', async ({ page }) => {
  await page.goto('/')
  await live(page)
  await page.keyboard.press('Space')
  await expect(page.locator('[data-live="paused"]')).toBeVisible()
  await page.keyboard.press('Space')
  await live(page)
})
