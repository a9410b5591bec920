import { Bot, Circle, Film, type LucideIcon, Phone, Radio, User } from 'lucide-react'
import { type Lane, sessionAt } from '@/features/room-detail/lanes/lane'
import { LaneBar } from '@/features/room-detail/lanes/lane-bar'
import { stateWords } from '@/features/room-detail/lanes/lane-words'
import { laneText } from '@/features/room-detail/lanes/text'
import { formatCount } from '@/lib/format'
import type { Interval } from '@/lib/time-range'
import { Foreign } from '@/ui/foreign'

const ICONS: Readonly<Record<string, LucideIcon>> = {
  STANDARD: User,
  SIP: Phone,
  AGENT: Bot,
  EGRESS: Film,
  INGRESS: Radio,
}

const QUALITY_COLORS: Readonly<Record<string, string>> = {
  [laneText.quality.poor]: 'text-warn',
  [laneText.quality.lost]: 'text-crit',
}

interface Props {
  lane: Lane
  interval: Interval
  ticks: readonly number[]
  restarts: readonly number[]
  /** The chosen time; `null`: now. */
  cursor: number | null
  now: number
}

export function LaneRow({ lane, interval, ticks, restarts, cursor, now }: Props) {
  const Icon = ICONS[lane.kind ?? ''] ?? Circle
  const at = cursor ?? now
  const state = stateWords(lane, at, cursor === null)
  const session = sessionAt(lane, at)
  const score = cursor === null && session?.isOpen ? session.participant.connection_quality : null
  return (
    <>
      <span className="flex min-w-0 items-center gap-2 text-sm">
        <Icon aria-hidden="true" size={14} className="shrink-0 text-muted" />
        <span className="max-w-[65%] shrink-0 truncate">
          <Foreign value={lane.name} />
        </span>
        {lane.name === lane.identity ? null : (
          <span className="truncate text-muted text-xs">
            <Foreign value={lane.identity} />
          </span>
        )}
      </span>
      <span className="lane-time relative block h-full min-w-0 overflow-hidden" data-time>
        <LaneBar
          lane={lane}
          interval={interval}
          ticks={ticks}
          restarts={restarts}
          cursor={cursor}
        />
      </span>
      <span className="flex items-baseline justify-end gap-2 truncate text-xs">
        <span className={`truncate ${QUALITY_COLORS[state] ?? 'text-muted'}`}>{state}</span>
        {score === null ? null : <span className="font-semibold">{formatCount(score)}</span>}
      </span>
    </>
  )
}
