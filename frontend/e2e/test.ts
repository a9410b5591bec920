// The base of all browser tests: it fails on any error in the browser.
import AxeBuilder from '@axe-core/playwright'
import { test as base, expect, type Page } from '@playwright/test'

export const test = base.extend<{ clean: undefined; allowed: RegExp | null }>({
  /** What the browser may report as an error, in tests that break something. */
  allowed: [null, { option: true }],
  clean: [
    async ({ page, allowed }, use) => {
      const complaints: string[] = []
      page.on('pageerror', (error) => complaints.push(String(error)))
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text())
      })
      await page.addInitScript(() => {
        document.addEventListener('securitypolicyviolation', (event) =>
          console.error(`content security policy: ${event.violatedDirective} ${event.blockedURI}`),
        )
      })
      await use(undefined)
      expect(complaints.filter((each) => allowed?.test(each) !== true)).toEqual([])
    },
    { auto: true },
  ],
})

/** Waits until the page is live. */
export async function live(page: Page): Promise<void> {
  await expect(page.locator('[data-live="live"]')).toBeVisible()
}

/** The name of the first room of the list. */
export async function firstRoom(page: Page) {
  await page.goto('/rooms?status=all')
  // What a row shows of a name with control characters is not the name.
  const link = page.locator('[data-row] a').filter({ hasNotText: /\\u\{/ }).first()
  await expect(link).toBeVisible()
  return link
}

/** Opens the first room of the list and waits for its page; returns the room's name. */
export async function openRoom(page: Page): Promise<string> {
  const link = await firstRoom(page)
  const name = (await link.textContent()) ?? ''
  await link.click()
  // Until then the list is still shown, with buttons of the same names.
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name)
  return name
}

/** The accessibility violations of the page, by WCAG and best practice. */
export async function violations(page: Page): Promise<string[]> {
  const result = await new AxeBuilder({ page })
    // Without frames of other sites there is nothing to put together in a page of its own.
    .setLegacyMode()
    .options({ resultTypes: ['violations'] })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze()
  return result.violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`),
  )
}
