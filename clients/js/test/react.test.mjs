// The hook, rendered by React into a page of jsdom.
import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { JSDOM } from 'jsdom'

// React and LiveKit's components look for a page when they are loaded.
const { window } = new JSDOM('<main></main>')
Object.assign(globalThis, { window, document: window.document, IS_REACT_ACT_ENVIRONMENT: true })
// Newer Nodes have a navigator of their own, which cannot be assigned.
Object.defineProperty(globalThis, 'navigator', { value: window.navigator })

const { RoomContext } = await import('@livekit/components-react')
const { Room } = await import('livekit-client')
const { act, createElement, StrictMode } = await import('react')
const { createRoot } = await import('react-dom/client')
const { useQualityReporter } = await import('../dist/react.js')

const OPTIONS = { url: 'https://console.example.com/api/livekit/quality', token: 'T' }
let root

function Reporting({ options = OPTIONS, room }) {
  useQualityReporter(options, room)
  return null
}

const render = (options, room_of_context, room) => {
  root ??= createRoot(document.querySelector('main'))
  const reporting = createElement(Reporting, { options, room })
  const context = createElement(RoomContext.Provider, { value: room_of_context }, reporting)
  act(() => root.render(createElement(StrictMode, null, context)))
}
const unmount = () => {
  act(() => root?.unmount())
  root = undefined
}
const listeners = (room) => room.listenerCount('signalReconnecting')

afterEach(unmount)

test('it reports for the room of the context while it is mounted', () => {
  const [room, other] = [new Room(), new Room()]
  render(OPTIONS, room)
  assert.equal(listeners(room), 1, 'also in strict mode, which mounts twice')
  render(OPTIONS, other)
  assert.deepEqual([listeners(room), listeners(other)], [0, 1])
  unmount()
  assert.equal(listeners(other), 0)
})

test('the room that is named outranks the context, and without any there is no reporter', () => {
  const [room, other] = [new Room(), new Room()]
  render(OPTIONS, undefined)
  render(OPTIONS, other, room)
  assert.deepEqual([listeners(room), listeners(other)], [1, 0])
})

test('the latest token is used, and a new one does not start a new reporter', async (t) => {
  const requests = []
  t.mock.method(globalThis, 'fetch', async (url, { headers }) => {
    requests.push([url, headers.authorization])
    return new Response(null, { status: 202 })
  })
  const room = new Room()
  const [on, off] = [t.mock.method(room, 'on'), t.mock.method(room, 'off')]
  render(OPTIONS, room)
  const subscribed = on.mock.callCount()
  const unsubscribed = off.mock.callCount()
  render({ ...OPTIONS, token: () => 'NEW' }, room)
  assert.deepEqual([on.mock.callCount(), off.mock.callCount()], [subscribed, unsubscribed])
  const accepted = new Promise((resolve) =>
    fetch.mock.mockImplementationOnce(async (url, sent) => {
      requests.push([url, sent.headers.authorization])
      resolve()
      return new Response(null, { status: 202 })
    }),
  )
  room.emit('signalReconnecting')
  await accepted
  assert.deepEqual(requests, [[OPTIONS.url, 'Bearer NEW']])
})
