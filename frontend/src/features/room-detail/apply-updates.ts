// Applies updates of the socket to a loaded room. Pure.
import type { Job, Participant, Room, RoomDetail } from '@/api/model'
import type { RoomUpdate } from '@/live/protocol'

/** The metadata after an update, which contains only the beginning of long metadata. */
function metadataOf(
  known: RoomDetail,
  update: Room,
): Pick<Room, 'metadata' | 'metadata_truncated'> {
  const { metadata, metadata_truncated } = update
  const isKnown =
    metadata_truncated && metadata !== null && (known.metadata ?? '').startsWith(metadata)
  return isKnown
    ? { metadata: known.metadata, metadata_truncated: known.metadata_truncated }
    : { metadata, metadata_truncated }
}

export interface SeenUpdate {
  update: RoomUpdate
  seq: number
}

/**
 * The room with these updates. Rows do not move: a participant who left keeps the row, with the reason,
 * until the next read, and a new participant comes last.
 */
export function applyUpdates(detail: RoomDetail, updates: readonly SeenUpdate[]): RoomDetail {
  let room: RoomDetail = detail
  let participants: Participant[] | null = null
  let places: Map<string, number> | null = null
  let jobs: Job[] | null = null
  for (const { update, seq } of updates) {
    if (update.room.sid !== detail.sid || seq <= detail.seq) continue
    room = { ...room, ...update.room, ...metadataOf(room, update.room) }
    const { participant, job } = update
    if (participant) {
      participants ??= [...detail.participants]
      places ??= new Map(participants.map((each, index) => [each.sid, index]))
      const place = places.get(participant.sid)
      if (place === undefined) {
        places.set(participant.sid, participants.length)
        participants.push(participant)
      } else {
        participants[place] = participant
      }
    }
    if (job) {
      const others: Job[] = jobs ?? detail.jobs
      const known = others.findIndex((each) => each.kind === job.kind && each.id === job.id)
      jobs = known === -1 ? [...others, job] : others.with(known, job)
    }
  }
  if (room === detail) return detail
  return {
    ...room,
    participants: participants ?? detail.participants,
    jobs: jobs ?? detail.jobs,
  }
}
