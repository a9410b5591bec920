// Reports a participant's own connection to livekit-console, and never throws into the application.
// Nothing of livekit-client is imported: what is used of it stands below, in its own names.
import { figures, type Snapshot, type Stat, snapshot } from './stats.js'

/** What is used of a peer connection. */
interface Transport {
  getStats(): Promise<Iterable<[string, unknown]>> | undefined
}

/** What is used of livekit-client's `Room`. */
export interface RoomLike {
  // biome-ignore lint/suspicious/noExplicitAny: each event has other arguments
  on(event: any, listener: (...args: any[]) => void): unknown
  // biome-ignore lint/suspicious/noExplicitAny: each event has other arguments
  off(event: any, listener: (...args: any[]) => void): unknown
  readonly localParticipant: { sid: string; identity: string; connectionQuality?: string }
  readonly serverInfo?: { nodeId?: string; region?: string } | undefined
}

export interface Options {
  /** The console's receiver: `https://console.example.com/api/livekit/quality`. */
  url: string
  /** The token with which the participant joined, or what gives the latest one. */
  token: string | (() => string | Promise<string>)
  /** Milliseconds between two reports, at least 5000; each varies by a tenth [default: 15000]. */
  intervalMs?: number
  /** The SDK and its version, such as `livekit-client 2.23.0`. */
  sdk?: string
  /** The browser and its version; not told if left out. */
  browser?: string
  /** Told what went wrong; without it nothing is said. */
  onError?: (error: unknown) => void
}

export interface Reporter {
  /** Reports a last time and ends. */
  stop(): void
}

interface Happened {
  type: string
  at: number
  detail: string
}

type Report = Record<string, unknown>

/** Reports that wait while the console is away; the oldest go first. */
const QUEUE_MAX = 20
/** Events that one report tells, as the console allows. */
const EVENTS_MAX = 16
/** Milliseconds between two reports that something happened. */
const SOON_MS = 2000
/** The first and the longest wait after a failure, milliseconds. */
const RETRY_MS = { first: 2000, longest: 120_000 }
/** How long the console may take to answer, milliseconds. */
const ANSWER_MS = 10_000
/** Answers after which the same report may be taken later. */
const TRY_AGAIN = [401, 408, 429]
const QUALITIES = ['excellent', 'good', 'poor', 'lost']

