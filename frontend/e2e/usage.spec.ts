import { readFileSync } from 'node:fs'
import { expect } from '@playwright/test'
import { live, test } from './test'

test('the usage of last month is a file after three clicks', async ({ page }) => {
  await page.goto('/')
  await live(page)
  await page.getByRole('link', { name: 'Usage' }).click()
  await page.getByRole('button', { name: 'Last month' }).click()
  await expect(page).toHaveURL(/from=\d{4}-\d{2}-01T/)
  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'CSV by step' }).click()
  const file = readFileSync(await (await download).path(), 'utf8')
  const [head, ...rows] = file.trim().split('\r\n')
  expect(head).toContain('participant_minutes')
  expect(rows.length).toBeGreaterThanOrEqual(28)
})

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
