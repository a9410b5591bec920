// With a real LiveKit: ann and ben join from Chromium, see and hear each other, and the console shows
// how their connections are. It starts no LiveKit: LIVEKIT_URL, LIVEKIT_API_KEY, LIVEKIT_API_SECRET
// name it.
import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { startChromium } from './chromium.mjs'
import { eventually, startConsole, token } from './console.mjs'

const { LIVEKIT_URL } = process.env
const FIGURES = [
  'quality',
  'rtt_ms',
  'jitter_ms',
  'loss_in_ratio',
  'loss_out_ratio',
  'bitrate_in_bps',
  'bitrate_out_bps',
  'concealed_ratio',
  'candidate_type',
  'protocol',
]

// Both ends of the range of versions that package.json names.
for (const version of ['livekit-client', 'livekit-client-oldest']) {
  suite(version, () => {
    let browser
    let service

    before(async () => {
      assert.ok(LIVEKIT_URL, 'LIVEKIT_URL names the LiveKit to test with')
      browser = await startChromium(version)
      service = await startConsole(browser.origin, { LIVEKIT_URL, LIVEKIT_POLL_INTERVAL: '1000ms' })
    })
    after(async () => {
      await browser?.stop()
      await service?.stop()
    })

    test('the console shows the connection of each participant', async () => {
      const room = `reporter-${Date.now().toString(36)}`
      const complaints = []
      const people = await Promise.all(
        ['ann', 'ben'].map(async (identity) => {
          const page = await browser.open(complaints)
          const posted = []
          page.on('request', (request) => {
            if (request.url() === service.quality && request.method() === 'POST')
              posted.push(request.postDataJSON())
          })
          const joined = await page.evaluate((options) => globalThis.page.join(options), {
            livekit: LIVEKIT_URL,
            quality: service.quality,
            token: token(identity, room),
          })
          return { identity, page, posted, ...joined }
        }),
      )
      for (const { identity, sid, posted, server } of people) {
        const path = `/api/participants/${sid}/quality?step=10`
        const { points, history } = await eventually(async () => {
          const history = await (await fetch(service.url + path)).json()
          const points = history.points?.filter(
            (point) => point.bitrate_in_bps > 0 && point.loss_out_ratio !== null && point.quality,
          )
          // The console learns of the session from LiveKit's API, some polls later.
          return points?.length >= 2 && history.identity && { points, history }
        }, 90_000)
        assert.deepEqual([history.identity, history.room_name], [identity, room])
        const point = points.at(-1)
        const report = posted.at(-1)
        console.log(
          JSON.stringify({
            server,
            identity,
            stored: Object.fromEntries(FIGURES.map((figure) => [figure, point[figure]])),
            frames: Object.fromEntries(
              Object.entries(report).filter(([name]) => /^frame/.test(name)),
            ),
            bytes: posted.map((each) => JSON.stringify(each).length),
          }),
        )
        assert.ok(point.rtt_ms < 1000 && point.jitter_ms < 1000, JSON.stringify(point))
        assert.ok(point.bitrate_in_bps > 10_000 && point.bitrate_out_bps > 10_000)
        assert.ok(
          report.frames_per_second_in > 0 && report.frame_width_in > 0,
          JSON.stringify(report),
        )
      }
      for (const { page } of people) await page.evaluate(() => globalThis.leave())
      assert.deepEqual(complaints, [])
    })
  })
}
