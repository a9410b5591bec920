// The figures of a report, from recorded stats of Chromium (livekit-client 2.23.0, one connection).
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { figures, snapshot } from '../dist/stats.js'

const recorded = JSON.parse(
  readFileSync(new URL('fixtures/browser-stats.json', import.meta.url), 'utf8'),
).stats.publisher

/** The recorded stats with fields of some streams replaced. */
const later = (changes) =>
  recorded.map((stat) => ({ ...stat, ...changes.find(([wanted]) => wanted(stat))?.[1] }))
const is = (type, kind) => (stat) => stat.type === type && (!kind || stat.kind === kind)

test('the first snapshot has current values, and no changes', () => {
  const result = figures(null, snapshot([recorded], 1000))
  assert.deepEqual(result, {
    rtt_ms: 1,
    jitter_ms: 2.588,
    quality_limitation: 'none',
    candidate_type: 'host',
    protocol: 'udp',
    loss_in_ratio: null,
    loss_out_ratio: null,
    bitrate_in_bps: null,
    bitrate_out_bps: null,
    freezes: null,
    freeze_seconds: null,
    concealed_ratio: null,
  })
})

test('the second snapshot has the changes since the first', () => {
  const before = snapshot([recorded], 1000)
  const audio = recorded.find(is('inbound-rtp', 'audio'))
  const video = recorded.find(is('inbound-rtp', 'video'))
  const pair = recorded.find((stat) => stat.nominated)
  const sent = recorded.find(is('outbound-rtp', 'audio'))
  const after = snapshot(
    [
      later([
        [
          is('inbound-rtp', 'audio'),
          {
            packetsReceived: audio.packetsReceived + 90,
            packetsLost: audio.packetsLost + 10,
            totalSamplesReceived: 48_000,
            concealedSamples: 4800,
          },
        ],
        [is('inbound-rtp', 'video'), { freezeCount: 2, totalFreezesDuration: 0.75 }],
        [is('outbound-rtp', 'audio'), { packetsSent: sent.packetsSent + 50 }],
        [is('remote-inbound-rtp', 'audio'), { packetsLost: 25 }],
        [
          (stat) => stat.id === pair.id,
          {
            bytesReceived: pair.bytesReceived + 100_000,
            bytesSent: pair.bytesSent + 25_000,
            currentRoundTripTime: 0.05,
          },
        ],
      ]),
    ],
    11_000,
  )
  const result = figures(before, after)
  assert.equal(video.freezeCount, 0)
  assert.equal(result.rtt_ms, 50)
  assert.equal(result.loss_in_ratio, 0.1)
  assert.equal(result.loss_out_ratio, 0.5)
  assert.equal(result.bitrate_in_bps, 80_000)
  assert.equal(result.bitrate_out_bps, 20_000)
  assert.deepEqual([result.freezes, result.freeze_seconds], [2, 0.75])
  assert.equal(result.concealed_ratio, 0.1)
})

test('without packets the loss is unknown, not zero', () => {
  const once = snapshot([recorded], 1000)
  const result = figures(once, snapshot([recorded], 11_000))
  assert.deepEqual([result.loss_in_ratio, result.loss_out_ratio], [null, null])
  assert.equal(result.bitrate_in_bps, 0)
})

test('two connections are summed, and a new stream counts from its start', () => {
  const stream = (id, received, lost) => ({
    id,
    type: 'inbound-rtp',
    packetsReceived: received,
    packetsLost: lost,
    jitter: 0.004,
  })
  const transport = { id: 'T', type: 'transport', selectedCandidatePairId: 'P' }
  const pair = (rtt) => ({ id: 'P', type: 'candidate-pair', currentRoundTripTime: rtt })
  const before = snapshot([[transport, pair(0.02)], [stream('a', 1000, 0)]], 0)
  // `a` has gone on, `b` is new; the same ids on the other connection are other streams.
  const after = snapshot(
    [
      [transport, pair(0.03), stream('a', 10, 0)],
      [stream('a', 1060, 0), stream('b', 20, 10), pair(0.9)],
    ],
    1000,
  )
  const result = figures(before, after)
  assert.equal(result.loss_in_ratio, 0.1)
  assert.equal(result.jitter_ms, 4)
  assert.equal(result.rtt_ms, 30)
})

test('a reduced count of lost packets is not a negative loss', () => {
  const stream = (lost) => [
    { id: 'a', type: 'inbound-rtp', packetsReceived: 100 + lost, packetsLost: lost },
  ]
  const result = figures(snapshot([stream(9)], 0), snapshot([stream(3)], 1000))
  assert.equal(result.loss_in_ratio, null)
})

test('a connection of another browser, or none, gives the available values', () => {
  const firefox = [
    { id: '1', type: 'candidate-pair', selected: true, localCandidateId: '2', bytesSent: 1 },
    {
      id: '2',
      type: 'local-candidate',
      candidateType: 'relay',
      protocol: 'udp',
      relayProtocol: 'tls',
    },
    { id: '3', type: 'inbound-rtp', packetsLost: 'many', jitter: Number.NaN },
    { id: '4', type: 'remote-inbound-rtp', roundTripTime: 0.2 },
  ]
  const result = figures(null, snapshot([firefox], 0))
  assert.equal(result.rtt_ms, 200)
  assert.deepEqual([result.candidate_type, result.protocol], ['relay', 'tls'])
  assert.equal(result.jitter_ms, null)
  assert.ok(Object.values(figures(null, snapshot([], 0))).every((value) => value === null))
})
