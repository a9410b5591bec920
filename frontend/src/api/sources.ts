import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { client, unwrap } from '@/api/client'

/** Poll interval in milliseconds: no frame carries the sources. */
const REFRESH_MS = 10_000

/** Poll interval of the history in milliseconds: its finest step is ten seconds. */
const DRIFT_REFRESH_MS = 30_000

export const sourcesQuery = queryOptions({
  queryKey: ['sources'],
  queryFn: ({ signal }) => unwrap(client.GET('/api/sources', { signal })),
  refetchInterval: REFRESH_MS,
})

/** `step` in seconds. */
export function driftQuery(from: string, to: string, step: number, deployment: string | null) {
  return queryOptions({
    queryKey: ['sources', 'drift', from, to, step, deployment],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET('/api/sources/drift', {
          params: { query: { from, to, step, ...(deployment === null ? {} : { deployment }) } },
          signal,
        }),
      ),
    refetchInterval: to === 'now' ? DRIFT_REFRESH_MS : false,
    placeholderData: keepPreviousData,
  })
}
