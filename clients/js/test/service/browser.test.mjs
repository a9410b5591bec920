// The reporter in Chromium, with the real livekit-client and real connections, and a real console.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startChromium } from './chromium.mjs'
import { eventually, startConsole, token } from './console.mjs'

let browser
let service

before(async () => {
  browser = await startChromium()
  service = await startConsole(browser.origin)
})
after(async () => {
  await browser?.stop()
  await service?.stop()
})

test('the console has what a page in a browser reports of its connection', async () => {
  const complaints = []
  const page = await browser.open(complaints)
  const [identity, sid] = ['ann', 'PA_browser']
  await page.evaluate((options) => globalThis.page.loopback(options), {
    quality: service.quality,
    token: token(identity, 'loopback'),
    identity,
    sid,
  })
  const path = `/api/participants/${sid}/quality?deployment=default&step=10`
  const point = await eventually(async () => {
    const { points } = await (await fetch(service.url + path)).json()
    return points.find(({ bitrate_in_bps }) => bitrate_in_bps > 0)
  })
  assert.deepEqual(complaints, [])
  assert.ok(point.rtt_ms >= 0 && point.rtt_ms < 1000, `${point.rtt_ms} ms`)
  assert.ok(point.jitter_ms >= 0 && point.jitter_ms < 1000, `${point.jitter_ms} ms`)
  assert.ok(point.bitrate_out_bps > 10_000 && point.bitrate_in_bps > 10_000, JSON.stringify(point))
  assert.equal(point.loss_in_ratio, 0)
  assert.deepEqual([point.candidate_type, point.protocol], ['host', 'udp'])
})
