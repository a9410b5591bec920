import { expect, type Page } from '@playwright/test'
import { firstRoom, live, openRoom, test, violations } from './test'

const WINDOWS = [
  { width: 1280, height: 900 },
  { width: 360, height: 780 },
] as const

/** The pages of sources, history, alerts and past times, and the element that shows that they have loaded. */
const PAGES = [
  ['/sources', '[data-source]'],
  ['/usage?from=now-24h&to=now', 'tfoot'],
  ['/settings', 'tbody tr'],
  ['/connect', '[data-check]'],
  ['/history', 'tbody tr'],
  ['/history?of=rooms', 'tbody tr'],
  ['/rooms?at=2020-01-01T00:00:00Z', 'text=No rooms at this time'],
  // The test does not control whether an alert fires: each page shows one of these in both cases.
  ['/alerts', '[data-alert], [data-evaluator]'],
  ['/alerts/history', 'nav[aria-label="Pages"]'],
  ['/alerts/rules', '[data-rule]'],
  ['/alerts/rules/new', 'text=In plain words'],
  ['/alerts/rules/edit/high_disconnect_rate', 'text=Backtest'],
  ['/alerts/silences', 'text=New silence'],
  ['/alerts/receivers', 'text=Outbox'],
  ['/alerts/receivers/new', 'text=Preview'],
  ['/alerts/audit', '[data-head]'],
] as const

/** The overflow of the page over the right edge, in pixels. */
function overflow(page: Page): Promise<number> {
  return page.evaluate(() => {
    const main = document.querySelector('main')
    return Math.max(
      document.documentElement.scrollWidth - window.innerWidth,
      main === null ? 0 : main.scrollWidth - main.clientWidth,
    )
  })
}

/** Expects no accessibility violation of the page, neither in light nor in dark colors. */
async function expectNoViolations(page: Page, place: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    expect(await violations(page), `${place}, ${colorScheme}`).toEqual([])
  }
}

for (const viewport of WINDOWS) {
  test.describe(`${viewport.width} px`, () => {
    test.use({ viewport })

    test('no page of sources, history, alerts and past times has an accessibility violation', async ({
      page,
    }) => {
      test.setTimeout(180_000)
      for (const [address, there] of PAGES) {
        await page.goto(address)
        await expect(page.locator(there).first()).toBeVisible()
        await expectNoViolations(page, address)
      }
      await page.goto('/history')
      await page.locator('a[href^="/participants/"]').first().click()
      await expect(page.getByRole('region', { name: 'Timeline' })).toBeVisible()
      await expectNoViolations(page, 'a participant session')

      await page.goto('/alerts/silences')
      await page.getByRole('button', { name: 'New silence' }).click()
      await page.getByLabel('Only at certain times of the week').check()
      await expectNoViolations(page, 'a new silence')
      await page.keyboard.press('Escape')

      await openRoom(page)
      await page.getByRole('link', { name: 'Timeline' }).click()
      await expect(page.getByText('Room started').first()).toBeVisible()
      await expectNoViolations(page, 'the timeline of a room')
    })

    test('no page and no dialog has an accessibility violation', async ({ page }) => {
      test.slow()
      await page.goto('/')
      await live(page)
      await expect(page.locator('.chart canvas')).toHaveCount(6)
      await expectNoViolations(page, 'the dashboard')

      if (viewport.width < 800) {
        await page.getByRole('button', { name: 'More' }).click()
        await expect(page.getByRole('dialog')).toBeVisible()
        await expectNoViolations(page, 'the menu')
      }
      await page.getByRole('button', { name: 'Help' }).click()
      await expect(page.getByRole('dialog', { name: 'Help' })).toBeVisible()
      await expectNoViolations(page, 'the help')
      await page.keyboard.press('Escape')

      await firstRoom(page)
      await expectNoViolations(page, 'the rooms')

      await openRoom(page)
      await expect(page.getByRole('option', { selected: true })).toBeVisible()
      await expectNoViolations(page, 'the lanes of a room')
      await page.getByRole('link', { name: 'Table' }).click()
      await page.getByRole('button', { name: 'All', exact: true }).click()
      await expect(page.getByRole('heading', { name: 'Latest events' })).toBeVisible()
      await expectNoViolations(page, 'a room')

      await page.goto('/no/such/page')
      await expect(page.getByRole('heading', { level: 1 })).toBeAttached()
      await expectNoViolations(page, 'an unknown page')
    })
  })
}

for (const width of [360, 320]) {
  test(`nothing reaches over the edge at ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 780 })
    await page.goto('/')
    await live(page)
    await expect(page.locator('.chart canvas')).toHaveCount(6)
    expect(await overflow(page)).toBe(0)
    await firstRoom(page)
    expect(await overflow(page)).toBe(0)
    await openRoom(page)
    await expect(page.getByRole('heading', { name: 'Latest events' })).toBeVisible()
    expect(await overflow(page)).toBe(0)
    for (const [address, there] of PAGES) {
      await page.goto(address)
      await expect(page.locator(there).first()).toBeVisible()
      expect(await overflow(page), address).toBe(0)
    }
  })
}

test('Tab reaches every control of the header, each with a visible ring', async ({ page }) => {
  await page.goto('/')
  await live(page)
  const reached: string[] = []
  for (let stop = 0; stop < 16; stop += 1) {
    await page.keyboard.press('Tab')
    const focused = page.locator(':focus')
    reached.push((await focused.getAttribute('aria-label')) ?? (await focused.innerText()))
    if (stop > 0) await expect(focused).toHaveCSS('outline-style', 'solid')
  }
  expect(reached[0]).toBe('Skip to content')
  expect(reached.at(-1)).toBe('Help')
})
