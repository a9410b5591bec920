import { queryOptions } from '@tanstack/react-query'
import { client, unwrap } from '@/api/client'

/** Poll interval in milliseconds: only the use of the disk changes while the service runs. */
const REFRESH_MS = 60_000

export const settingsQuery = queryOptions({
  queryKey: ['settings'],
  queryFn: ({ signal }) => unwrap(client.GET('/api/settings', { signal })),
  refetchInterval: REFRESH_MS,
})
