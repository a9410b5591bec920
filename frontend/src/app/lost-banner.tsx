import { TriangleAlert } from 'lucide-react'
import { appText } from '@/app/text'
import { formatInstant } from '@/lib/format'
import { useLive, useLiveState } from '@/live/live-context'
import { Button } from '@/ui/button'
import { useNow, useZone } from '@/ui/clock'

/** Overlays the lower edge of the page, so that nothing moves when it appears. */
export function LostBanner() {
  const state = useLiveState()
  const lost = state.phase === 'reconnecting' || state.phase === 'stale'
  return (
    <div
      role="status"
      className="pointer-events-none fixed inset-x-0 bottom-14 z-40 nav:bottom-0 print:hidden"
    >
      {lost ? (
        <Lost retryAt={state.phase === 'reconnecting' ? state.retryAt : null} phase={state.phase} />
      ) : null}
    </div>
  )
}

function Lost({ retryAt, phase }: { retryAt: number | null; phase: 'reconnecting' | 'stale' }) {
  const live = useLive()
  const zone = useZone()
  // Rerenders each second; the socket uses the clock of this machine.
  useNow()
  const now = Date.now()
  const last = live.socket.lastFrameAt
  return (
    <div className="pointer-events-auto flex flex-wrap items-center justify-center gap-x-3 gap-y-1 border-line-strong border-t bg-crit-ground px-3 py-2 text-sm">
      <TriangleAlert aria-hidden="true" size={14} className="text-crit" />
      <strong className="font-semibold text-crit">
        {phase === 'stale' ? appText.live.staleDetail : appText.live.lost}
      </strong>
      <span>
        {last === null
          ? appText.live.noData
          : appText.live.lastData(formatInstant(last, zone, now))}
      </span>
      {phase === 'reconnecting' ? (
        // Hidden from screen readers, which would read the countdown each second.
        <span aria-hidden="true" className="min-w-36">
          {appText.live.retryIn(retryAt === null ? 0 : Math.ceil((retryAt - now) / 1_000))}
        </span>
      ) : null}
      <Button onClick={() => live.socket.retryNow()}>{appText.live.retry}</Button>
    </div>
  )
}