/** Begins to report for `room`, connected or about to be. */
export function reportQuality(room: RoomLike, options: Options): Reporter {
  const interval = Math.max(5000, options.intervalMs ?? 15_000)
  const queue: Report[] = []
  let happened: Happened[] = []
  let before: Snapshot | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let retry: ReturnType<typeof setTimeout> | undefined
  let due_at = Number.POSITIVE_INFINITY
  let failures = 0
  let sending = false
  let collecting = false
  let stopped = false
  let introduced = false
  let last_token = ''
  let sid = ''

  const failed = (error: unknown) => {
    try {
      options.onError?.(error)
    } catch {
      // What the application's own handler throws is not ours to tell.
    }
  }
  const guarded =
    <A extends unknown[]>(act: (...args: A) => void | Promise<void>) =>
    (...args: A): void => {
      try {
        Promise.resolve(act(...args)).catch(failed)
      } catch (error) {
        failed(error)
      }
    }

  /** Sees to it that a report is made in `ms` at the latest. */
  const due = (ms: number) => {
    const at = Date.now() + ms
    if (stopped || at >= due_at) return
    due_at = at
    clearTimeout(timer)
    timer = setTimeout(guarded(collect), ms)
  }

  const report = (measured: object): Report => {
    const me = room.localParticipant
    sid = me.sid || sid
    const quality = me.connectionQuality ?? ''
    const events = happened.slice(-EVENTS_MAX)
    happened = []
    return {
      at: Date.now(),
      participant_sid: sid || null,
      quality: QUALITIES.includes(quality) ? quality : null,
      ...measured,
      ...(introduced ? {} : introduction()),
      events,
    }
  }

  const introduction = () => ({
    node_id: room.serverInfo?.nodeId?.slice(0, 64) ?? null,
    server_region: room.serverInfo?.region?.slice(0, 64) ?? null,
    sdk: options.sdk?.slice(0, 64) ?? null,
    browser: options.browser?.slice(0, 64) ?? null,
  })

  const enqueue = (next: Report) => {
    queue.push(next)
    while (queue.length > QUEUE_MAX) queue.shift()
  }

  async function collect(): Promise<void> {
    due_at = Number.POSITIVE_INFINITY
    if (stopped || collecting) return due(SOON_MS)
    collecting = true
    try {
      const connections = await stats_of(room)
      if (stopped) return
      // Without a connection nothing is known, and nothing happened: there is nothing to say.
      if (connections.length > 0 || happened.length > 0) {
        const after = snapshot(connections, Date.now())
        enqueue(report(figures(before, after)))
        before = connections.length > 0 ? after : null
        guarded(send)()
      }
    } finally {
      collecting = false
      due(interval * (0.9 + 0.2 * Math.random()))
    }
  }

  const token = async () => {
    last_token = typeof options.token === 'string' ? options.token : await options.token()
    return last_token
  }

  const post = (next: Report, bearer: string, keepalive: boolean) =>
    fetch(options.url, {
      method: 'POST',
      headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
      body: JSON.stringify({ ...next, sent_at: Date.now() }),
      keepalive,
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      signal: AbortSignal.timeout(ANSWER_MS),
    })

  /** Sends what waits, one after the other, for as long as the console takes it. */
  async function send(): Promise<void> {
    if (sending || retry !== undefined) return
    sending = true
    try {
      for (let next = queue[0]; next && !stopped; next = queue[0]) {
        const answer = await post(next, await token(), false)
        const later = TRY_AGAIN.includes(answer.status) || answer.status >= 500
        if (!later) {
          const place = queue.indexOf(next)
          if (place >= 0) queue.splice(place, 1)
        }
        if (answer.ok) {
          failures = 0
          introduced ||= 'node_id' in next
          continue
        }
        const wait = Number(answer.headers.get('retry-after')) * 1000
        failed(new Error(`the console answered ${answer.status}`))
        return again(later && wait > 0 ? wait : 0)
      }
    } catch (error) {
      failed(error)
      again(0)
    } finally {
      sending = false
    }
  }

  /** Tries again after `ms`, or after each failure in a row twice as long. */
  const again = (ms: number) => {
    const wait = Math.min(RETRY_MS.longest, RETRY_MS.first * 2 ** failures)
    failures = Math.min(failures + 1, 10)
    if (stopped) return
    clearTimeout(retry)
    retry = setTimeout(
      guarded(() => {
        retry = undefined
        return send()
      }),
      ms > 0 ? ms : wait * (0.5 + Math.random() / 2),
    )
  }

  /** The page may be gone in a moment: what waits is handed to the browser, which sends it alone. */
  const hand_over = () => {
    if (happened.length > 0) enqueue(report({}))
    const bearer = typeof options.token === 'string' ? options.token : last_token
    if (!bearer) return
    for (const next of queue.splice(0)) post(next, bearer, true).catch(failed)
  }

  const tell = (type: string, detail: unknown = '') => {
    happened.push({ type, at: Date.now(), detail: String(detail ?? '').slice(0, 200) })
    happened = happened.slice(-EVENTS_MAX)
    due(0)
  }
  // biome-ignore lint/suspicious/noExplicitAny: each event has other arguments
  const listeners: [string, (...args: any[]) => void][] = [
    ['connected', guarded(() => due(SOON_MS))],
    ['reconnecting', guarded(() => tell('reconnecting'))],
    ['signalReconnecting', guarded(() => tell('signal_reconnecting'))],
    ['reconnected', guarded(() => tell('reconnected'))],
    ['disconnected', guarded((reason: unknown) => tell('disconnected', reason))],
    ['mediaDevicesError', guarded((error: unknown) => tell('media_devices_error', error))],
    [
      'trackSubscriptionFailed',
      guarded((track: unknown, _of: unknown, why: unknown) =>
        tell('track_subscription_failed', why === undefined ? track : `${track}: ${why}`),
      ),
    ],
    [
      'connectionQualityChanged',
      guarded((_quality: unknown, of: { identity?: string } | undefined) => {
        if (of?.identity === room.localParticipant.identity) due(0)
      }),
    ],
  ]
  const hidden = guarded(hand_over)

  guarded(() => {
    for (const [event, listener] of listeners) room.on(event, listener)
    globalThis.addEventListener?.('pagehide', hidden)
    due(SOON_MS)
  })()
  return {
    stop: guarded(() => {
      if (stopped) return
      for (const [event, listener] of listeners) room.off(event, listener)
      globalThis.removeEventListener?.('pagehide', hidden)
      clearTimeout(timer)
      clearTimeout(retry)
      hand_over()
      stopped = true
    }),
  }
}

/** What the room's peer connections tell; none while it is not connected. */
async function stats_of(room: RoomLike): Promise<Stat[][]> {
  const { engine } = room as { engine?: { pcManager?: Record<string, Transport | undefined> } }
  const transports = [engine?.pcManager?.publisher, engine?.pcManager?.subscriber]
  // A connection that is closing refuses; the other one may still tell.
  const ask = async (transport: Transport | undefined) => transport?.getStats()
  const reports = await Promise.all(
    transports.map((transport) => ask(transport).catch(() => undefined)),
  )
  return reports
    .filter((told) => told !== undefined)
    .map((told) => Array.from(told, ([, stat]) => stat as Stat))
    .filter((stats) => stats.length > 0)
}
