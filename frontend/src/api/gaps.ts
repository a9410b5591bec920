import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { client, unwrap } from '@/api/client'

/** Poll interval in milliseconds while the range ends now. */
const REFRESH_MS = 15_000

/** Times when a source, or the console itself, reported no data. */
export function gapsQuery(from: string, to: string, deployment: string | null) {
  return queryOptions({
    queryKey: ['gaps', from, to, deployment],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET('/api/gaps', {
          params: { query: { from, to, ...(deployment === null ? {} : { deployment }) } },
          signal,
        }),
      ),
    refetchInterval: to === 'now' ? REFRESH_MS : false,
    placeholderData: keepPreviousData,
  })
}
