import { type APIRequestContext, expect, type Page } from '@playwright/test'
import { live, test, violations } from './test'

/** The timeout for an alert to fire: a few evaluations. */
const FIRES_WITHIN_MS = 30_000

/** A unique name: tests run in parallel, and earlier runs may have left objects. */
const unique = (word: string) =>
  `e2e_${word}_${Date.now().toString(36)}${Math.floor(Math.random() * 1_000)}`

/** Creates a rule whose condition holds as soon as a room is open. */
async function makeRule(request: APIRequestContext, name: string): Promise<void> {
  const answer = await request.post('/api/alert-rules', {
    data: {
      name,
      measure: 'active_rooms',
      comparison: 'above',
      threshold: 0,
      severity: 'info',
      message: `${name} fires`,
      by: 'e2e',
    },
  })
  expect(answer.status()).toBe(201)
}

async function removeRule(request: APIRequestContext, name: string): Promise<void> {
  await request.delete(`/api/alert-rules/${name}?by=e2e`)
}

/** Waits for the row of the alert of this rule. */
async function rowOf(page: Page, name: string) {
  const row = page.locator('[data-alert]', { hasText: name }).first()
  await expect(row).toBeVisible({ timeout: FIRES_WITHIN_MS })
  return row
}

test('a rule is created, fires within seconds, and its alert is acknowledged, noted and resolved', async ({
  page,
  request,
}) => {
  test.slow()
  const name = unique('rule')
  await page.goto('/')
  await live(page)
  await page.keyboard.press('g')
  await page.keyboard.press('a')
  await expect(page).toHaveURL(/\/alerts$/)
  await page.getByLabel('Your name').fill('Ada of e2e')

  await page.getByRole('link', { name: 'Rules', exact: true }).click()
  await page.getByRole('link', { name: 'New rule' }).click()
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByLabel('Measure').selectOption('active_rooms')
  await page.getByLabel('Threshold').fill('0')
  await page.getByLabel('Severity').selectOption('info')
  await page.getByLabel('Enabled').check()
  const sentence = page.getByRole('region', { name: 'In plain words' })
  await expect(sentence).toContainText('Fires (info) when')
  const saved = page.waitForResponse(
    (response) =>
      response.url().endsWith('/api/alert-rules') && response.request().method() === 'POST',
  )
  await page.getByRole('button', { name: 'Save rule' }).click()
  expect((await saved).status()).toBe(201)
  await expect(page.locator(`[data-rule="${name}"]`)).toBeVisible()

  try {
    await page.getByRole('link', { name: 'Active', exact: true }).click()
    const row = await rowOf(page, name)
    await row.getByRole('button', { name: /^Acknowledge/ }).click()
    await expect(row).toHaveAttribute('data-alert', 'acknowledged')
    await expect(row).toContainText('Ada of e2e')

    await row.getByRole('button', { name: /^Note/ }).click()
    const note = page.getByRole('dialog', { name: 'Note' })
    await note.getByLabel('Note').fill('looked at by a test')
    await note.getByRole('button', { name: 'Note', exact: true }).click()
    await expect(note).toBeHidden()

    await row.locator('[data-row]').click()
    await expect(page).toHaveURL(/\/alerts\/[^/]+$/)
    const history = page.getByRole('region', { name: 'History' })
    await expect(history.getByText('looked at by a test')).toBeVisible()
    await expect(history.locator('[data-transition="acknowledged"]')).toContainText('Ada of e2e')
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      expect(await violations(page), colorScheme).toEqual([])
    }

    await page.getByRole('button', { name: /^Resolve/ }).click()
    const resolve = page.getByRole('dialog', { name: 'Resolve' })
    await resolve.getByRole('textbox').fill('done')
    await resolve.getByRole('button', { name: 'Resolve', exact: true }).click()
    await expect(history.locator('[data-transition="resolved"]')).toContainText('Ada of e2e')
    await page.reload()
    await expect(history.locator('[data-transition="resolved"]')).toContainText('done')

    await page.goto(`/alerts/history?rule=${name}`)
    const over = page.getByRole('region', { name: 'Resolved alerts, all rows' })
    await expect(over.getByText(name).first()).toBeVisible()
    await expect(over.getByText('Ada of e2e').first()).toBeVisible()

    await page.goto(`/alerts/audit?actor=${encodeURIComponent('Ada of e2e')}`)
    const trail = page.getByRole('region', { name: 'Audit trail, all rows' })
    await expect(trail.getByText('alert.resolved').first()).toBeVisible()
    await expect(page.locator('[data-head] code')).toHaveText(/^[0-9a-f]{64}$/)

    await page.goto('/alerts/rules')
    await page.locator(`[data-rule="${name}"]`).getByRole('button', { name: 'Delete' }).click()
    const remove = page.getByRole('dialog', { name: `Delete ${name}` })
    await remove.getByRole('button', { name: 'Delete' }).click()
    await expect(page.locator(`[data-rule="${name}"]`)).toHaveCount(0)
  } finally {
    await removeRule(request, name)
  }
})

