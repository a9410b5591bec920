import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { LiveSocket, type SocketState } from '@/live/socket'
import { FakeSocket, useFakeSocket } from '../../test/fake-socket'

let states: SocketState[]
let opens: boolean[]

function start(random = 0.5, seen = true): LiveSocket {
  const socket = new LiveSocket({
    url: 'ws://console/ws',
    onText: () => {},
    onOpen: (again) => opens.push(again),
    onState: (state) => states.push(state),
    random: () => random,
    seen: () => seen,
  })
  socket.start()
  return socket
}

function goLive() {
  FakeSocket.last.open()
  FakeSocket.last.receive('heartbeat', {})
}

beforeEach(() => {
  vi.useFakeTimers()
  useFakeSocket()
  states = []
  opens = []
})
afterEach(() => vi.useRealTimers())

describe('the states of the socket', () => {
  it('is live after the first frame, not after the connection alone', () => {
    const socket = start()
    expect(socket.state.phase).toBe('connecting')
    FakeSocket.last.open()
    expect(socket.state.phase).toBe('connecting')
    FakeSocket.last.receive('heartbeat', {})
    expect(socket.state.phase).toBe('live')
    expect(opens).toEqual([false])
  })

  it('is stale after three missed intervals and live again with the next frame', () => {
    const socket = start()
    goLive()
    vi.advanceTimersByTime(2_900)
    expect(socket.state.phase).toBe('live')
    vi.advanceTimersByTime(1_000)
    expect(socket.state.phase).toBe('stale')
    FakeSocket.last.receive('heartbeat', {})
    expect(socket.state.phase).toBe('live')
  })

  it('closes a connection without heartbeats', () => {
    const socket = start()
    goLive()
    vi.advanceTimersByTime(26_000)
    expect(FakeSocket.made.length).toBeGreaterThan(1)
    expect(socket.state.phase).toBe('reconnecting')
  })

  it.each([
    [true, [500, 1_000, 1_000, 1_000], 1_000],
    [false, [500, 1_000, 2_000, 4_000], 30_000],
  ])(
    'reports a loss at once and doubles the delay up to the limit; seen: %s',
    (seen, first, most) => {
      const socket = start(1, seen)
      goLive()
      FakeSocket.last.close()
      const waits: number[] = []
      for (let attempt = 1; attempt <= 9; attempt += 1) {
        const state = socket.state
        if (state.phase !== 'reconnecting' || state.retryAt === null) throw new Error(state.phase)
        expect(state.attempt).toBe(attempt)
        waits.push(Math.round(state.retryAt - Date.now()))
        vi.advanceTimersByTime(state.retryAt - Date.now())
        FakeSocket.last.close()
      }
      expect(waits.slice(0, 4)).toEqual(first)
      expect(waits.at(-1)).toBe(most)
    },
  )

  it('spreads the attempts over half of the delay', () => {
    const socket = start(0)
    goLive()
    FakeSocket.last.close()
    expect(socket.state).toMatchObject({ phase: 'reconnecting', retryAt: Date.now() + 250 })
  })

  it('still backs off from a server that opens and closes at once', () => {
    const socket = start()
    for (let round = 0; round < 3; round += 1) {
      FakeSocket.last.open()
      FakeSocket.last.close()
      expect(socket.state).toMatchObject({ phase: 'reconnecting', attempt: round + 1 })
      vi.advanceTimersToNextTimer()
    }
  })

  it('reports a reconnect, and resets the back-off after a frame', () => {
    const socket = start()
    goLive()
    FakeSocket.last.close()
    vi.advanceTimersByTime(500)
    goLive()
    expect(opens).toEqual([false, true])
    FakeSocket.last.close()
    expect(socket.state).toMatchObject({ attempt: 1 })
  })

  it('aborts an attempt that never opens', () => {
    const socket = start()
    vi.advanceTimersByTime(4_600)
    expect(socket.state).toMatchObject({ phase: 'reconnecting', attempt: 1 })
  })

  it('retries at once on request', () => {
    const socket = start()
    FakeSocket.last.close()
    expect(FakeSocket.made).toHaveLength(1)
    socket.retryNow()
    expect(FakeSocket.made).toHaveLength(2)
    vi.advanceTimersByTime(5_000)
    expect(FakeSocket.made).toHaveLength(2)
  })
})

describe('pausing', () => {
  it('closes the socket and reopens it only when no pause reason is left', () => {
    const socket = start()
    goLive()
    socket.pause('user')
    socket.pause('hidden')
    expect(socket.state.phase).toBe('paused')
    expect(FakeSocket.last.readyState).toBe(FakeSocket.CLOSED)
    socket.resume('hidden')
    expect(FakeSocket.made).toHaveLength(1)
    socket.resume('user')
    expect(FakeSocket.made).toHaveLength(2)
  })

  it('can pause before the start', () => {
    const socket = new LiveSocket({
      url: 'ws://console/ws',
      onText: () => {},
      onOpen: () => {},
      onState: (state) => states.push(state),
    })
    socket.pause('range')
    socket.start()
    expect(FakeSocket.made).toHaveLength(0)
    expect(socket.state.phase).toBe('paused')
  })

  it('stops an attempt that is waiting', () => {
    const socket = start()
    FakeSocket.last.close()
    socket.pause('user')
    vi.advanceTimersByTime(60_000)
    expect(FakeSocket.made).toHaveLength(1)
  })
})
