import { queryOptions } from '@tanstack/react-query'
import { client, unwrap, withoutEmpty } from '@/api/client'

/** Poll interval of the outbox in milliseconds. */
const REFRESH_MS = 10_000

/** The maximum of parked notifications on the page. */
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
    client.POST('/api/notifications/{id}/retry', {
      params: { path: { id } },
      body: withoutEmpty({ by }),
    }),
  )
}

export function discardNotification(id: string, by: string | undefined) {
  return unwrap(
    client.POST('/api/notifications/{id}/discard', {
      params: { path: { id } },
      body: withoutEmpty({ by }),
    }),
  )
}
