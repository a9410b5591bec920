// Applies the frames of the socket: the newest metrics, the ring of points, rows of rooms, and
// events for those that must read data again.
import type { Alert, SystemMetrics } from '@/api/model'
import { instantOf } from '@/lib/format'
import { noteServerTime } from '@/lib/server-clock'
import { parseFrame, type RoomUpdate, subscribeFrame } from '@/live/protocol'
import { RoomRows } from '@/live/room-rows'
import { SeriesRing } from '@/live/series-ring'
import { LiveSocket, type SocketState } from '@/live/socket'

/** The maximum of SIDs in one subscription. */
const SIDS_LIMIT = 500

/** The minimum time between two subscription messages while scrolling, in milliseconds. */
const SUBSCRIBE_DELAY_MS = 150

interface Events {
  state: SocketState
  metrics: SystemMetrics
  /** A change of a subscribed room, with its `seq`. */
  room: { update: RoomUpdate; seq: number }
  /** A transition of an alert. */
  alert: Alert
  /** Frames were missed: the data on screen must be read again. */
  missed: undefined
}

type Listener<T> = (value: T) => void

export class Live {
  readonly ring = new SeriesRing()
  readonly rooms = new RoomRows()
  readonly socket: LiveSocket
  /** The number of invalid or unknown frames; for diagnostics. */
  readonly counts = { bad: 0, unknown: 0, old: 0 }

  readonly #listeners: { [K in keyof Events]: Set<Listener<Events[K]>> } = {
    state: new Set(),
    metrics: new Set(),
    room: new Set(),
    alert: new Set(),
    missed: new Set(),
  }
  readonly #wanted = new Map<symbol, readonly string[]>()
  #subscribed = ''
  #subscribeTimer: ReturnType<typeof setTimeout> | undefined
  /** The revision of the last snapshot, which includes all room updates up to it. */
  #revision = Number.NEGATIVE_INFINITY

  constructor(url: string, random?: () => number) {
    this.socket = new LiveSocket({
      url,
      ...(random === undefined ? {} : { random }),
      onText: (text) => this.#take(text),
      onState: (state) => this.#emit('state', state),
      onOpen: (again) => {
        this.#revision = Number.NEGATIVE_INFINITY
        this.rooms.clear()
        this.#subscribed = ''
        this.#subscribe()
        if (again) this.#emit('missed', undefined)
      },
    })
  }

  on<K extends keyof Events>(event: K, listener: Listener<Events[K]>): () => void {
    this.#listeners[event].add(listener)
    return () => {
      this.#listeners[event].delete(listener)
    }
  }

  /** Subscribes to updates of these rooms until the returned function is called. */
  watch(sids: readonly string[]): () => void {
    const key = Symbol('watch')
    this.#wanted.set(key, sids)
    this.#subscribeSoon()
    return () => {
      this.#wanted.delete(key)
      this.#subscribeSoon()
    }
  }

  #subscribeSoon(): void {
    clearTimeout(this.#subscribeTimer)
    this.#subscribeTimer = setTimeout(() => this.#subscribe(), SUBSCRIBE_DELAY_MS)
  }

  #subscribe(): void {
    const sids = [...new Set([...this.#wanted.values()].flat())].sort().slice(0, SIDS_LIMIT)
    const frame = subscribeFrame(sids)
    if (frame === this.#subscribed || this.socket.state.phase === 'paused') return
    this.rooms.keepOnly(new Set(sids))
    this.#subscribed = frame
    this.socket.send(frame)
  }

  #take(text: string): void {
    const frame = parseFrame(text)
    if (frame === 'bad' || frame === 'unknown') {
      this.counts[frame] += 1
      return
    }
    switch (frame.type) {
      case 'snapshot':
        this.#revision = frame.seq
        this.socket.setInterval(frame.data.interval_seconds)
        for (const room of frame.data.rooms) this.rooms.set(room, frame.seq)
        this.#takeMetrics(frame.data.metrics)
        break
      case 'metrics_update':
        this.#takeMetrics(frame.data)
        break
      case 'room_update':
        if (frame.seq <= this.#revision) {
          this.counts.old += 1
          break
        }
        this.rooms.set(frame.data.room, frame.seq)
        this.#emit('room', { update: frame.data, seq: frame.seq })
        break
      case 'alert':
        this.#emit('alert', frame.data)
        break
      case 'resync':
        this.#emit('missed', undefined)
        break
      case 'heartbeat':
        break
    }
  }

  // Metrics are ordered by their own time and not by `seq`: in a quiet deployment many metrics
  // frames have the same `seq`.
  #takeMetrics(metrics: SystemMetrics): void {
    const time = instantOf(metrics.timestamp)
    if (time === null || !this.ring.push(time, metrics)) return
    noteServerTime(time)
    this.#emit('metrics', metrics)
  }

  #emit<K extends keyof Events>(event: K, value: Events[K]): void {
    for (const listener of this.#listeners[event]) listener(value)
  }
}

/** The socket of the console that served this page. */
export function liveUrl(location: Location): string {
  return `${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}/ws`
}
