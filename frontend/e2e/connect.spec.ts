import { expect } from '@playwright/test'
import { live, test } from './test'

test('mock mode leads to the lines of a LiveKit, and nothing is green that nobody checked', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto('/')
  await live(page)
  await page.getByRole('button', { name: /Synthetic data/ }).click()
  await page.getByRole('link', { name: 'Connect a LiveKit' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Connect a LiveKit' })).toBeVisible()
  await expect(page.locator('[data-check]')).toHaveCount(7)
  await expect(page.locator('[data-check]:not([data-state="waiting"])')).toHaveCount(0)
  await page.getByRole('button', { name: 'Copy' }).first().click()
  const copied = await page.evaluate(() => navigator.clipboard.readText())
  expect(copied).toContain(`${new URL(page.url()).origin}/api/livekit/webhook`)
})

test('checks turn green one by one, and a failure has the words of the doctor', async ({
  page,
  request,
}) => {
  const answer = await (await request.get('/api/sources')).json()
  const [mock] = answer.deployments
  const of = {
    ...mock,
    synthetic: false,
    api_keys: ['APIlive'],
    webhooks: { ...mock.webhooks, last_received_at: null, clock_skew_seconds: null },
    api: { ...mock.api, status: 'ok', url: 'wss://livekit.test', latency_ms: 12 },
    nodes: [],
    diagnoses: [] as unknown[],
  }
  await page.route('**/api/sources', (route) =>
    route.fulfill({ json: { ...answer, deployments: [of] } }),
  )
  await page.goto('/connect')
  const check = (id: string) => page.locator(`[data-check="${id}"]`)
  await expect(check('api')).toHaveAttribute('data-state', 'ok')
  await expect(check('webhook')).toHaveAttribute('data-state', 'waiting')
  await expect(check('nodes')).toHaveAttribute('data-state', 'off')
  await expect(page.getByText('api_key: APIlive')).toBeVisible()

  of.webhooks = { ...mock.webhooks, last_received_at: answer.at, clock_skew_seconds: 0 }
  await expect(check('webhook')).toHaveAttribute('data-state', 'ok')
  await expect(check('clock')).toHaveAttribute('data-state', 'ok')

  of.diagnoses = [
    {
      code: 'redirect',
      severity: 'critical',
      title: 'A redirect takes the body of webhooks',
      detail: 'It came by GET.',
      remedy: 'webhook:\n  urls:\n    - https://console.test/api/livekit/webhook',
      since: answer.at,
      evidence: [],
    },
  ]
  await expect(check('redirect')).toHaveAttribute('data-state', 'bad')
  await expect(check('redirect')).toContainText('It came by GET.')
})
