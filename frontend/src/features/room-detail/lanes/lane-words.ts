// What the lanes say in words.
import {
  type Lane,
  type LaneSession,
  qualityAt,
  sessionAt,
} from '@/features/room-detail/lanes/lane'
import { laneText } from '@/features/room-detail/lanes/text'
import { formatDuration } from '@/lib/format'
import { reasonWords } from '@/text/disconnect-reasons'

/** A return later than this is another visit, in milliseconds. */
const COME_BACK_MS = 10 * 60_000

function shortOf({ participant }: LaneSession): string {
  return participant.departure === 'reconciled'
    ? laneText.inferred
    : reasonWords(participant.disconnect_reason).short
}

/** How a session ended. */
export function endWords(session: LaneSession): string {
  const short = shortOf(session)
  return session.isDropped && session.backAfter === null ? laneText.neverBack(short) : short
}

/** That the identity came back; `null` if it did not soon. */
export function backWords({ backAfter, isDropped }: LaneSession): string | null {
  return backAfter === null || !isDropped || backAfter > COME_BACK_MS
    ? null
    : laneText.backAfter(formatDuration(backAfter / 1_000))
}

/** The state of a lane at a time: a quality while present, else how the last session ended. */
export function stateWords(lane: Lane, at: number, isNow: boolean): string {
  const session = sessionAt(lane, at)
  if (session === null) return laneText.notYet
  if (session.to < at || (!session.isOpen && session.to === at)) {
    return shortOf(session)
  }
  if (session.doubtFrom !== null && session.doubtFrom <= at) return laneText.doubt
  const told = qualityAt(session, at)
  const score = isNow ? session.participant.connection_quality : null
  if (told === 'unknown' && score !== null) return laneText.quality[bandOf(score)]
  return told === 'unknown' ? laneText.present : laneText.quality[told]
}

/** LiveKit's own limits. */
function bandOf(score: number): 'excellent' | 'good' | 'poor' | 'lost' {
  return score > 80 ? 'excellent' : score > 40 ? 'good' : score > 20 ? 'poor' : 'lost'
}

/** A whole lane, for those who hear it. */
export function laneWords(lane: Lane, at: number, isNow: boolean, time: (at: number) => string) {
  const sessions = lane.sessions.flatMap((session) => [
    laneText.joined(time(session.from)),
    ...(session.isOpen ? [] : [laneText.ended(endWords(session), time(session.to))]),
    ...(session.doubtFrom === null ? [] : [laneText.doubt]),
    backWords(session) ?? '',
  ])
  return [lane.name, ...sessions, `${laneText.at(time(at))} ${stateWords(lane, at, isNow)}`]
    .filter((part) => part !== '')
    .join(', ')
}
