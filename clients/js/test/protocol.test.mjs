// The protocol's schema and vectors hold for this reporter. The service is held to them in test/service.
import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { delay, outcome } from '../dist/delivery.js'
import { figures, snapshot } from '../dist/stats.js'
import { figure_vectors, is_report, read } from './vectors.mjs'

test('the schema permits what the console accepts, and refuses each body that it refuses', () => {
  for (const { name, report } of read('vectors/accepted.json').cases)
    assert.ok(is_report(report), `${name}: ${JSON.stringify(is_report.errors)}`)
  for (const { name, report, expected } of read('vectors/refused.json').cases)
    assert.equal(is_report(report), expected.code !== 'invalid_body', name)
})

test('figures that are measured are figures that the schema permits, and it has all of them', () => {
  const { properties } = read('quality-report.schema.json')
  for (const { name, snapshots } of figure_vectors()) {
    const measured = figures(null, snapshot(snapshots[0].lists, snapshots[0].at_ms))
    assert.ok(is_report({ at: 1, ...measured }), `${name}: ${JSON.stringify(is_report.errors)}`)
    for (const field of Object.keys(measured)) assert.ok(field in properties, field)
  }
})

test('a response decides what becomes of the report, and when the next one is sent', () => {
  for (const vector of read('vectors/responses.json').cases) {
    const { status, retry_after = null, failures, becomes, least, most } = vector
    const name = JSON.stringify(vector)
    if (status !== null) assert.equal(outcome(status), becomes, name)
    if (becomes === 'accepted') continue
    for (const [random, expected] of [
      [0, least],
      [1, most],
    ]) {
      mock.method(Math, 'random', () => random)
      assert.equal(delay(status, retry_after, failures), expected, name)
      mock.restoreAll()
    }
  }
})
