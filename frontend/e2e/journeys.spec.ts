// What people come for, each with the number of clicks that it takes.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type APIRequestContext, expect, type Locator, type Page } from '@playwright/test'
import { live, test } from './test'

/** Counts what a hand does: a choice in a list takes two clicks. Keys cost nothing. */
class Hand {
  clicks = 0

  async click(target: Locator): Promise<void> {
    this.clicks += 1
    await target.click()
  }

  async choose(target: Locator, option: string): Promise<void> {
    this.clicks += 2
    await target.selectOption(option)
  }
}

/** How long a first drop may take in a console that has just started. */
const DROPS_WITHIN_MS = 60_000

/** A session that was dropped after it had joined; waits for the first one. */
async function dropped(request: APIRequestContext) {
  let found: { sid: string; aborted: boolean } | undefined
  await expect
    .poll(
      async () => {
        const answer = await request.get('/api/participants?departure=unexpected&limit=50')
        const { participants } = await answer.json()
        found = participants.find((each: { aborted: boolean }) => !each.aborted)
        return found !== undefined
      },
      { timeout: DROPS_WITHIN_MS },
    )
    .toBe(true)
  if (found === undefined) throw new Error('nobody was dropped')
  return found
}

/** The page says what happened, how sure that is, the evidence, and what to do next. */
async function expectExplained(page: Page): Promise<void> {
  const why = page.getByRole('region', { name: 'Why it ended' })
  await expect(why).toContainText(/dropped at/)
  // A likely cause is named only where the evidence has one.
  for (const part of ['How sure.', 'What to do next.']) {
    await expect(why).toContainText(part)
  }
  await expect(why.getByText(/^(Same minute|Node restart)$/).first()).toBeVisible()
}

test('a newcomer reaches the first explained incident in at most six clicks', async ({
  page,
  request,
}) => {
  test.slow()
  await dropped(request)
  const hand = new Hand()
  await page.goto('/')
  await live(page)
  await hand.click(page.getByRole('link', { name: 'History', exact: true }))
  await hand.choose(page.getByRole('combobox', { name: 'Departure' }), 'unexpected')
  await expect(page).toHaveURL(/departure=unexpected/)
  const rows = page.getByRole('region', { name: 'Sessions, all rows' }).locator('tbody tr')
  const drop = rows.filter({ hasNotText: 'never became active' }).first()
  await expect(drop).toContainText('Unexpected')
  await hand.click(drop.locator('a[href^="/participants/"]'))
  await expectExplained(page)
  expect(hand.clicks).toBeLessThanOrEqual(6)
})

test('the room with the worst quality is first after two clicks', async ({ page }) => {
  const hand = new Hand()
  await page.goto('/')
  await live(page)
  await hand.click(page.getByRole('link', { name: 'Rooms', exact: true }))
  const answer = page.waitForResponse((response) => response.url().includes('sort=quality'))
  await hand.click(page.getByRole('button', { name: 'Sort by Quality' }))
  const { rooms } = await (await answer).json()
  const known = rooms.flatMap((room: { connection_quality: number | null }) =>
    room.connection_quality === null ? [] : [room.connection_quality],
  )
  expect(known).toEqual([...known].sort((a, b) => a - b))
  await expect(page.locator('[data-row="0"] a')).toHaveAttribute(
    'href',
    new RegExp(`sid=${rooms[0].sid}$`),
  )
  expect(hand.clicks).toBeLessThanOrEqual(2)
})

test('why a participant was dropped is answered on one page, without a click', async ({
  page,
  request,
}) => {
  test.slow()
  const { sid } = await dropped(request)
  await page.goto('/')
  await live(page)
  await page.keyboard.press('/')
  await expect(page.getByRole('combobox', { name: 'Search everything' })).toBeFocused()
  await page.keyboard.type(sid)
  await expect(page.getByRole('dialog').getByRole('option').first()).toContainText(sid)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(new RegExp(`/participants/${sid}`))
  await expectExplained(page)
})

