// Reports a participant's own connection to livekit-console, and never throws into the application.
// It uses only the public API of livekit-client, and only its types: nothing of it is bundled.
import type { Room } from 'livekit-client'
import { Delivery, type Report } from './delivery.js'
import { figures, remembered, type Snapshot, snapshot } from './stats.js'
import { trackStats } from './tracks.js'

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
  /** The application and its version, such as `meet 4.2.0`; not reported if absent. */
  appVersion?: string
  /** At most 8 names with values, such as `{ plan: 'trial' }`; not reported if absent. */
  tags?: Record<string, string>
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

/** The maximum of events in one report, as the console allows. */
const EVENTS_MAX = 16
/** The maximum of characters of an event's detail, as the console allows. */
const DETAIL_MAX = 200
/** The maximum of characters of a name, as the console allows. */
const NAME_MAX = 64
/** The maximum of tags, and of the characters of a tag's name. */
const TAGS_MAX = { tags: 8, name: 32 }
/** The minimum time between two reports of events, in milliseconds. */
const SOON_MS = 2000
const QUALITIES = ['excellent', 'good', 'poor', 'lost']

/** Starts to report for `room`, before or after it connects. */
export function reportQuality(room: Room, options: Options): Reporter {
  const interval = Math.max(5000, options.intervalMs ?? 15_000)
  let pending_events: QualityEvent[] = []
  let before: Snapshot | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let scheduled_at = Number.POSITIVE_INFINITY
  let collecting = false
  let stopped = false
  let accepted_info = ''
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

  const delivery = new Delivery({
    url: options.url,
    token: options.token,
    accepted: (report) => {
      if ('node_id' in report) accepted_info = infoOf(report)
    },
    failed,
  })

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
    const quality: string = me.connectionQuality ?? ''
    const events = pending_events
    pending_events = []
    const info = {
      node_id: cut(room.serverInfo?.nodeId),
      server_region: cut(room.serverInfo?.region),
      sdk: cut(options.sdk),
      browser: cut(options.browser),
      app_version: cut(options.appVersion),
      tags: tagsOf(options.tags),
    }
    return {
      at: Date.now(),
      participant_sid: sid || null,
      quality: QUALITIES.includes(quality) ? quality : null,
      ...measured,
      // Sent again until it is accepted, and when it changes: a reconnect may lead to another node.
      ...(infoOf(info) === accepted_info ? {} : info),
      events,
    }
  }

  async function collect(): Promise<void> {
    scheduled_at = Number.POSITIVE_INFINITY
    if (stopped || collecting) return schedule(SOON_MS)
    collecting = true
    try {
      const connected = isConnected(room)
      const stats = connected ? await trackStats(room) : []
      if (stopped) return
      // Without a connection and without events there is nothing to report.
      if (connected || pending_events.length > 0) {
        const after = snapshot(stats, Date.now())
        delivery.enqueue(report(figures(before, after)))
        before = connected ? remembered(before, after) : null
        guarded(() => delivery.send())()
      }
    } finally {
      collecting = false
      schedule(interval * (0.9 + 0.2 * Math.random()))
    }
  }

  /** The page may close: the browser sends the waiting reports in the background. */
  const flush = () => {
    if (pending_events.length > 0) delivery.enqueue(report({}))
    delivery.flush()
  }

  const reportEvent = (type: string, detail: unknown = '') => {
    const text = String(detail ?? '').slice(0, DETAIL_MAX)
    pending_events.push({ type, at: Date.now(), detail: text })
    pending_events = pending_events.slice(-EVENTS_MAX)
    schedule(0)
  }
  const stops: (() => void)[] = []
  const on: Room['on'] = (event, listener) => {
    stops.push(() => room.off(event, listener))
    return room.on(event, listener)
  }

  guarded(() => {
    on('connected', () => schedule(SOON_MS))
    on(
      'reconnecting',
      guarded(() => reportEvent('reconnecting')),
    )
    on(
      'signalReconnecting',
      guarded(() => reportEvent('signal_reconnecting')),
    )
    on(
      'reconnected',
      guarded(() => reportEvent('reconnected')),
    )
    on(
      'disconnected',
      guarded((reason) => reportEvent('disconnected', reason)),
    )
    on(
      'mediaDevicesError',
      guarded((error) => reportEvent('media_devices_error', error)),
    )
    on(
      'activeDeviceChanged',
      guarded((kind) => reportEvent('device_changed', kind)),
    )
    on(
      'trackSubscriptionFailed',
      guarded((track, _of, reason) => {
        reportEvent(
          'track_subscription_failed',
          reason === undefined ? track : `${track}: ${reason}`,
        )
      }),
    )
    on(
      'connectionQualityChanged',
      guarded((_quality, of) => {
        if (of?.identity === room.localParticipant.identity) schedule(0)
      }),
    )
    const hidden = guarded(flush)
    globalThis.addEventListener?.('pagehide', hidden)
    stops.push(() => globalThis.removeEventListener?.('pagehide', hidden))
    schedule(SOON_MS)
  })()
  return {
    stop: guarded(() => {
      if (stopped) return
      for (const stop of stops) stop()
      clearTimeout(timer)
      flush()
      stopped = true
      delivery.stop()
    }),
  }
}

/** Media may go on while signalling reconnects. */
function isConnected({ state }: Room): boolean {
  return state !== 'disconnected' && state !== 'connecting'
}

function cut(text: string | undefined, most = NAME_MAX): string | null {
  return text?.slice(0, most) ?? null
}

function tagsOf(tags: Options['tags']): Record<string, string> | null {
  if (!tags) return null
  const known = Object.entries(tags).slice(0, TAGS_MAX.tags)
  return Object.fromEntries(
    known.map(([name, value]) => [name.slice(0, TAGS_MAX.name), String(value).slice(0, NAME_MAX)]),
  )
}

/** The fields that describe the client, as one text. */
function infoOf(report: Report): string {
  const { node_id, server_region, sdk, browser, app_version, tags } = report
  return JSON.stringify([node_id, server_region, sdk, browser, app_version, tags])
}
