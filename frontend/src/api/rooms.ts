import { queryOptions } from '@tanstack/react-query'
import { client, unwrap } from '@/api/client'
import { roomBySid } from '@/api/room-by-sid'
import { orderOf, type RoomFilter } from '@/api/room-filter'
import { isDots } from '@/lib/room-path'

/** Rows per request: several screens, and still a few kilobytes. */
export const PAGE_SIZE = 100

/** A page off screen is dropped after this time: the browser never holds the whole list. */
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
              sort: orderOf(filter),
              // A past time lists only the rooms that were open then.
              ...(filter.at === null ? { status: filter.status } : { at: filter.at }),
              ...(filter.q === '' ? {} : { q: filter.q }),
              ...(filter.deployment === null ? {} : { deployment: filter.deployment }),
              ...(filter.region ? { region: filter.region } : {}),
            },
          },
          signal,
        }),
      ),
    // The socket updates values; order and membership change only on a refresh.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: PAGE_KEPT_MS,
  })
}

export type Presence = 'present' | 'all'

/** `at`: the time whose state is requested, RFC 3339; `null`: now. */
export function roomQuery(
  name: string,
  sid: string | null,
  presence: Presence,
  at: string | null = null,
) {
  return queryOptions({
    queryKey: ['rooms', 'detail', name, sid, presence, at],
    queryFn: ({ signal }) =>
      isDots(name)
        ? roomBySid(name, sid, presence, at, signal)
        : unwrap(
            client.GET('/api/rooms/{room_name}', {
              params: {
                path: { room_name: name },
                query: {
                  participants: presence,
                  ...(sid === null ? {} : { sid }),
                  ...(at === null ? {} : { at }),
                },
              },
              signal,
            }),
          ),
    staleTime: Number.POSITIVE_INFINITY,
  })
}
