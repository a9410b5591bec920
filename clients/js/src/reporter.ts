// Reports a participant's own connection to livekit-console, and never throws into the application.
// It imports nothing of livekit-client: the interfaces that it uses are declared below.
import { figures, type Snapshot, type Stat, snapshot } from './stats.js'

/** The part of a peer connection that the reporter uses. */
interface Transport {
  getStats(): Promise<Iterable<[string, unknown]>> | undefined
}

/** The part of livekit-client's `Room` that the reporter uses. */
export interface RoomLike {
  // biome-ignore lint/suspicious/noExplicitAny: each event has different arguments
  on(event: any, listener: (...args: any[]) => void): unknown
  // biome-ignore lint/suspicious/noExplicitAny: each event has different arguments
  off(event: any, listener: (...args: any[]) => void): unknown
  readonly localParticipant: { sid: string; identity: string; connectionQuality?: string }
  readonly serverInfo?: { nodeId?: string; region?: string } | undefined
}

export interface Options {
  /** The console's endpoint: `https://console.example.com/api/livekit/quality`. */
  url: string
  /** The token with which the participant joined, or a function that returns the latest one. */
  token: string | (() => string | Promise<string>)
  /** Milliseconds between two reports, at least 5000; each varies by a tenth [default: 15000]. */
  intervalMs?: number
  /** The SDK and its version, such as `livekit-client 2.23.0`. */
  sdk?: string
  /** The browser and its version; not reported if absent. */
  browser?: string
  /** Called with each error; without it errors are ignored. */
  onError?: (error: unknown) => void
}

export interface Reporter {
  /** Sends a last report and stops. */
  stop(): void
}

interface QualityEvent {
  type: string
  at: number
  detail: string
}

type Report = Record<string, unknown>

/** The maximum of waiting reports while the console is unreachable; the oldest are dropped. */
const QUEUE_MAX = 20
/** The maximum of events in one report, as the console allows. */
const EVENTS_MAX = 16
/** The minimum time between two reports of events, in milliseconds. */
const SOON_MS = 2000
/** The first and the longest delay after a failure, in milliseconds. */
const RETRY_MS = { first: 2000, longest: 120_000 }
/** The timeout of a request, in milliseconds. */
const ANSWER_MS = 10_000
/** The status codes after which a retry can succeed. */
const TRY_AGAIN = [401, 408, 429]
const QUALITIES = ['excellent', 'good', 'poor', 'lost']

