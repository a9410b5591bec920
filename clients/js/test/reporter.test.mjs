// When a report is sent, and how failures are handled. Tests control the time.
import assert from 'node:assert/strict'
import { afterEach, beforeEach, mock, suite, test } from 'node:test'
import { reportQuality } from '../dist/reporter.js'
import { rate, realRoom, versions } from './real-room.mjs'
import { is_report, read } from './vectors.mjs'

const recorded = read('vectors/figures/chromium-first.json').snapshots[0].lists[0]
const URL_OF_CONSOLE = 'https://console.example.com/api/livekit/quality'

let sent
let answer
let reporter

/** Advances the time by this many milliseconds, and runs all timers. */
async function pass(ms) {
  for (let at = 0; at < ms; at += 500) {
    mock.timers.tick(500)
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
    await new Promise(setImmediate)
  }
}

beforeEach(() => {
  sent = []
  answer = () => ({ status: 202, retry_after: null })
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_795_377_600_000 })
  mock.method(Math, 'random', () => 0.5)
  mock.method(AbortSignal, 'timeout', () => undefined)
  mock.method(globalThis, 'fetch', async (url, request) => {
    assert.equal(url, URL_OF_CONSOLE)
    const { status, retry_after } = answer()
    assert.ok(is_report(JSON.parse(request.body)), JSON.stringify(is_report.errors))
    sent.push({ ...request, status, body: JSON.parse(request.body) })
    return {
      status,
      ok: status >= 200 && status < 300,
      headers: new Headers(retry_after ? { 'retry-after': retry_after } : {}),
    }
  })
})

afterEach(() => {
  reporter?.stop()
  reporter = undefined
  mock.timers.reset()
  mock.restoreAll()
})

const start = (room, options = {}) => {
  reporter = reportQuality(room, { url: URL_OF_CONSOLE, token: 'T', ...options })
}

