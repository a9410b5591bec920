import { expect } from '@playwright/test'
import { test } from './test'

test('usage agrees with what the API counts, and is grouped', async ({ page }) => {
  const answer = page.waitForResponse((response) => response.url().includes('/api/usage?'))
  await page.goto('/usage?from=now-24h&to=now')
  const { groups } = await (await answer).json()
  await expect(page.locator('tbody th').first()).toContainText(`${groups[0].name}-*`)
  await page.getByRole('combobox', { name: 'Group by' }).selectOption('deployment')
  await expect(page).toHaveURL(/by=deployment/)
  await expect(page.locator('tbody th').first()).toContainText('mock')
})

test('settings show where a value comes from, and no secret', async ({ page }) => {
  await page.goto('/settings')
  const rows = page.getByRole('region', { name: 'Configuration, all rows' })
  await expect(rows.getByRole('row', { name: /^mock_mode/ })).toContainText('environment')
  await expect(rows.getByRole('row', { name: /api_secret/ })).toContainText('***')
})
