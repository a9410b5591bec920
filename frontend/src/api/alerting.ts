import { queryOptions } from '@tanstack/react-query'
import { client, unwrap } from '@/api/client'

/** Poll interval in milliseconds, as long as the evaluation interval; an alert's frame causes a read. */
const REFRESH_MS = 10_000

/** The state of the evaluator, and the number of open alerts. */
export const alertingQuery = queryOptions({
  queryKey: ['alerting'],
  queryFn: ({ signal }) => unwrap(client.GET('/api/alerting', { signal })),
  refetchInterval: REFRESH_MS,
})
