import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Live } from '@/live/live'
import { FakeSocket, useFakeSocket } from '../../test/fake-socket'
import { metrics, room } from '../../test/fixtures'

let live: Live

beforeEach(() => {
  vi.useFakeTimers()
  useFakeSocket()
  live = new Live('ws://console/ws', () => 0)
  live.socket.start()
  FakeSocket.last.open()
})
afterEach(() => {
  live.socket.stop()
  vi.useRealTimers()
})

const snapshot = (seq: number, rooms = [room()]) =>
  FakeSocket.last.receive('snapshot', { metrics: metrics(), rooms, interval_seconds: 1 }, seq)

const update = (seq: number, people: number) =>
  FakeSocket.last.receive(
    'room_update',
    { type: 'room_updated', room: room({ people_count: people }) },
    seq,
  )

it('drops room updates that the snapshot already contains', () => {
  const seen: number[] = []
  live.on('room', ({ seq }) => seen.push(seq))
  snapshot(10)
  update(9, 1)
  update(10, 2)
  update(11, 3)
  expect(seen).toEqual([11])
  expect(live.rooms.get('RM_1')?.room.people_count).toBe(3)
  expect(live.counts.old).toBe(2)
})

it('orders metrics of one seq by their time, each once', () => {
  const seen: string[] = []
  live.on('metrics', ({ timestamp }) => seen.push(timestamp))
  const at = (second: number) => `2026-11-23T12:00:0${second}Z`
  for (const second of [1, 2, 2, 1, 3]) {
    FakeSocket.last.receive('metrics_update', metrics({ timestamp: at(second) }), 10)
  }
  expect(seen).toEqual([at(1), at(2), at(3)])
  expect(live.ring.size).toBe(3)
})

it('counts unknown frames and continues', () => {
  FakeSocket.last.onmessage?.({ data: 'not JSON' })
  FakeSocket.last.receive('metrics_update', { timestamp: 1 })
  FakeSocket.last.receive('of_tomorrow', {})
  expect(live.counts).toMatchObject({ bad: 2, unknown: 1 })
  expect(live.socket.state.phase).toBe('live')
})

it('reports missed frames after a resync and after a reconnect, not after the first open', () => {
  const missed = vi.fn()
  live.on('missed', missed)
  snapshot(1)
  expect(missed).not.toHaveBeenCalled()
  FakeSocket.last.receive('resync', { reason: 'slow_client', dropped: 4 })
  expect(missed).toHaveBeenCalledTimes(1)
  FakeSocket.last.close()
  vi.advanceTimersByTime(250)
  FakeSocket.last.open()
  expect(missed).toHaveBeenCalledTimes(2)
})

it('accepts a smaller seq after the server restarted', () => {
  snapshot(5_000)
  update(5_001, 9)
  FakeSocket.last.close()
  vi.advanceTimersByTime(250)
  FakeSocket.last.open()
  snapshot(3, [room({ people_count: 1 })])
  expect(live.rooms.get('RM_1')?.room.people_count).toBe(1)
  update(4, 2)
  expect(live.rooms.get('RM_1')?.room.people_count).toBe(2)
})

it('subscribes to the rows on screen, once for many changes, and again after a reconnect', () => {
  const first = FakeSocket.last
  expect(first.sent).toHaveLength(1)
  const end = live.watch(['RM_2', 'RM_1'])
  live.watch(['RM_1', 'RM_3'])
  expect(first.sent).toHaveLength(1)
  vi.advanceTimersByTime(200)
  expect(first.sent).toHaveLength(2)
  expect(JSON.parse(first.sent[1] ?? '')).toMatchObject({ rooms: ['RM_1', 'RM_2', 'RM_3'] })
  end()
  vi.advanceTimersByTime(200)
  expect(JSON.parse(first.sent[2] ?? '')).toMatchObject({ rooms: ['RM_1', 'RM_3'] })
  first.close()
  vi.advanceTimersByTime(250)
  FakeSocket.last.open()
  expect(JSON.parse(FakeSocket.last.sent[0] ?? '')).toMatchObject({ rooms: ['RM_1', 'RM_3'] })
})

it('never subscribes to more rooms than the server allows', () => {
  live.watch(Array.from({ length: 900 }, (_, index) => `RM_${index}`))
  vi.advanceTimersByTime(200)
  expect(JSON.parse(FakeSocket.last.sent.at(-1) ?? '').rooms).toHaveLength(500)
})
