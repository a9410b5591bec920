import { queryOptions } from '@tanstack/react-query'
import { client, unwrap } from '@/api/client'

/** Poll interval in milliseconds: no frame carries health. */
const REFRESH_MS = 10_000

export const healthQuery = queryOptions({
  queryKey: ['health'],
  queryFn: ({ signal }) => unwrap(client.GET('/api/health', { signal })),
  refetchInterval: REFRESH_MS,
})
