// The figures of a report: the vectors of the protocol, of which some are recorded stats of Chromium.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { figures, remembered, snapshot } from '../dist/stats.js'
import { figure_vectors } from './vectors.mjs'

for (const { name, description, snapshots, expected } of figure_vectors()) {
  test(`${name}: ${description}`, () => {
    let before = null
    let result
    for (const { at_ms, lists } of snapshots) {
      const after = snapshot(lists, at_ms)
      result = figures(before, after)
      before = remembered(before, after)
    }
    assert.deepEqual(result, expected)
  })
}

test('a value that is not a finite number is not known', () => {
  const stats = [{ id: 'a', type: 'inbound-rtp', packetsReceived: 1, packetsLost: Number.NaN }]
  const once = snapshot([stats], 0)
  const result = figures(once, snapshot([[{ ...stats[0], jitter: Number.NaN }]], 1000))
  assert.deepEqual([result.loss_in_ratio, result.jitter_ms], [null, null])
})
