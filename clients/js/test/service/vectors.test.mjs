// The console accepts and refuses what the vectors of the protocol say.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { read } from '../vectors.mjs'
import { startConsole, token } from './console.mjs'

const ROOM = 'vectors'
let service

before(async () => {
  service = await startConsole('https://app.example.com')
})
after(() => service?.stop())

/** Posts a report; `bearer` null sends no token. */
const post = (report, bearer, headers = {}) =>
  fetch(service.quality, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
      ...headers,
    },
    body: JSON.stringify(report),
  })

test('reports are accepted, and the same report counts once', async () => {
  for (const { name, report, expected } of read('vectors/accepted.json').cases) {
    const response = await post(report, token('ann', ROOM))
    assert.equal(response.status, 202, `${name}: ${await response.clone().text()}`)
    assert.equal((await response.json()).status, expected.status, name)
  }
})

test('reports are refused with the reason', async () => {
  for (const [index, vector] of read('vectors/refused.json').cases.entries()) {
    const { name, report, expected, content_type, origin } = vector
    // Each is another participant: one may not send so many.
    const bearer = vector.token === null ? null : token(`ben-${index}`, ROOM, vector.token)
    const response = await post(report, bearer, {
      ...(content_type ? { 'content-type': content_type } : {}),
      ...(origin ? { origin } : {}),
    })
    const problem = await response.json()
    assert.equal(response.headers.get('content-type'), 'application/problem+json', name)
    assert.deepEqual([response.status, problem.code], [expected.status, expected.code], name)
    assert.ok(problem.detail.includes(expected.detail ?? ''), `${name}: ${problem.detail}`)
  }
})
