import { queryOptions } from '@tanstack/react-query'
import { client, unwrap } from '@/api/client'

/** As often as rules are evaluated, in milliseconds; an alert's frame makes it be read at once. */
const REFRESH_MS = 10_000

/** How the evaluation of rules fares, and how many alerts are open. */
export const alertingQuery = queryOptions({
  queryKey: ['alerting'],
  queryFn: ({ signal }) => unwrap(client.GET('/api/alerting', { signal })),
  refetchInterval: REFRESH_MS,
})
