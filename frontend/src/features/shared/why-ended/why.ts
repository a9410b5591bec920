// Why a participant session ended: what speaks for which cause. Pure.
import { TOGETHER_MS } from '@/api/history-filter'
import type { Participant, QualityPoint } from '@/api/model'
import { instantOf } from '@/lib/format'

/** A node that restarted within this time of a drop may be its cause, in milliseconds. */
const RESTART_MS = 120_000

/** So many drops in several rooms are not chance. */
const MANY = 3

export interface Restarted {
  at: number
  node: string
}

/** What is known around the end; `null`: not read yet, or not readable. */
export interface Around {
  /** Everybody who dropped within a minute, this session among them. */
  dropped: readonly Participant[] | null
  /** The later sessions of the identity, the earliest first. */
  later: readonly Participant[] | null
  restarts: readonly Restarted[] | null
}

export type Cause = 'node' | 'server' | 'room' | 'region' | 'own'

export interface Findings {
  endedAt: number
  isDropped: boolean
  /** The most likely cause of a drop; `null`: none, or too little is known. */
  cause: Cause | null
  /** Others that dropped within a minute; `null`: not known. */
  others: readonly Participant[] | null
  inRoom: number
  rooms: number
  /** Those of the same region, and the region; `null` where it is not known. */
  region: { name: string; others: number } | null
  /** `null`: not known; `undefined`: none. */
  restart: Restarted | null | undefined
  /** The next session of the identity; `null`: not known; `undefined`: none. */
  next: { session: Participant; after: number } | null | undefined
}

/** The last report before the end, as far as it is near enough to it to matter. */
export function lastReport(points: readonly QualityPoint[]): QualityPoint | null {
  return points.findLast(({ reports }) => reports > 0) ?? null
}

/** The findings about an ended session; `null` while it is open. */
export function findingsOf(session: Participant, around: Around): Findings | null {
  const endedAt = instantOf(session.left_at)
  if (session.departure === null || endedAt === null) return null
  const isDropped = session.departure === 'unexpected' || session.departure === 'server'
  const others =
    around.dropped?.filter(({ sid, left_at }) => {
      const at = instantOf(left_at)
      return sid !== session.sid && at !== null && Math.abs(at - endedAt) <= TOGETHER_MS
    }) ?? null
  const inRoom = others?.filter(({ room_sid }) => room_sid === session.room_sid).length ?? 0
  const rooms = new Set(others?.map(({ room_sid }) => room_sid)).size
  const near = around.restarts?.filter(({ at }) => Math.abs(at - endedAt) <= RESTART_MS) ?? null
  const restart = near === null ? null : near[0]
  const region =
    session.region === null || others === null
      ? null
      : {
          name: session.region,
          others: others.filter(({ region: theirs }) => theirs === session.region).length,
        }
  const later = around.later?.find(
    ({ sid, joined_at }) => sid !== session.sid && (instantOf(joined_at) ?? 0) >= endedAt - 1_000,
  )
  const back = later === undefined ? undefined : (instantOf(later.joined_at) ?? endedAt) - endedAt
  return {
    endedAt,
    isDropped,
    cause: isDropped
      ? causeOf({ session, others, inRoom, rooms, region, restart })
      : session.departure === 'reconciled' && wasThere(session, restart)
        ? 'node'
        : null,
    others,
    inRoom,
    rooms,
    region,
    restart,
    next:
      around.later === null
        ? null
        : later === undefined || back === undefined
          ? undefined
          : { session: later, after: Math.max(0, back) },
  }
}

/** Whether the session was there at a restart, which ends everybody who came by the node. */
function wasThere(session: Participant, restart: Restarted | null | undefined): boolean {
  return restart ? (instantOf(session.joined_at) ?? 0) < restart.at : false
}

function causeOf({
  session,
  others,
  inRoom,
  rooms,
  region,
  restart,
}: Pick<Findings, 'others' | 'inRoom' | 'rooms' | 'region' | 'restart'> & {
  session: Participant
}): Cause | null {
  if (session.departure === 'server') return 'node'
  if (wasThere(session, restart) && others?.length !== 0) return 'node'
  if (others === null) return null
  if (others.length === 0) return 'own'
  if (others.length < MANY) return inRoom === others.length ? 'room' : null
  if (region !== null && region.others === others.length && rooms > 1) return 'region'
  return rooms === 1 && inRoom > 0 ? 'room' : 'server'
}
