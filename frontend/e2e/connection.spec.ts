import { expect, type WebSocketRoute } from '@playwright/test'
import { live, test } from './test'

test('a lost connection is shown, and recovers without repeated points', async ({ page }) => {
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
  await expect(page.getByText('Lost connection to the console.')).toBeVisible()
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
  // A step may be shorter than one second, so neighbouring times may be equal; a repeated
  // part would go back in time. Shortly after midnight older times start with yesterday's date.
  const ordered = times.map((time) => (time.includes(',') ? `y ${time}` : `z ${time}`))
  expect([...ordered].sort().reverse()).toEqual(ordered)
})

test('the connection recovers by itself', async ({ page }) => {
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

test('a user pauses and resumes', async ({ page }) => {
  await page.goto('/')
  await live(page)
  await page.keyboard.press('Space')
  await expect(page.locator('[data-live="paused"]')).toBeVisible()
  await page.keyboard.press('Space')
  await live(page)
})
