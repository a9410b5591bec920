import { queryOptions } from '@tanstack/react-query'
import { client, unwrap } from '@/api/client'

/** No frame carries health, so it is asked for again at this pace, in milliseconds. */
const REFRESH_MS = 10_000

export const healthQuery = queryOptions({
  queryKey: ['health'],
  queryFn: ({ signal }) => unwrap(client.GET('/api/health', { signal })),
  refetchInterval: REFRESH_MS,
})
