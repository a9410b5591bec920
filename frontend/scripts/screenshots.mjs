// Takes a picture of every page, in light, in dark and on a phone, and an animation of one way through
// the console: docs/screenshots. Run by `make screenshots`; CONSOLE_URL is a running console.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromium } from '@playwright/test'
import { animated } from './animated-webp.mjs'

const baseURL = process.env.CONSOLE_URL ?? 'http://127.0.0.1:8000'

const FOLDER = fileURLToPath(new URL('../../docs/screenshots/', import.meta.url))

const LOOKS = [
  { name: 'light', width: 1440, height: 900, colorScheme: 'light' },
  { name: 'dark', width: 1440, height: 900, colorScheme: 'dark' },
  { name: '360', width: 360, height: 780, colorScheme: 'light', hasTouch: true },
]

/** Higher pages are cut here, in pixels: below it they repeat themselves. */
const MOST_HEIGHT = 1_800

/** Of 100; text stays sharp. */
const QUALITY = 82

/** Charts and figures have settled after this time, in milliseconds. */
const SETTLE_MS = 1_500

// The browser of the end-to-end tests.
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
})
const only = process.argv.slice(2)
const all = only.length === 0
if (all) rmSync(FOLDER, { recursive: true, force: true })
mkdirSync(FOLDER, { recursive: true })
try {
  const pages = await addresses()
  for (const look of LOOKS) {
    for (const [name, address] of Object.entries(pages)) {
      if (!all && !only.includes(name)) continue
      await picture(look, name, address)
    }
  }
  if (all || only.includes('tour')) await tour()
} finally {
  await browser.close()
}

/** The pages by name, of what this console knows now: a room with a drop, and an open alert. */
async function addresses() {
  const ask = async (path) => (await fetch(`${baseURL}${path}`)).json()
  const { participants } = await ask(
    '/api/participants?departure=unexpected&kind=STANDARD&limit=200',
  )
  const joined = participants.filter(({ aborted }) => !aborted)
  // Rather one whose client reported: its page has curves, too.
  const dropped = joined.find(({ connection_quality }) => connection_quality !== null) ?? joined[0]
  const { alerts } = await ask('/api/alerts?limit=50')
  const alert = alerts.find(({ severity }) => severity === 'critical') ?? alerts[0]
  const found = {}
  if (dropped !== undefined) {
    const room = `/rooms/${encodeURIComponent(dropped.room_name)}?sid=${dropped.room_sid}`
    const who = `&who=${encodeURIComponent(dropped.identity)}`
    Object.assign(found, {
      room: `${room}${who}`,
      'room-then': `${room}${who}&at=${dropped.left_at.slice(0, 19)}Z`,
      'room-table': `${room}&view=table&participants=all`,
      'room-timeline': `${room}&view=timeline`,
      participant: `/participants/${dropped.sid}?deployment=${dropped.deployment}`,
    })
  }
  if (alert !== undefined) found.alert = `/alerts/${alert.id}`
  return {
    dashboard: '/',
    rooms: '/rooms?sort=quality',
    ...found,
    alerts: '/alerts',
    'alert-history': '/alerts/history',
    rules: '/alerts/rules',
    rule: '/alerts/rules/edit/high_disconnect_rate',
    silences: '/alerts/silences',
    receiver: '/alerts/receivers/new',
    audit: '/alerts/audit',
    history: '/history',
    usage: '/usage',
    sources: '/sources',
    settings: '/settings',
    connect: '/connect',
  }
}

async function picture({ name, width, height, ...rest }, page, address) {
  const context = await browser.newContext({
    baseURL,
    viewport: { width, height },
    ...rest,
  })
  const tab = await context.newPage()
  await tab.goto(address)
  await tab.locator('h1').first().waitFor({ state: 'attached' })
  await tab.waitForTimeout(SETTLE_MS)
  // Twice: what is as high as a part of the window grows with it.
  for (let turn = 0; turn < 2; turn += 1) {
    const whole = await tab.evaluate(() => {
      const main = document.querySelector('main')
      return main === null ? 0 : window.innerHeight - main.clientHeight + main.scrollHeight
    })
    await tab.setViewportSize({ width, height: Math.min(Math.max(height, whole), MOST_HEIGHT) })
    await tab.waitForTimeout(SETTLE_MS)
  }
  writeFileSync(`${FOLDER}${page}-${name}.webp`, await webp(tab, QUALITY))
  await context.close()
}