for (const livekit of versions) {
  const newRoom = () => realRoom(livekit, () => recorded)

  suite(`livekit-client ${livekit.version}`, () => {
    test('it reports soon and then at its interval, and sends its node and SDK once', async () => {
      start(newRoom(), { sdk: 'livekit-client 2.23.0' })
      await pass(2000)
      assert.equal(sent.length, 1)
      const [{ body, headers }] = sent
      assert.equal(headers.authorization, 'Bearer T')
      assert.deepEqual(
        [body.quality, body.participant_sid, body.sdk, body.node_id, body.server_region],
        ['excellent', 'PA_1', 'livekit-client 2.23.0', 'ND_1', 'eu'],
      )
      assert.deepEqual([body.rtt_ms, body.bitrate_in_bps, body.events], [1, null, []])
      await pass(30_000)
      assert.equal(sent.length, 3)
      assert.equal(sent[1].body.sdk, undefined)
      assert.equal(sent[1].body.bitrate_in_bps, 0)
    })

    test('the description of the client is sent again when it changes', async () => {
      const room = newRoom()
      const tags = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`t${index}`, 'v']))
      start(room, { appVersion: 'meet 4.2.0', tags })
      await pass(20_000)
      assert.deepEqual(
        [sent[0].body.app_version, Object.keys(sent[0].body.tags).length],
        ['meet 4.2.0', 8],
      )
      assert.equal('node_id' in sent[1].body, false)
      room.serverInfo = { nodeId: 'ND_2' }
      answer = () => ({ status: 503 })
      room.emit('reconnected')
      await pass(1000)
      answer = () => ({ status: 202 })
      await pass(35_000)
      assert.deepEqual(
        sent.slice(2).map(({ body, status }) => [body.node_id, status]),
        [
          ['ND_2', 503],
          ['ND_2', 202],
          [undefined, 202],
          [undefined, 202],
        ],
      )
      assert.equal(sent[3].body.at, sent[2].body.at)
    })

    test('a change of its own quality and a reconnect are reported at once', async () => {
      const room = newRoom()
      start(room)
      await pass(2000)
      rate(room, 'poor')
      room.emit('connectionQualityChanged', 'poor', { identity: 'ann' })
      await pass(500)
      assert.equal(sent.at(-1).body.quality, 'poor')
      room.emit('connectionQualityChanged', 'lost', { identity: 'ben' })
      await pass(500)
      assert.equal(sent.length, 2)
      room.emit('activeDeviceChanged', 'audioinput', 'default')
      await pass(500)
      const [device] = sent.at(-1).body.events
      assert.deepEqual([device.type, device.detail], ['device_changed', 'audioinput'])
      room.state = 'disconnected'
      room.emit('reconnecting')
      await pass(500)
      const [{ type, at }] = sent.at(-1).body.events
      assert.equal(type, 'reconnecting')
      assert.ok(at <= sent.at(-1).body.at)
      // Not connected: nothing to measure, nothing to report.
      await pass(60_000)
      assert.equal(sent.length, 4)
      room.emit('disconnected', 3)
      await pass(500)
      assert.deepEqual(sent.at(-1).body.events[0].detail, '3')
    })

    test('reports that the console did not accept are sent again, in order and not forever', async () => {
      const room = newRoom()
      answer = () => {
        throw new TypeError('the network is gone')
      }
      const errors = []
      start(room, { onError: (error) => errors.push(error) })
      await pass(60_000)
      assert.equal(sent.length, 0)
      assert.ok(errors.length > 2, `${errors.length} tries`)
      answer = () => ({ status: 202 })
      await pass(120_000)
      const times = sent.map(({ body }) => body.at)
      assert.deepEqual(
        times,
        times.toSorted((a, b) => a - b),
      )
      assert.ok(sent[0].body.sent_at - sent[0].body.at > 50_000, 'it says how long it waited')
      // After a long failure only the latest reports are kept.
      answer = () => ({ status: 503 })
      await pass(600_000)
      sent = []
      answer = () => ({ status: 202 })
      await pass(130_000)
      const late = sent.filter(({ body }) => body.sent_at - body.at > 1000)
      assert.ok(late.length > 5 && late.length <= 20, `${late.length} were kept`)
    })

    test('it retries after Retry-After, and drops reports that can never be accepted', async () => {
      const room = newRoom()
      answer = () => ({ status: 429, retry_after: '40' })
      start(room)
      await pass(41_500)
      assert.equal(sent.length, 1)
      await pass(1000)
      assert.equal(sent.length, 2)
      answer = () => ({ status: 400 })
      await pass(40_000)
      const first = sent[0].body.at
      sent = []
      answer = () => ({ status: 202 })
      await pass(120_000)
      assert.ok(sent.length > 5, `${sent.length} later reports`)
      assert.ok(sent.every(({ body }) => body.at !== first))
    })

    test('an expired token is requested again', async () => {
      const tokens = ['old', 'new']
      answer = () => ({ status: sent.length === 0 ? 401 : 202 })
      start(newRoom(), { token: async () => tokens.shift() ?? 'new' })
      await pass(8000)
      assert.deepEqual(
        sent.slice(0, 2).map(({ headers }) => headers.authorization),
        ['Bearer old', 'Bearer new'],
      )
      assert.equal(sent[0].body.at, sent[1].body.at)
    })

    test('waiting reports are handed to the browser when it stops, and then it sends nothing', async () => {
      const room = newRoom()
      start(room)
      await pass(2000)
      room.emit('signalReconnecting')
      reporter.stop()
      assert.equal(sent.length, 2)
      assert.equal(sent[1].keepalive, true)
      assert.equal(sent[1].body.events[0].type, 'signal_reconnecting')
      room.emit('reconnected')
      reporter.stop()
      await pass(60_000)
      assert.equal(sent.length, 2)
      assert.equal(room.listenerCount('reconnected'), 0)
    })

    test('no error reaches the application', async () => {
      const room = newRoom()
      const thrown = new Set()
      const fail = (message) => {
        thrown.add(message)
        throw new Error(message)
      }
      room.localParticipant.trackPublications.get('TR_1').track.sender.getStats = () =>
        fail('closed')
      start(room, {
        token: () => fail('no token'),
        onError: () => fail('in the handler of the application'),
      })
      room.emit('mediaDevicesError', {
        toString: () => fail('hostile'),
      })
      room.emit('connectionQualityChanged')
      room.emit('reconnected')
      await pass(10_000)
      Object.defineProperty(room.localParticipant, 'trackPublications', {
        get: () => fail('another livekit-client'),
      })
      room.emit('reconnecting')
      await pass(30_000)
      reportQuality({}, { url: URL_OF_CONSOLE, token: 'T', onError: () => {} }).stop()
      assert.equal(sent.length, 0)
      assert.deepEqual([...thrown].sort(), [
        'another livekit-client',
        'closed',
        'hostile',
        'in the handler of the application',
        'no token',
      ])
    })
  })
}
