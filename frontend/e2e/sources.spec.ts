import { expect } from '@playwright/test'
import { live, test } from './test'

test('the sources page shows each source with its status as text', async ({ page, request }) => {
  const { deployments } = await (await request.get('/api/sources')).json()
  await page.goto('/')
  await live(page)
  await page.keyboard.press('g')
  await page.keyboard.press('s')
  await expect(page).toHaveURL(/\/sources/)
  await expect(page.getByRole('heading', { level: 1, name: 'Sources' })).toBeVisible()
  for (const name of ['Webhooks', 'Room API', 'Nodes', 'Client reports']) {
    const cards = page.getByRole('region', { name, exact: true })
    await expect(cards).toHaveCount(deployments.length)
    await expect(cards.first().locator('[data-source]')).not.toBeEmpty()
  }
  for (const name of ['Diagnostics', 'Counts by source', 'Drift']) {
    await expect(page.getByRole('region', { name, exact: true })).toHaveCount(deployments.length)
  }
  await expect(page.getByRole('region', { name: 'Gaps', exact: true }).first()).toBeVisible()
})

test('an unknown count is unknown, and a difference is described', async ({ page, request }) => {
  const answer = await (await request.get('/api/sources')).json()
  const [first] = answer.deployments
  await page.route('**/api/sources', async (route) => {
    first.counts = {
      console: { rooms: 5, participants: 9, people: 8 },
      webhooks: { rooms: 4, participants: 9 },
      api: { rooms: 5, participants: 8, at: answer.at },
      nodes: null,
    }
    await route.fulfill({ json: { ...answer, deployments: [first] } })
  })
  await page.goto('/sources')
  const table = page.getByRole('region', { name: 'Counts by source' })
  await expect(table.getByRole('row', { name: /^Webhooks/ })).toContainText('1 room fewer')
  await expect(table.getByRole('row', { name: /^Room API/ })).toContainText('the same')
  const nodes = table.getByRole('row', { name: /^Nodes/ })
  await expect(nodes.getByText('unknown', { exact: true })).toHaveCount(3)
  await expect(nodes).not.toContainText('0')
})

test('a finding has a remedy to copy, and the navigation counts it', async ({
  page,
  context,
  request,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const answer = await (await request.get('/api/sources')).json()
  const [first] = answer.deployments
  await page.route('**/api/sources', async (route) => {
    first.diagnoses = [
      {
        code: 'unknown_api_key',
        severity: 'critical',
        title: 'Webhooks are signed with a key <img src=x onerror=alert(1)>',
        detail: 'The last one was signed with `APIx`.',
        remedy: 'Sign with a known one:\nwebhook:\n  api_key: APIabc',
        since: answer.at,
        evidence: ['refused 3 times as `unknown_api_key`'],
      },
    ]
    await route.fulfill({ json: { ...answer, deployments: [first] } })
  })
  await page.goto('/sources')
  const diagnostics = page.getByRole('region', { name: 'Diagnostics' })
  await expect(diagnostics.getByText('Critical')).toBeVisible()
  await expect(
    diagnostics.getByText('<img src=x onerror=alert(1)>', { exact: false }),
  ).toBeVisible()
  await expect(diagnostics.getByText(/refused 3 times/)).toBeVisible()
  await diagnostics.getByRole('button', { name: 'Copy' }).click()
  await expect(diagnostics.getByRole('button', { name: 'Copied' })).toBeVisible()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
    'webhook:\n  api_key: APIabc',
  )
  await expect(page.getByRole('link', { name: /^Sources/ })).toContainText('1 problem')
})

test('the range of drift and gaps is part of the URL', async ({ page }) => {
  await page.goto('/sources')
  await expect(page.getByRole('combobox', { name: 'Time range' })).toHaveValue('24h')
  const asked = page.waitForRequest(
    (request) => request.url().includes('/api/gaps') && request.url().includes('from=now-6h'),
  )
  await page.getByRole('combobox', { name: 'Time range' }).selectOption('6h')
  await asked
  await expect(page).toHaveURL(/from=now-6h&to=now/)
  await page.reload()
  await expect(page.getByRole('combobox', { name: 'Time range' })).toHaveValue('6h')
})

test('charts name their shaded gaps', async ({ page, request }) => {
  const answer = await (await request.get('/api/metrics/history?from=now-15m&to=now')).json()
  await page.route('**/api/metrics/history*', async (route) => {
    const at = (ms: number) => new Date(Date.parse(answer.to) - ms).toISOString()
    await route.fulfill({
      json: {
        ...answer,
        gaps: [
          {
            id: 'g',
            deployment: null,
            source: 'console',
            subject: null,
            started_at: at(300_000),
            ended_at: at(240_000),
            cause: 'console_down',
            evidence: 'the journal',
          },
        ],
      },
    })
  })
  await page.goto('/')
  await live(page)
  const line = page.locator('[data-gaps]').first()
  await expect(line).toContainText('1 gap')
  await expect(line).toContainText('the console was not running')
  await page.getByRole('button', { name: 'Show Rooms as a table' }).click()
  await expect(
    page.getByRole('region', { name: 'Rooms, all points' }).getByRole('list'),
  ).toContainText('the console was not running')
})
