// What the socket's frames mean to the page: the newest metrics, the ring of points, rows of rooms, and
// word to whoever must read something again.
import type { Alert, SystemMetrics } from '@/api/model'
import { instantOf } from '@/lib/format'
import { noteServerTime } from '@/lib/server-clock'
import { parseFrame, type RoomUpdate, subscribeFrame } from '@/live/protocol'
import { RoomRows } from '@/live/room-rows'
import { SeriesRing } from '@/live/series-ring'
import { LiveSocket, type SocketState } from '@/live/socket'

/** The server takes no more sids in one subscription. */
const SIDS_LIMIT = 500

/** Scrolling changes the rows on screen with each frame; the server hears of it at this pace, in ms. */
const SUBSCRIBE_DELAY_MS = 150

interface Events {
  state: SocketState
  metrics: SystemMetrics
  /** A change of a room that is subscribed, with its `seq`. */
  room: { update: RoomUpdate; seq: number }
  /** A step in the life of an alert. */
  alert: Alert
  /** Frames were missed: what is on screen must be read again. */
  missed: undefined
}

type Listener<T> = (value: T) => void

export class Live {
  readonly ring = new SeriesRing()
  readonly rooms = new RoomRows()
  readonly socket: LiveSocket
  /** Frames that were broken, or of a type that this page does not know; for diagnostics. */
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
  /** The revision of the last snapshot: room updates up to it are already in what was read. */
  #revision = Number.NEGATIVE_INFINITY

  constructor(url: string, random?: () => number) {
    this.socket = new LiveSocket({
      url,
      ...(random === undefined ? {} : { random }),
      onText: (text) => this.#take(text),
      onState: (state) => this.#tell('state', state),
      onOpen: (again) => {
        this.#revision = Number.NEGATIVE_INFINITY
        this.rooms.clear()
        this.#subscribed = ''
        this.#subscribe()
        if (again) this.#tell('missed', undefined)
      },
    })
  }

  on<K extends keyof Events>(event: K, listener: Listener<Events[K]>): () => void {
    this.#listeners[event].add(listener)
    return () => {
      this.#listeners[event].delete(listener)
    }
  }

  /** Asks for updates of these rooms until the returned function is called. */
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
        this.#tell('room', { update: frame.data, seq: frame.seq })
        break
      case 'alert':
        this.#tell('alert', frame.data)
        break
      case 'resync':
        this.#tell('missed', undefined)
        break
      case 'heartbeat':
        break
    }
  }

  // Metrics are ordered by their own time and not by `seq`: nothing changes in a quiet deployment, so
  // one `seq` carries many of them.
  #takeMetrics(metrics: SystemMetrics): void {
    const time = instantOf(metrics.timestamp)
    if (time === null || !this.ring.push(time, metrics)) return
    noteServerTime(time)
    this.#tell('metrics', metrics)
  }

  #tell<K extends keyof Events>(event: K, value: Events[K]): void {
    for (const listener of this.#listeners[event]) listener(value)
  }
}

/** The socket of the console that served this page. */
export function liveUrl(location: Location): string {
  return `${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}/ws`
}
