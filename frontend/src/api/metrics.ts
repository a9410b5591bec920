import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { client, unwrap } from '@/api/client'

/** Points per series: about two per pixel of the widest chart. */
const HISTORY_POINTS = 300

/** Refetch interval; the live ring fills the time between two reads. In milliseconds. */
const HISTORY_REFRESH_MS = 10 * 60_000

export const currentMetricsQuery = queryOptions({
  queryKey: ['metrics', 'current'],
  queryFn: ({ signal }) => unwrap(client.GET('/api/metrics/current', { signal })),
  // The socket writes each newer value into this entry.
  staleTime: Number.POSITIVE_INFINITY,
})

/** `from` and `to` as in the URL: relative times stay relative, so the key does not change. */
export function metricsHistoryQuery(from: string, to: string) {
  return queryOptions({
    queryKey: ['metrics', 'history', from, to],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET('/api/metrics/history', {
          params: { query: { from, to, points: HISTORY_POINTS } },
          signal,
        }),
      ),
    staleTime: HISTORY_REFRESH_MS,
    refetchInterval: to === 'now' ? HISTORY_REFRESH_MS : false,
    placeholderData: keepPreviousData,
  })
}
