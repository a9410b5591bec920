import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { client, unwrap } from '@/api/client'

/** While the range ends now, gaps are asked for again at this pace, in milliseconds. */
const REFRESH_MS = 15_000

/** Spans of time in which a source, or the console itself, told nothing. */
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
