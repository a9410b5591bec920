import { queryOptions } from '@tanstack/react-query'
import { client, unwrap } from '@/api/client'
import { roomBySid } from '@/api/room-by-sid'
import { isOfNow, NO_CONDITIONS, orderOf, type RoomFilter } from '@/api/room-filter'
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
              ...conditionWords(filter),
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

/** The conditions as parameters of the API, which takes them for open rooms only. */
function conditionWords(filter: RoomFilter) {
  if (!isOfNow(filter)) return {}
  const { below, doubt, kind, longer } = filter.conditions ?? NO_CONDITIONS
  return {
    ...(below === null ? {} : { quality_below: below }),
    ...(doubt ? { in_doubt: 'true' as const } : {}),
    ...(kind === null ? {} : { kind }),
    ...(longer === null ? {} : { longer_than: longer }),
  }
}

/** The URL of a file with all rooms of the filter; the conditions of open rooms do not apply. */
export function roomsExportUrl({ q, status, deployment, region }: RoomFilter): string {
  return `/api/export/rooms?${new URLSearchParams({
    format: 'csv',
    status,
    ...(q === '' ? {} : { q }),
    ...(deployment === null ? {} : { deployment }),
    ...(region ? { region } : {}),
  })}`
}

/** The URL of an archive with all that is known of a room session. */
export function evidenceUrl({
  name,
  sid,
  deployment,
}: {
  name: string
  sid: string
  deployment: string
}): string {
  return `/api/export/evidence?${new URLSearchParams({ room: name, sid, deployment })}`
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