test('an alert is acknowledged, and resolved with a note, by keyboard alone', async ({
  page,
  request,
}) => {
  test.slow()
  const name = `e2e_keys_${Date.now().toString(36)}`
  const made = await request.post('/api/alert-rules', {
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
  expect(made.status()).toBe(201)
  try {
    await expect
      .poll(async () => (await (await request.get(`/api/alerts?rule=${name}`)).json()).total, {
        timeout: 30_000,
      })
      .toBe(1)
    await page.goto('/')
    await live(page)
    await page.keyboard.press('/')
    await expect(page.getByRole('combobox', { name: 'Search everything' })).toBeFocused()
    await page.keyboard.type(name)
    const found = page.getByRole('option', { name: new RegExp(`${name} fires`) })
    await expect(found).toBeVisible()
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(/\/alerts\/[^/]+$/)
    const history = page.getByRole('region', { name: 'History' })
    await expect(history).toBeVisible()
    await page.keyboard.press('a')
    await expect(history.locator('[data-transition="acknowledged"]')).toBeVisible()
    await page.keyboard.press('r')
    await expect(page.getByRole('dialog', { name: 'Resolve' })).toBeVisible()
    await page.keyboard.type('the rule was a trial')
    await page.keyboard.press('Tab')
    while (
      !(await page.getByRole('button', { name: 'Resolve', exact: true }).last().evaluate(isFocused))
    ) {
      await page.keyboard.press('Tab')
    }
    await page.keyboard.press('Enter')
    const resolved = history.locator('[data-transition="resolved"]')
    await expect(resolved).toContainText('the rule was a trial')
  } finally {
    await request.delete(`/api/alert-rules/${name}?by=e2e`)
  }
})

const isFocused = (element: Element) => element === document.activeElement

test('a rule is saved after its backtest', async ({ page, request }) => {
  test.slow()
  const hand = new Hand()
  const name = `e2e_tried_${Date.now().toString(36)}`
  await page.goto('/alerts/rules')
  try {
    await hand.click(page.getByRole('link', { name: 'New rule' }))
    await page.getByLabel('Name', { exact: true }).fill(name)
    await hand.choose(page.getByLabel('Measure'), 'active_rooms')
    await page.getByLabel('Threshold').fill('100000')
    await hand.choose(page.getByLabel('Over the last'), '1')
    await hand.click(page.getByRole('button', { name: 'Run backtest' }))
    await expect(page.locator('[data-backtest]')).toBeVisible({ timeout: 25_000 })
    await hand.click(page.getByRole('button', { name: 'Save rule' }))
    await expect(page.locator(`[data-rule="${name}"]`)).toBeVisible()
    expect(hand.clicks).toBeLessThanOrEqual(7)
  } finally {
    await request.delete(`/api/alert-rules/${name}?by=e2e`)
  }
})

test('a link to a past moment shows the same in a fresh browser', async ({ page, browser }) => {
  const hand = new Hand()
  // The oldest open room: it was there a while ago, too.
  await page.goto('/rooms?sort=started_at')
  await hand.click(page.locator('[data-row="0"] a'))
  const state = page.waitForResponse((response) => /\/api\/rooms\/.*at=/.test(response.url()))
  await hand.click(page.getByRole('button', { name: 'Go to the start' }))
  const { people_count } = await (await state).json()
  const banner = (await page.getByText(/^Showing/).textContent()) ?? ''
  const heading = (await page.getByRole('heading', { level: 1 }).textContent()) ?? ''
  const counts = page.getByRole('region', { name: 'Time in this room' }).getByRole('paragraph')
  await expect(counts).toContainText(new RegExp(` ${people_count} (person|people)`))
  const then = (await counts.textContent()) ?? ''

  const context = await browser.newContext()
  const fresh = await context.newPage()
  await fresh.goto(page.url())
  await expect(fresh.getByText(banner)).toBeVisible()
  await expect(fresh.getByRole('heading', { level: 1 })).toHaveText(heading)
  await expect(
    fresh.getByRole('region', { name: 'Time in this room' }).getByRole('paragraph'),
  ).toHaveText(then)
  await context.close()
  expect(hand.clicks).toBe(2)
})

test('the usage of last month is a file after three clicks', async ({ page }) => {
  const hand = new Hand()
  await page.goto('/')
  await live(page)
  await hand.click(page.getByRole('link', { name: 'Usage' }))
  await hand.click(page.getByRole('button', { name: 'Last month' }))
  await expect(page).toHaveURL(/from=\d{4}-\d{2}-01T/)
  const download = page.waitForEvent('download')
  await hand.click(page.getByRole('link', { name: 'CSV by step' }))
  const file = readFileSync(await (await download).path(), 'utf8')
  const [head, ...rows] = file.trim().split('\r\n')
  expect(head).toContain('participant_minutes')
  expect(rows.length).toBeGreaterThanOrEqual(28)
  expect(hand.clicks).toBe(3)
})

test.describe('a service of its own', () => {
  const binary = process.env.CONSOLE_BINARY
  test.skip(binary === undefined, 'scripts/e2e.sh says which service to start')
  // Requests fail while the service is away.
  test.use({ allowed: /Failed to load resource|WebSocket connection|ERR_/ })

  test('a restart of the server needs neither a reload nor a click', async ({ page }) => {
    test.slow()
    const folder = mkdtempSync(join(tmpdir(), 'console-'))
    const port = await freePort()
    const url = `http://127.0.0.1:${port}`
    let service = start(binary ?? '', folder, port)
    try {
      await expect(async () => {
        expect((await fetch(`${url}/readyz`)).status).toBe(200)
      }).toPass({ timeout: 30_000 })
      await page.goto(`${url}/rooms`)
      await live(page)
      await page.evaluate(() => Object.assign(window, { loadedOnce: true }))
      await stop(service)
      await expect(page.getByText('Lost connection to the console.')).toBeVisible()
      service = start(binary ?? '', folder, port)
      await expect(page.locator('[data-live="live"]')).toBeVisible({ timeout: 30_000 })
      await expect(page.getByText('Lost connection to the console.')).toHaveCount(0)
      await expect(page.locator('[data-row="0"] a')).toBeVisible()
      expect(await page.evaluate(() => 'loadedOnce' in window)).toBe(true)
    } finally {
      await stop(service)
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

/** As scripts/e2e.sh starts it: without settings of the developer. */
function start(binary: string, folder: string, port: number): ChildProcess {
  return spawn(binary, ['--port', String(port), '--database-url', `sqlite:${folder}/console.db`], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      MOCK_MODE: 'true',
      MOCK_PAST: 'off',
      JOURNAL_DIR: `${folder}/journal`,
    },
    stdio: 'ignore',
  })
}

async function stop(service: ChildProcess): Promise<void> {
  if (service.exitCode !== null || service.signalCode !== null) return
  const over = once(service, 'exit')
  service.kill('SIGTERM')
  await over
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