/** Starts to report for `room`, before or after it connects. */
export function reportQuality(room: RoomLike, options: Options): Reporter {
  const interval = Math.max(5000, options.intervalMs ?? 15_000)
  const queue: Report[] = []
  let pending_events: QualityEvent[] = []
  let before: Snapshot | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let retry: ReturnType<typeof setTimeout> | undefined
  let scheduled_at = Number.POSITIVE_INFINITY
  let failures = 0
  let sending = false
  let collecting = false
  let stopped = false
  let client_info_sent = false
  let last_token = ''
  let sid = ''

  const failed = (error: unknown) => {
    try {
      options.onError?.(error)
    } catch {
      // Errors of the application's own handler are not reported.
    }
  }
  const guarded =
    <A extends unknown[]>(handler: (...args: A) => void | Promise<void>) =>
    (...args: A): void => {
      try {
        Promise.resolve(handler(...args)).catch(failed)
      } catch (error) {
        failed(error)
      }
    }

  /** Schedules a report in `ms` at the latest. */
  const schedule = (ms: number) => {
    const at = Date.now() + ms
    if (stopped || at >= scheduled_at) return
    scheduled_at = at
    clearTimeout(timer)
    timer = setTimeout(guarded(collect), ms)
  }

  const report = (measured: object): Report => {
    const me = room.localParticipant
    sid = me.sid || sid
    const quality = me.connectionQuality ?? ''
    const events = pending_events.slice(-EVENTS_MAX)
    pending_events = []
    return {
      at: Date.now(),
      participant_sid: sid || null,
      quality: QUALITIES.includes(quality) ? quality : null,
      ...measured,
      ...(client_info_sent ? {} : client_info()),
      events,
    }
  }

  const client_info = () => ({
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
    scheduled_at = Number.POSITIVE_INFINITY
    if (stopped || collecting) return schedule(SOON_MS)
    collecting = true
    try {
      const connections = await stats_of(room)
      if (stopped) return
      // Without a connection and without events there is nothing to report.
      if (connections.length > 0 || pending_events.length > 0) {
        const after = snapshot(connections, Date.now())
        enqueue(report(figures(before, after)))
        before = connections.length > 0 ? after : null
        guarded(send)()
      }
    } finally {
      collecting = false
      schedule(interval * (0.9 + 0.2 * Math.random()))
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

  /** Sends the waiting reports in order, until one fails. */
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
          client_info_sent ||= 'node_id' in next
          continue
        }
        const wait = Number(answer.headers.get('retry-after')) * 1000
        failed(new Error(`the console answered ${answer.status}`))
        return retryLater(later && wait > 0 ? wait : 0)
      }
    } catch (error) {
      failed(error)
      retryLater(0)
    } finally {
      sending = false
    }
  }

  /** Retries after `ms`, or with a delay that doubles after each failure in a row. */
  const retryLater = (ms: number) => {
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

  /** The page may close: the browser sends the waiting reports in the background. */
  const flushToBrowser = () => {
    if (pending_events.length > 0) enqueue(report({}))
    const bearer = typeof options.token === 'string' ? options.token : last_token
    if (!bearer) return
    for (const next of queue.splice(0)) post(next, bearer, true).catch(failed)
  }

  const reportEvent = (type: string, detail: unknown = '') => {
    pending_events.push({ type, at: Date.now(), detail: String(detail ?? '').slice(0, 200) })
    pending_events = pending_events.slice(-EVENTS_MAX)
    schedule(0)
  }
  // biome-ignore lint/suspicious/noExplicitAny: each event has different arguments
  const listeners: [string, (...args: any[]) => void][] = [
    ['connected', guarded(() => schedule(SOON_MS))],
    ['reconnecting', guarded(() => reportEvent('reconnecting'))],
    ['signalReconnecting', guarded(() => reportEvent('signal_reconnecting'))],
    ['reconnected', guarded(() => reportEvent('reconnected'))],
    ['disconnected', guarded((reason: unknown) => reportEvent('disconnected', reason))],
    ['mediaDevicesError', guarded((error: unknown) => reportEvent('media_devices_error', error))],
    [
      'trackSubscriptionFailed',
      guarded((track: unknown, _of: unknown, why: unknown) =>
        reportEvent('track_subscription_failed', why === undefined ? track : `${track}: ${why}`),
      ),
    ],
    [
      'connectionQualityChanged',
      guarded((_quality: unknown, of: { identity?: string } | undefined) => {
        if (of?.identity === room.localParticipant.identity) schedule(0)
      }),
    ],
  ]
  const hidden = guarded(flushToBrowser)

  guarded(() => {
    for (const [event, listener] of listeners) room.on(event, listener)
    globalThis.addEventListener?.('pagehide', hidden)
    schedule(SOON_MS)
  })()
  return {
    stop: guarded(() => {
      if (stopped) return
      for (const [event, listener] of listeners) room.off(event, listener)
      globalThis.removeEventListener?.('pagehide', hidden)
      clearTimeout(timer)
      clearTimeout(retry)
      flushToBrowser()
      stopped = true
    }),
  }
}

/** The stats of the room's peer connections; none while it is not connected. */
async function stats_of(room: RoomLike): Promise<Stat[][]> {
  const { engine } = room as { engine?: { pcManager?: Record<string, Transport | undefined> } }
  const transports = [engine?.pcManager?.publisher, engine?.pcManager?.subscriber]
  // A closing connection rejects; the other one may still have stats.
  const ask = async (transport: Transport | undefined) => transport?.getStats()
  const reports = await Promise.all(
    transports.map((transport) => ask(transport).catch(() => undefined)),
  )
  return reports
    .filter((stats) => stats !== undefined)
    .map((stats) => Array.from(stats, ([, stat]) => stat as Stat))
    .filter((stats) => stats.length > 0)
}
