// The bars of the whole console: no shift at load, a small document, everything in the print, one header
// row on phones, and a page that is back as soon as its server is.
import { expect, type Page, type WebSocketRoute } from '@playwright/test'
import { firstRoom, live, openRoom, test } from './test'

const PAGES = [
  '/',
  '/rooms?status=all',
  '/history',
  '/history?of=rooms',
  '/sources',
  '/usage?from=now-24h&to=now',
  '/settings',
  '/connect',
  '/alerts',
  '/alerts/history',
  '/alerts/rules',
  '/alerts/audit',
] as const

/** Of layout shifts that nobody caused by a click or a key. */
const MOST_SHIFT = 0.01
const MOST_NODES = 1_500

/** Starts to sum up the shifts of the page's layout. */
async function watchShifts(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    const shifts = { sum: 0 }
    Object.assign(window, { shifts })
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as unknown as Array<{
        value: number
        hadRecentInput: boolean
      }>) {
        if (!entry.hadRecentInput) shifts.sum += entry.value
      }
    }).observe({ type: 'layout-shift', buffered: true })
  })
  return () => page.evaluate(() => (window as unknown as { shifts: { sum: number } }).shifts.sum)
}

for (const size of [
  { width: 1440, height: 900 },
  { width: 360, height: 780 },
]) {
  test(`nothing shifts at load, and no page has too many nodes, at ${size.width} px`, async ({
    page,
  }) => {
    test.slow()
    await page.setViewportSize(size)
    const shifts = await watchShifts(page)
    for (const address of PAGES) {
      await page.goto(address)
      await live(page)
      await page.waitForLoadState('networkidle')
      expect(await shifts(), address).toBeLessThanOrEqual(MOST_SHIFT)
      expect(await page.locator('*').count(), address).toBeLessThanOrEqual(MOST_NODES)
    }
  })
}

test('everything on a page is in its print', async ({ page }) => {
  test.slow()
  for (const address of PAGES) {
    await page.goto(address)
    await live(page)
    await page.waitForLoadState('networkidle')
    await page.emulateMedia({ media: 'print' })
    const lost = await page.evaluate(() =>
      [...document.querySelectorAll('main, main *:not(.sr-only, .sr-only *)')]
        .filter(({ tagName }) => !/^(svg|path|canvas)$/i.test(tagName))
        .map((each) => ({
          what: `${each.tagName} ${each.className}`,
          px:
            getComputedStyle(each).overflowY === 'visible'
              ? 0
              : each.scrollHeight - each.clientHeight,
        }))
        .filter(({ px }) => px > 1),
    )
    expect(lost, address).toEqual([])
    await expect(page.locator('header').first()).toBeHidden()
    await page.emulateMedia({ media: null })
  }
})

test('a phone has one header row and five items within reach of the thumb', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 780 })
  for (const address of ['/', '/rooms', '/history', '/alerts']) {
    await page.goto(address)
    await live(page)
    const header = await page.locator('header').first().boundingBox()
    expect(header?.height, address).toBeLessThanOrEqual(49)
  }
  const bar = page.getByRole('navigation', { name: 'Main' })
  expect((await bar.boundingBox())?.height).toBeLessThanOrEqual(58)
  await expect(bar.getByRole('link').or(bar.getByRole('button', { name: 'More' }))).toHaveCount(5)
  await bar.getByRole('button', { name: 'More' }).click()
  await page.getByRole('dialog').getByRole('link', { name: 'Sources' }).click()
  await expect(page).toHaveURL(/\/sources/)
})

test('the focus goes into a dialog, stays there, and returns', async ({ page }) => {
  await page.goto('/')
  await live(page)
  const help = page.getByRole('button', { name: 'Help' })
  await help.click()
  const inside = () =>
    page.evaluate(() => document.querySelector('dialog[open]')?.contains(document.activeElement))
  for (let stop = 0; stop < 6; stop += 1) {
    expect(await inside()).toBe(true)
    await page.keyboard.press(stop < 4 ? 'Tab' : 'Shift+Tab')
  }
  await page.keyboard.press('Escape')
  await expect(help).toBeFocused()
})

/** Cuts the page off from its server until the returned function is called. */
async function cutOff(page: Page): Promise<{ cut: () => void; mend: () => void }> {
  let away = false
  const open: WebSocketRoute[] = []
  await page.routeWebSocket('/ws', (socket) => {
    if (away) return void socket.close({ code: 1001 })
    socket.connectToServer()
    open.push(socket)
  })
  await page.route('**/*', (route) => (away ? route.abort() : route.fallback()))
  return {
    cut: () => {
      away = true
      for (const socket of open.splice(0)) void socket.close({ code: 1001 })
    },
    mend: () => {
      away = false
    },
  }
}

test.describe('while the server is away', () => {
  // A request that fails is what these tests are about.
  test.use({ allowed: /Failed to load resource|dynamically imported module|ERR_FAILED/ })

  test('after a long time away, the page is live within two seconds of its return', async ({
    page,
  }) => {
    const { cut, mend } = await cutOff(page)
    await page.goto('/')
    await live(page)
    cut()
    // Until the back-off has reached its limit.
    await expect(page.getByRole('button', { name: /Reconnecting \([6-9]\)/ })).toBeVisible({
      timeout: 15_000,
    })
    mend()
    await expect(page.locator('[data-live="live"]')).toBeVisible({ timeout: 2_000 })
  })

  test('a page that was not visited opens', async ({ page }) => {
    const { cut } = await cutOff(page)
    const ahead = page.waitForResponse(/assets\/palette-/)
    await page.goto('/')
    await live(page)
    await ahead
    cut()
    await page.keyboard.press('g')
    await page.keyboard.press('s')
    await expect(page.getByRole('heading', { level: 1, name: 'Sources' })).toBeVisible()
  })

  test('a page whose code is missing says so in the console, and opens on the return', async ({
    page,
  }) => {
    const { cut, mend } = await cutOff(page)
    // The code of the pages is read ahead two seconds after the load.
    await page.clock.install()
    await page.goto('/')
    await page.clock.runFor(500)
    await live(page)
    cut()
    await page.keyboard.press('g')
    await page.keyboard.press('s')
    await expect(page.getByText('This page could not be loaded')).toBeVisible()
    await expect(page.getByRole('link', { name: 'Rooms' })).toBeVisible()
    mend()
    await page.clock.resume()
    await expect(page.getByRole('heading', { level: 1, name: 'Sources' })).toBeVisible()
  })
})

test('the way back from a room leads to the same list', async ({ page }) => {
  await page.goto('/rooms?status=all&sort=name')
  await page.locator('[data-row] a').first().click()
  await page.getByRole('link', { name: 'All rooms' }).click()
  await expect(page).toHaveURL(/status=all&sort=name/)
})

test('the palette opens a room by its sid, and gives the focus back', async ({ page }) => {
  const link = await firstRoom(page)
  const sid = new URL((await link.getAttribute('href')) ?? '', 'http://console').searchParams.get(
    'sid',
  )
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox', { name: 'Search everything' })).toBeFocused()
  await page.keyboard.type(sid ?? '')
  await expect(page.getByRole('option').first()).toContainText(sid ?? '')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(new RegExp(`sid=${sid}`))
  await openRoom(page)
})
