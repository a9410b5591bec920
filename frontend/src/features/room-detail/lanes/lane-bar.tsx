// The bars of a lane. Each kind of mark is one path, however many there are: a lane has few nodes.

import type { Lane, LaneSession, QualityWord } from '@/features/room-detail/lanes/lane'
import { backWords, endWords } from '@/features/room-detail/lanes/lane-words'
import { laneText } from '@/features/room-detail/lanes/text'
import { clipped, placeOf } from '@/features/room-detail/lanes/time-axis'
import type { Interval } from '@/lib/time-range'

const WIDTH = 1_000
const HEIGHT = 20

/** The shortest bar, in thousandths of the width: a session of a second is still seen. */
const SHORTEST = 2

/** Worse quality is taller, in pixels. */
const QUALITY_LOOKS: Readonly<Record<QualityWord, { height: number; look: string }>> = {
  excellent: { height: 2, look: 'fill-s1' },
  good: { height: 2, look: 'fill-s1 opacity-50' },
  poor: { height: 4, look: 'fill-warn-mark' },
  lost: { height: 7, look: 'fill-crit-mark' },
  unknown: { height: 0, look: '' },
}

/** A label needs this share of the width, in per cent. */
const LABEL_ROOM = 11

interface Props {
  lane: Lane
  interval: Interval
  ticks: readonly number[]
  restarts: readonly number[]
  cursor: number | null
}

export function LaneBar({ lane, interval, ticks, restarts, cursor }: Props) {
  const x = (at: number) => (placeOf(at, interval) / 100) * WIDTH
  const seen = lane.sessions.filter((each) => clipped(each, interval) !== null)
  const box = ({ from, to }: Interval, top: number, height: number) => {
    const start = x(from)
    const width = Math.max(x(to) - start, SHORTEST)
    return `M${round(start)} ${top}h${round(width)}v${height}h${round(-width)}z`
  }
  const line = ({ from, to }: Interval, y: number) => `M${round(x(from))} ${y}H${round(x(to))}`
  const tracks = seen
    .flatMap((each) => each.tracks)
    .flatMap((span) => clipped(span, interval) ?? [])
  const quality = seen
    .flatMap((each) => each.quality)
    .flatMap((span) => clipped(span, interval) ?? [])
  const upright = (times: readonly number[]) =>
    times
      .filter((at) => at >= interval.from && at <= interval.to)
      .map((at) => `M${round(x(at))} -6V${HEIGHT + 6}`)
      .join('')
  const trackPath = (muted: boolean) =>
    tracks
      .filter((span) => span.muted === muted)
      .map((span) => line(span, 4 + 4 * span.line))
      .join('')
  return (
    <>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        aria-hidden="true"
        className="absolute inset-x-0 top-1/2 h-5 w-full -translate-y-1/2 overflow-visible"
      >
        <Path d={upright(ticks)} look="stroke-line" />
        <path d={seen.map((each) => box(each, 0, HEIGHT)).join('')} className="fill-bar" />
        <Path d={trackPath(false)} look="stroke-muted" width={2} />
        <Path d={trackPath(true)} look="stroke-muted" width={2} dash="1.5 4" />
        <Path
          d={quality
            .filter((span) => span.quality === 'unknown')
            .map((span) => line(span, HEIGHT - 1))
            .join('')}
          look="stroke-hatch"
          width={2}
          dash="1.5 3"
        />
        {(['excellent', 'good', 'poor', 'lost'] as const).map((word) => {
          const { height, look } = QUALITY_LOOKS[word]
          const d = quality
            .filter((span) => span.quality === word)
            .map((span) => box(span, HEIGHT - height, height))
            .join('')
          return d === '' ? null : <path key={word} d={d} className={look} />
        })}
        <Path
          d={seen
            .filter(({ isDropped, to }) => isDropped && to <= interval.to)
            .map(({ to }) => `M${round(x(to))} -2V${HEIGHT + 2}`)
            .join('')}
          look="stroke-crit-mark"
          width={3}
        />
        <Path d={upright(restarts)} look="stroke-fg" dash="3 3" />
        <Path d={cursor === null ? '' : upright([cursor])} look="stroke-accent" width={1.5} />
      </svg>
      {seen.map((session, at) => (
        <Labels
          key={session.participant.sid}
          session={session}
          next={seen[at + 1] ?? null}
          interval={interval}
        />
      ))}
    </>
  )
}

function Path({
  d,
  look,
  width = 1,
  dash,
}: {
  d: string
  look: string
  width?: number
  dash?: string
}) {
  return d === '' ? null : (
    <path
      d={d}
      fill="none"
      strokeWidth={width}
      strokeDasharray={dash}
      vectorEffect="non-scaling-stroke"
      className={look}
    />
  )
}

const PILL = 'pointer-events-none absolute top-1/2 -translate-y-1/2 whitespace-nowrap px-1 text-2xs'

/** The words at the ends of a bar, where there is room for them. */
function Labels({
  session,
  next,
  interval,
}: {
  session: LaneSession
  next: LaneSession | null
  interval: Interval
}) {
  const start = placeOf(session.from, interval)
  const end = placeOf(session.to, interval)
  const until = next === null ? 100 : placeOf(next.from, interval)
  const doubt = session.doubtFrom === null ? null : placeOf(session.doubtFrom, interval)
  const isSeen = !session.isOpen && session.to <= interval.to
  const after = until - end >= LABEL_ROOM
  const before = end - start >= LABEL_ROOM
  const back = backWords(session)
  const look = session.isDropped ? 'text-crit' : 'text-muted'
  return (
    <>
      {doubt === null ? null : (
        <span
          className="hatched pointer-events-none absolute top-1/2 h-5 -translate-y-1/2 border border-hatch border-dashed"
          style={{ left: `${doubt}%`, width: `${Math.max(end - doubt, 0.3)}%` }}
        />
      )}
      {doubt !== null && end - doubt >= LABEL_ROOM ? (
        <span
          className={`${PILL} rounded-xs bg-surface text-soft`}
          style={{ right: `calc(${100 - end}% + 4px)` }}
        >
          {laneText.doubt}
        </span>
      ) : isSeen && after ? (
        <span className={`${PILL} ${look}`} style={{ left: `calc(${end}% + 4px)` }}>
          {endWords(session)}
        </span>
      ) : isSeen && before ? (
        <span
          className={`${PILL} rounded-xs bg-surface ${look}`}
          style={{ right: `calc(${100 - end}% + 4px)` }}
        >
          {endWords(session)}
        </span>
      ) : null}
      {isSeen && back !== null && next !== null && roomAfter(next, interval) ? (
        <span
          className={`${PILL} rounded-xs bg-surface text-soft`}
          style={{ left: `calc(${until}% + 6px)` }}
        >
          {back}
        </span>
      ) : null}
    </>
  )
}

function roomAfter(next: LaneSession, interval: Interval): boolean {
  return placeOf(next.to, interval) - placeOf(next.from, interval) >= 2 * LABEL_ROOM
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
