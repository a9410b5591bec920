import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { client, unwrap } from '@/api/client'

/** Events per request. */
const EVENTS_LIMIT = 50

/** The received events of one room session, newest first. */
export function roomEventsQuery(sid: string) {
  return infiniteQueryOptions({
    queryKey: ['events', { sid }],
    queryFn: ({ signal, pageParam }) =>
      unwrap(
        client.GET('/api/events', {
          params: {
            query: {
              sid,
              limit: EVENTS_LIMIT,
              ...(pageParam === null ? {} : { before: pageParam }),
            },
          },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_before,
  })
}

/** Enough of the latest events that one of them is a webhook, if any came. */
const LATEST_LIMIT = 20

/** The latest events of a deployment. */
export function latestEventsQuery(deployment: string) {
  return queryOptions({
    queryKey: ['events', 'latest', deployment],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET('/api/events', {
          params: { query: { deployment, limit: LATEST_LIMIT } },
          signal,
        }),
      ),
  })
}
