// Synchronizes the query cache with the socket: the newest metrics go into the cache, missed data
// is read again, and while the socket is down the page polls.
import type { QueryClient } from '@tanstack/react-query'
import { alertsKey } from '@/api/alert-filter'
import { alertingQuery } from '@/api/alerting'
import { currentMetricsQuery } from '@/api/metrics'
import type { Live } from '@/live/live'
import { patchAlerts } from '@/live/patch-alerts'

/** Poll interval while the socket is down, in milliseconds. */
const POLL_MS = 15_000

/** A burst of alerts causes one read, this long after its first frame, in milliseconds. */
const ALERT_BURST_MS = 250

/** A tab closes its socket after it was hidden for this time, in milliseconds. */
const HIDDEN_MS = 60_000

/** Starts the socket; the returned function stops it. */
export function syncLive(live: Live, queries: QueryClient): () => void {
  const readAgain = () => {
    void queries.invalidateQueries({ type: 'active' })
    // Data off screen must not count as current later.
    void queries.invalidateQueries({ type: 'inactive', refetchType: 'none' })
  }

  let poll: ReturnType<typeof setInterval> | undefined
  const pollWhileDown = () => {
    const down = live.socket.state.phase === 'reconnecting' || live.socket.state.phase === 'stale'
    if (down && poll === undefined) poll = setInterval(readAgain, POLL_MS)
    if (!down) {
      clearInterval(poll)
      poll = undefined
    }
  }

  let burst: ReturnType<typeof setTimeout> | undefined
  const readAlertsAgain = () => {
    burst ??= setTimeout(() => {
      burst = undefined
      void queries.invalidateQueries({ queryKey: alertsKey })
      void queries.invalidateQueries({ queryKey: alertingQuery.queryKey })
    }, ALERT_BURST_MS)
  }

  let hidden: ReturnType<typeof setTimeout> | undefined
  const onVisibility = () => {
    clearTimeout(hidden)
    if (document.visibilityState === 'hidden') {
      hidden = setTimeout(() => live.socket.pause('hidden'), HIDDEN_MS)
    } else {
      live.socket.resume('hidden')
      // The next attempt may be half a minute away: nobody was looking.
      live.socket.retryNow()
    }
  }

  const ends = [
    live.on('metrics', (metrics) => queries.setQueryData(currentMetricsQuery.queryKey, metrics)),
    live.on('alert', (alert) => {
      // Rows on screen change at once; a read adds what the frame does not contain.
      patchAlerts(queries, alert)
      readAlertsAgain()
    }),
    live.on('missed', readAgain),
    live.on('state', pollWhileDown),
  ]
  document.addEventListener('visibilitychange', onVisibility)
  live.socket.start()

  return () => {
    for (const end of ends) end()
    clearInterval(poll)
    clearTimeout(burst)
    clearTimeout(hidden)
    document.removeEventListener('visibilitychange', onVisibility)
    live.socket.stop()
  }
}
