// Whether the page is live: the socket's state, and whether what it brings is late.

import { useQuery } from '@tanstack/react-query'
import { CircleDashed, Clock, type LucideIcon, Pause, TriangleAlert } from 'lucide-react'
import { sourcesQuery } from '@/api/sources'
import { appText } from '@/app/text'
import { formatDuration } from '@/lib/format'
import { latestLag } from '@/lib/lateness'
import { useLive, useLiveState } from '@/live/live-context'
import type { SocketState } from '@/live/socket'
import { Button } from '@/ui/button'

const words = appText.live

const PHASES: Readonly<Record<SocketState['phase'], { icon: LucideIcon | null; color: string }>> = {
  connecting: { icon: CircleDashed, color: 'text-muted' },
  live: { icon: null, color: '' },
  stale: { icon: TriangleAlert, color: 'text-warn' },
  reconnecting: { icon: TriangleAlert, color: 'text-crit' },
  paused: { icon: Pause, color: 'text-muted' },
}

function wordOf(state: SocketState): string {
  return state.phase === 'reconnecting' ? words.reconnecting(state.attempt) : words[state.phase]
}

export function LiveButton({
  fixed,
  onTogglePause,
  onLive,
}: {
  /** A fixed time is shown: the page cannot be live. */
  fixed: boolean
  onTogglePause: () => void
  onLive: () => void
}) {
  const live = useLive()
  const state = useLiveState()
  const { data: lag } = useQuery({ ...sourcesQuery, select: latestLag })
  // Frames may arrive at once and still tell of an hour ago: that is not live.
  const late = state.phase === 'live' && lag !== undefined && lag !== null
  const { icon, color } = late ? { icon: Clock, color: 'text-warn' } : PHASES[state.phase]
  const Icon = icon
  const word = late ? words.late : wordOf(state)
  const action = fixed
    ? words.backToLive
    : live.socket.isPausedBy('user')
      ? words.resume
      : words.pause
  const title = fixed
    ? `${words.pausedByRange}. ${action}`
    : late
      ? `${words.lateDetail(formatDuration(lag))} ${action}`
      : action
  return (
    <Button
      data-live={state.phase}
      title={title}
      aria-label={`${words.label}: ${word}. ${action}`}
      className={`px-2! nav:min-w-20 ${color}`}
      onClick={() => (fixed ? onLive() : onTogglePause())}
    >
      {Icon === null ? (
        <span aria-hidden="true" className="size-1.75 rounded-full bg-ok" />
      ) : (
        <Icon aria-hidden="true" size={14} />
      )}
      <span className="max-nav:sr-only">{word}</span>
    </Button>
  )
}
