// The test of every journey: it fails on anything that the browser complains about.
import AxeBuilder from '@axe-core/playwright'
import { test as base, expect, type Page } from '@playwright/test'

export const test = base.extend<{ clean: undefined }>({
  clean: [
    async ({ page }, use) => {
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
      expect(complaints).toEqual([])
    },
    { auto: true },
  ],
})

/** Waits until the page follows the console. */
export async function live(page: Page): Promise<void> {
  await expect(page.locator('[data-live="live"]')).toBeVisible()
}

/** The first room of the list, as far as the console has one. */
export async function firstRoom(page: Page) {
  await page.goto('/rooms?status=all')
  const link = page.locator('[data-row="0"] a')
  await expect(link).toBeVisible()
  return link
}

/** Opens the first room of the list and waits for its page; tells the room's name. */
export async function openRoom(page: Page): Promise<string> {
  const link = await firstRoom(page)
  const name = (await link.textContent()) ?? ''
  await link.click()
  // Until then the list is still there, with buttons of the same names.
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name)
  return name
}

/** What is wrong with the page for who cannot see or use it as most do, by WCAG and best practice. */
export async function violations(page: Page): Promise<string[]> {
  const result = await new AxeBuilder({ page })
    .options({ resultTypes: ['violations'] })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze()
  return result.violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`),
  )
}