/** A picture of the tab, as the browser encodes it. */
async function webp(tab, quality, clip) {
  const session = await tab.context().newCDPSession(tab)
  const { data } = await session.send('Page.captureScreenshot', {
    format: 'webp',
    quality,
    ...(clip === undefined ? {} : { clip }),
  })
  await session.detach()
  return Buffer.from(data, 'base64')
}

/** From the dashboard over an alert and a room to why a participant was dropped, in some 30 s. */
async function tour() {
  const size = { width: 1280, height: 800 }
  const scale = 0.75
  const context = await browser.newContext({ baseURL, viewport: size })
  const tab = await context.newPage()
  const frames = []
  const shoot = async (duration) => {
    const picture = await webp(tab, 72, { x: 0, y: 0, ...size, scale })
    frames.push({ picture, duration })
  }
  const settle = () => tab.waitForTimeout(SETTLE_MS)
  /** Shows where the click goes, then clicks. */
  const click = async (target) => {
    await target.scrollIntoViewIfNeeded()
    const box = await target.boundingBox()
    const place = { x: box.x + Math.min(box.width / 2, 60), y: box.y + box.height / 2 }
    await mark(tab, place)
    await shoot(900)
    await mark(tab, null)
    await tab.mouse.click(place.x, place.y)
    await settle()
  }
  const scroll = async (by, steps) => {
    for (let step = 0; step < steps; step += 1) {
      await tab.locator('main').evaluate((main, px) => main.scrollBy(0, px), by / steps)
      await tab.waitForTimeout(120)
      await shoot(step === steps - 1 ? 2_200 : 220)
    }
  }
  await tab.goto('/')
  await settle()
  await shoot(2_600)
  await scroll(420, 3)
  await scroll(-420, 2)
  const alert = tab.getByRole('link', { name: 'Open the alert' })
  if (await alert.isVisible()) await click(alert)
  else await click(tab.getByRole('navigation').getByRole('link', { name: /^Alerts/ }))
  await shoot(3_000)
  await scroll(380, 3)
  const { room } = await addresses()
  await tab.goto(room)
  await settle()
  await shoot(3_000)
  const player = tab.getByRole('region', { name: 'Time in this room' })
  await click(player.getByRole('button', { name: 'Go to the start' }))
  await click(player.getByRole('button', { name: 'Play' }))
  for (let step = 0; step < 4; step += 1) {
    await shoot(600)
    await tab.waitForTimeout(1_000)
  }
  await click(player.getByRole('button', { name: /^(Now|At the end)$/ }))
  await scroll(520, 3)
  await shoot(2_000)
  await click(tab.getByRole('link', { name: 'Its page' }))
  await shoot(3_600)
  const file = animated(frames, { width: size.width * scale, height: size.height * scale })
  writeFileSync(`${FOLDER}tour.webp`, file)
  await context.close()
}

/** A ring where the click goes; `null` takes it away. */
async function mark(tab, place) {
  await tab.evaluate((at) => {
    document.getElementById('click-mark')?.remove()
    if (at === null) return
    const ring = document.createElement('div')
    ring.id = 'click-mark'
    Object.assign(ring.style, {
      position: 'fixed',
      left: `${at.x - 14}px`,
      top: `${at.y - 14}px`,
      width: '28px',
      height: '28px',
      borderRadius: '50%',
      border: '3px solid var(--accent)',
      background: 'color-mix(in oklab, var(--accent) 25%, transparent)',
      zIndex: '9999',
      pointerEvents: 'none',
    })
    document.body.append(ring)
  }, place)
}
