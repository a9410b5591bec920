// The state machine of one WebSocket: connecting → live → stale → reconnecting(n), or paused.
// It does not know the meaning of frames, nor React.

export type SocketState =
  | { phase: 'connecting' }
  | { phase: 'live' }
  | { phase: 'stale' }
  /** `retryAt` is `null` during an attempt. */
  | { phase: 'reconnecting'; attempt: number; retryAt: number | null }
  | { phase: 'paused' }

/** Why the socket is paused: by the user, by a fixed time range, or in a hidden tab. */
export type PauseReason = 'user' | 'range' | 'hidden'

export interface SocketOptions {
  url: string
  onText: (text: string) => void
  /** `again` is `true` after a pause or a loss: missed data must be read again. */
  onOpen: (again: boolean) => void
  onState: (state: SocketState) => void
  /** A random number in [0, 1); tests set it. */
  random?: () => number
  /** Whether somebody looks at the page; tests set it. */
  seen?: () => boolean
}

/** The first retry delay, doubled each time up to a limit, in milliseconds. */
const BACKOFF_MS = 500

/** The limit while somebody looks: a page must be back soon after its server is. */
const SEEN_LIMIT_MS = 1_000
const HIDDEN_LIMIT_MS = 30_000

/** Stale after this many missed intervals. */
const MISSED_INTERVALS = 3

/** Without a frame or a heartbeat (every 10 s) for this time, the connection is dead. In milliseconds. */
const DEAD_MS = 25_000

/** The timeout of a connection attempt, in milliseconds. */
const OPEN_LIMIT_MS = 4_000

const WATCH_MS = 500

export class LiveSocket {
  readonly #options: SocketOptions
  readonly #pauses = new Set<PauseReason>()
  #state: SocketState = { phase: 'connecting' }
  #socket: WebSocket | null = null
  #attempt = 0
  #opened = false
  #started = false
  #intervalMs = 1_000
  #startedAt = 0
  #lastFrameAt = 0
  #retryTimer: ReturnType<typeof setTimeout> | undefined
  #watchTimer: ReturnType<typeof setInterval> | undefined

  constructor(options: SocketOptions) {
    this.#options = options
  }

  get state(): SocketState {
    return this.#state
  }

  /** The time of the last frame of any kind, or `null`. */
  get lastFrameAt(): number | null {
    return this.#lastFrameAt === 0 ? null : this.#lastFrameAt
  }

  start(): void {
    if (this.#started) return
    this.#started = true
    if (this.#pauses.size > 0) this.#enter({ phase: 'paused' })
    else this.#connect()
  }

  stop(): void {
    this.#started = false
    this.#drop()
  }

  pause(reason: PauseReason): void {
    const before = this.#pauses.size
    this.#pauses.add(reason)
    if (before > 0 || !this.#started) return
    this.#drop()
    this.#enter({ phase: 'paused' })
  }

  resume(reason: PauseReason): void {
    if (!this.#pauses.delete(reason) || this.#pauses.size > 0 || !this.#started) return
    this.#attempt = 0
    this.#connect()
  }

  isPausedBy(reason: PauseReason): boolean {
    return this.#pauses.has(reason)
  }

  /** Reconnects without waiting for the back-off. */
  retryNow(): void {
    if (this.#state.phase !== 'reconnecting' && this.#state.phase !== 'stale') return
    this.#drop()
    this.#connect()
  }

  /** Sets the interval at which the server sends. */
  setInterval(seconds: number): void {
    this.#intervalMs = seconds * 1_000
  }

  send(text: string): void {
    const socket = this.#socket
    // An unmounting page may still send after the socket has closed.
    if (socket !== null && socket.readyState === WebSocket.OPEN) socket.send(text)
  }

  #connect(): void {
    this.#enter(
      this.#attempt === 0
        ? { phase: 'connecting' }
        : { phase: 'reconnecting', attempt: this.#attempt, retryAt: null },
    )
    const socket = new WebSocket(this.#options.url)
    this.#socket = socket
    this.#startedAt = Date.now()
    socket.onopen = () => {
      this.#lastFrameAt = Date.now()
      const again = this.#opened
      this.#opened = true
      this.#options.onOpen(again)
    }
    socket.onmessage = (message) => {
      this.#lastFrameAt = Date.now()
      // Only a frame resets the back-off: a server may open and close at once.
      this.#attempt = 0
      if (this.#state.phase !== 'live') this.#enter({ phase: 'live' })
      if (typeof message.data === 'string') this.#options.onText(message.data)
    }
    socket.onclose = () => this.#lost()
    this.#watchTimer = setInterval(() => this.#watch(), WATCH_MS)
  }

  #watch(): void {
    const now = Date.now()
    if (this.#socket?.readyState === WebSocket.CONNECTING) {
      if (now - this.#startedAt > OPEN_LIMIT_MS) this.#lost()
      return
    }
    const silence = now - this.#lastFrameAt
    if (silence > DEAD_MS) this.#lost()
    else if (silence > MISSED_INTERVALS * this.#intervalMs && this.#state.phase === 'live') {
      this.#enter({ phase: 'stale' })
    }
  }

  #lost(): void {
    this.#drop()
    this.#attempt += 1
    const most = (this.#options.seen ?? isSeen)() ? SEEN_LIMIT_MS : HIDDEN_LIMIT_MS
    const limit = Math.min(most, BACKOFF_MS * 2 ** (this.#attempt - 1))
    // Jitter: many consoles must not reconnect to a restarted server at the same time.
    const wait = (0.5 + (this.#options.random ?? Math.random)() / 2) * limit
    this.#enter({ phase: 'reconnecting', attempt: this.#attempt, retryAt: Date.now() + wait })
    this.#retryTimer = setTimeout(() => this.#connect(), wait)
  }

  #drop(): void {
    clearTimeout(this.#retryTimer)
    clearInterval(this.#watchTimer)
    const socket = this.#socket
    this.#socket = null
    if (socket === null) return
    socket.onopen = null
    socket.onmessage = null
    socket.onclose = null
    socket.close()
  }

  #enter(state: SocketState): void {
    this.#state = state
    this.#options.onState(state)
  }
}

function isSeen(): boolean {
  // Tests of the socket have no document.
  return globalThis.document?.visibilityState !== 'hidden'
}
