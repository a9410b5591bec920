import { queryOptions } from '@tanstack/react-query'
import { client, said, unwrap } from '@/api/client'

/** The outbox is asked for again at this pace, in milliseconds. */
const REFRESH_MS = 10_000

/** The most parked notifications that are shown at once. */
const LIMIT = 50

export const parkedQuery = queryOptions({
  queryKey: ['notifications', 'parked'],
  queryFn: ({ signal }) =>
    unwrap(
      client.GET('/api/notifications', {
        params: { query: { status: 'parked', limit: LIMIT } },
        signal,
      }),
    ),
  refetchInterval: REFRESH_MS,
})

export function retryNotification(id: string, by: string | undefined) {
  return unwrap(
    client.POST('/api/notifications/{id}/retry', { params: { path: { id } }, body: said({ by }) }),
  )
}

export function discardNotification(id: string, by: string | undefined) {
  return unwrap(
    client.POST('/api/notifications/{id}/discard', {
      params: { path: { id } },
      body: said({ by }),
    }),
  )
}
