// A room whose name no path can hold: browsers drop `.` and `..`. Its sid finds it in the lists.
import { ApiError, client, unwrap } from '@/api/client'
import type { RoomDetail } from '@/api/model'

/** The API's limit of one list. */
const LIMIT = 1_000

export async function roomBySid(
  name: string,
  sid: string | null,
  presence: 'present' | 'all',
  at: string | null,
  signal: AbortSignal,
): Promise<RoomDetail> {
  const missing = () =>
    new ApiError(404, 'room_not_found', `a room named \`${name}\` is found only by its sid`, null)
  if (sid === null) throw missing()
  const [rooms, participants, jobs] = await Promise.all([
    unwrap(
      client.GET('/api/rooms', {
        params: { query: { q: sid, ...(at === null ? { status: 'all' } : { at }) } },
        signal,
      }),
    ),
    unwrap(
      client.GET('/api/participants', {
        params: { query: { room_sid: sid, limit: LIMIT, sort: 'joined_at' } },
        signal,
      }),
    ),
    unwrap(client.GET('/api/jobs', { params: { query: { limit: LIMIT } }, signal })),
  ])
  const room = rooms.rooms.find((each) => each.sid === sid)
  if (room === undefined) throw missing()
  const time = at === null ? null : Date.parse(at)
  const there = participants.participants.filter(
    ({ joined_at, left_at }) =>
      time === null ||
      (Date.parse(joined_at ?? '') <= time && (left_at === null || Date.parse(left_at) > time)),
  )
  return {
    ...room,
    participants:
      presence === 'all' || time !== null
        ? there
        : there.filter(({ departure }) => departure === null),
    jobs: jobs.jobs.filter((job) => job.room_sid === sid),
    seq: rooms.seq,
    at,
  } as RoomDetail
}
