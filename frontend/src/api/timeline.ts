import { infiniteQueryOptions } from '@tanstack/react-query'
import { ApiError, client, unwrap } from '@/api/client'
import { isDots } from '@/lib/room-path'

export const roomTimelineKey = ['rooms', 'timeline'] as const

/** Poll interval of an open participant session in milliseconds: frames cover only a room's page. */
const REFRESH_MS = 10_000

const NO_ADDRESS = 'the API has no address for the timeline of a room with this name'

/** The events of one room session, oldest first. */
export function roomTimelineQuery(name: string, sid: string, deployment: string) {
  return infiniteQueryOptions({
    queryKey: [...roomTimelineKey, name, sid, deployment],
    queryFn: ({ signal, pageParam }) => {
      if (isDots(name)) throw new ApiError(404, 'room_not_found', NO_ADDRESS, null)
      return unwrap(
        client.GET('/api/rooms/{room_name}/timeline', {
          params: {
            path: { room_name: name },
            query: { sid, deployment, ...(pageParam === null ? {} : { after: pageParam }) },
          },
          signal,
        }),
      )
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_after,
  })
}

/** Entries per request for the lanes: the most that the API gives. */
const LANE_ENTRIES = 1_000

/** Poll interval of the lanes of an open room in milliseconds: their bars follow the socket. */
const LANES_REFRESH_MS = 15_000

/** The entries of one room session for its lanes: mutes and quality. */
export function roomLanesQuery(name: string, sid: string, deployment: string, ongoing: boolean) {
  return infiniteQueryOptions({
    queryKey: ['rooms', 'lanes', name, sid, deployment],
    queryFn: ({ signal, pageParam }) =>
      isDots(name)
        ? { entries: [], next_after: null, next_cursor: null }
        : unwrap(
            client.GET('/api/rooms/{room_name}/timeline', {
              params: {
                path: { room_name: name },
                query: {
                  sid,
                  deployment,
                  limit: LANE_ENTRIES,
                  ...(pageParam === null ? {} : { after: pageParam }),
                },
              },
              signal,
            }),
          ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_after,
    refetchInterval: ongoing ? LANES_REFRESH_MS : false,
  })
}

/** The events of one participant session, oldest first. */
export function participantTimelineQuery(sid: string, deployment: string, ongoing: boolean) {
  return infiniteQueryOptions({
    queryKey: ['participants', 'timeline', sid, deployment],
    queryFn: ({ signal, pageParam }) =>
      unwrap(
        client.GET('/api/participants/{sid}/timeline', {
          params: {
            path: { sid },
            query: { deployment, ...(pageParam === null ? {} : { after: pageParam }) },
          },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_after,
    refetchInterval: ongoing ? REFRESH_MS : false,
  })
}
