import { RotateCcw } from 'lucide-react'
import type { Lane } from '@/features/room-detail/lanes/lane'
import type { Restart } from '@/features/room-detail/lanes/lanes'
import { laneText } from '@/features/room-detail/lanes/text'
import { placeOf } from '@/features/room-detail/lanes/time-axis'
import { axisTime } from '@/lib/axis-time'
import { formatInstant } from '@/lib/format'
import { serverNow } from '@/lib/server-clock'
import type { Interval } from '@/lib/time-range'
import { useZone } from '@/ui/clock'

/** A label nearer to an edge than this would be cut off, in per cent. */
const EDGE = 6

/** The head of the lanes: times, restarts of nodes, and the chosen time. */
export function LaneAxis({
  interval,
  ticks,
  restarts,
  cursor,
  people,
  endWord,
}: {
  interval: Interval
  ticks: readonly number[]
  restarts: readonly Restart[]
  cursor: number | null
  people: readonly Lane[]
  /** What the end of the axis is called, if no time is chosen. */
  endWord: string
}) {
  const zone = useZone()
  const machines = people.filter(({ sessions }) =>
    sessions.some(({ participant }) => participant.is_machine),
  ).length
  const step = ticks.length < 2 ? 1 : ((ticks[1] ?? 0) - (ticks[0] ?? 0)) / 1_000
  const within = (at: number) => at >= interval.from && at <= interval.to
  const seen = restarts.filter(({ at }) => within(at))
  const marks = [...seen.map(({ at }) => at), ...(cursor === null ? [] : [cursor])].map((at) =>
    placeOf(at, interval),
  )
  const now = cursor === null ? null : formatInstant(cursor, zone, serverNow())
  return (
    <div className="lane lane-head border-line border-y text-2xs text-muted">
      <span className="truncate text-xs">
        {laneText.people(people.length - machines, machines)}
      </span>
      <span className="relative block h-full min-w-0">
        {ticks.map((at) => {
          const place = placeOf(at, interval)
          const hidden =
            place < EDGE / 2 ||
            place > 100 - EDGE ||
            marks.some((each) => Math.abs(each - place) < 8)
          return hidden ? null : (
            <span
              key={at}
              className="absolute top-1/2 -translate-x-1/2 -translate-y-1/2 whitespace-nowrap"
              style={{ left: `${place}%` }}
            >
              {axisTime(at / 1_000, step, zone)}
            </span>
          )
        })}
        {seen.map(({ at, node }) => (
          <Pill
            key={`${node} ${at}`}
            place={placeOf(at, interval)}
            look="border-fg bg-surface text-fg"
          >
            <RotateCcw aria-hidden="true" size={11} />
            {laneText.restarted(node)}
          </Pill>
        ))}
        {cursor === null || !within(cursor) ? null : (
          <Pill place={placeOf(cursor, interval)} look="border-accent bg-accent text-accent-fg">
            {now}
          </Pill>
        )}
      </span>
      <span className="text-end text-xs">{now === null ? endWord : laneText.at(now)}</span>
    </div>
  )
}

function Pill({
  place,
  look,
  children,
}: {
  place: number
  look: string
  children: React.ReactNode
}) {
  const shift = place < EDGE ? '' : place > 100 - EDGE ? '-translate-x-full' : '-translate-x-1/2'
  return (
    <span
      className={`absolute top-1/2 z-1 inline-flex -translate-y-1/2 items-center gap-1 whitespace-nowrap rounded-xs border px-1.5 leading-4 ${shift} ${look}`}
      style={{ left: `${place}%` }}
    >
      {children}
    </span>
  )
}