test('an alert is silenced from its row, and the silence is ended', async ({ page, request }) => {
  test.slow()
  const name = unique('silence')
  await makeRule(request, name)
  try {
    await page.goto('/alerts')
    await live(page)
    const row = await rowOf(page, name)
    await row.getByRole('button', { name: /^Silence/ }).click()
    const dialog = page.getByRole('dialog', { name: 'New silence' })
    await expect(dialog.getByLabel('Value').first()).toHaveValue(name)
    await expect(dialog.getByText(/open alerts? match/)).toBeVisible()
    await dialog.getByLabel('Reason').fill(`tried by ${name}`)
    await dialog.getByRole('button', { name: 'Silence', exact: true }).click()
    await expect(dialog).toBeHidden()
    await expect(row.getByText('silenced', { exact: true })).toBeVisible({ timeout: 20_000 })

    await page.goto('/alerts/silences')
    const silence = page.locator('[data-silence="active"]', { hasText: `tried by ${name}` })
    await expect(silence).toContainText('1 open alert')
    await silence.getByRole('button', { name: 'End now' }).click()
    const end = page.getByRole('dialog', { name: 'End this silence' })
    await end.getByRole('button', { name: 'End now' }).click()
    await expect(
      page.locator('[data-silence="expired"]', { hasText: `tried by ${name}` }),
    ).toBeVisible()
  } finally {
    await removeRule(request, name)
  }
})

test('a rule is backtested before it is enabled', async ({ page }) => {
  await page.goto('/alerts/rules/new')
  await page.getByLabel('Name', { exact: true }).fill(unique('backtest'))
  await page.getByLabel('Measure').selectOption('active_rooms')
  await page.getByLabel('Threshold').fill('0')
  await page.getByLabel('Over the last').selectOption('1')
  await page.getByRole('button', { name: 'Run backtest' }).click()
  const report = page.locator('[data-backtest]')
  await expect(report).toBeVisible({ timeout: 25_000 })
  await expect(report).toContainText('Time with data')
  await page.getByLabel('Measure').selectOption('room_publishers')
  await expect(page.getByText(/cannot be backtested/)).toBeVisible()
})

test('a receiver is previewed, created and deleted', async ({ page }) => {
  const name = unique('receiver')
  await page.goto('/alerts/receivers/new')
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByLabel('Type').selectOption('slack')
  await page.getByLabel('Webhook URL').fill('https://hooks.slack.com/services/T0/B0/e2e')
  // The receiver must not send anything: no alert has this rule.
  await page.getByLabel('Only rules').fill('no_such_rule')
  const preview = page.getByRole('region', { name: 'Preview' })
  await expect(preview.getByText('Payload')).toBeVisible()
  await expect(preview.locator('pre')).not.toBeEmpty()
  await page.getByRole('button', { name: 'Save receiver' }).click()

  const row = page.locator(`[data-receiver="${name}"]`)
  await expect(row).toContainText('Slack')
  await row.getByRole('link', { name: `Edit ${name}` }).click()
  await expect(page.getByLabel('Webhook URL')).toHaveValue(/\*{8}/)
  await page.getByRole('button', { name: 'Cancel' }).click()
  await row.getByRole('button', { name: `Delete ${name}` }).click()
  await page
    .getByRole('dialog', { name: `Delete ${name}` })
    .getByRole('button', { name: 'Delete' })
    .click()
  await expect(row).toHaveCount(0)
})

test('a test message of an unsaved receiver shows the answer', async ({ page }) => {
  await page.goto('/alerts/receivers/new')
  await page.getByLabel('Name', { exact: true }).fill(unique('trial'))
  await page.getByLabel('Type').selectOption('webhook')
  // A private address: the service does not send there unless it is allowed.
  await page.getByLabel('URL').fill('http://169.254.169.254/hook')
  await page.getByRole('button', { name: /^Send a test to/ }).click()
  await expect(page.getByText('Not accepted')).toBeVisible()
  await expect(page.getByRole('status').getByText(/ALERT_ALLOWED_HOSTS/)).toBeVisible()
})

test('a stopped evaluation is shown clearly, and nothing is green', async ({ page }) => {
  await page.route('**/api/alerting', async (route) => {
    const answer = await (await route.fetch()).json()
    answer.evaluator.last_evaluation_at = '2020-01-01T00:00:00Z'
    answer.evaluator.error = null
    await route.fulfill({ json: answer })
  })
  await page.route('**/api/alerts?*', (route) => route.fulfill({ json: { alerts: [], total: 0 } }))
  await page.goto('/alerts')
  await expect(page.getByText(/Rules are evaluated late/)).toBeVisible()
  await expect(page.getByText('Open alerts are not known')).toBeVisible()
  await expect(page.getByText('No open alerts', { exact: true })).toHaveCount(0)
  await expect(page.locator('[data-evaluator="ok"]')).toHaveCount(0)
})

test('the filter of alerts is part of the URL', async ({ page }) => {
  await page.goto('/alerts')
  await page.getByRole('searchbox', { name: 'Search open alerts' }).fill('no alert says this 8d1f')
  await expect(page).toHaveURL(/q=/)
  await page.reload()
  await expect(page.getByRole('searchbox', { name: 'Search open alerts' })).toHaveValue(
    'no alert says this 8d1f',
  )
})
