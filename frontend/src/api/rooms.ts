import { queryOptions } from '@tanstack/react-query'
import { client, unwrap } from '@/api/client'
import type { RoomFilter } from '@/api/room-filter'

/** Rows in one request: several screens, and still a few kilobytes. */
export const PAGE_SIZE = 100

/** A page that scrolled away is forgotten after this time: the browser never holds the whole list. */
const PAGE_KEPT_MS = 30_000

export const roomListKey = ['rooms', 'list'] as const

export function roomPageQuery(filter: RoomFilter, page: number, size = PAGE_SIZE) {
  return queryOptions({
    queryKey: [...roomListKey, filter, size, page],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET('/api/rooms', {
          params: {
            query: {
              limit: size,
              offset: page * size,
              sort: filter.sort,
              status: filter.status,
              ...(filter.q === '' ? {} : { q: filter.q }),
            },
          },
          signal,
        }),
      ),
    // Values are kept current by the socket; order and membership only change when asked for.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: PAGE_KEPT_MS,
  })
}

export type Presence = 'present' | 'all'

export function roomQuery(name: string, sid: string | null, presence: Presence) {
  return queryOptions({
    queryKey: ['rooms', 'detail', name, sid, presence],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET('/api/rooms/{room_name}', {
          params: {
            path: { room_name: name },
            query: { participants: presence, ...(sid === null ? {} : { sid }) },
          },
          signal,
        }),
      ),
    staleTime: Number.POSITIVE_INFINITY,
  })
}
