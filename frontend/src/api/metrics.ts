import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { client, unwrap } from '@/api/client'

/** Enough for two points a pixel of the widest chart column, and no rollup is read finer than needed. */
const HISTORY_POINTS = 300

/** The live ring bridges the time between two reads; older points of it are replaced by stored ones. */
const HISTORY_REFRESH_MS = 10 * 60_000

export const currentMetricsQuery = queryOptions({
  queryKey: ['metrics', 'current'],
  queryFn: ({ signal }) => unwrap(client.GET('/api/metrics/current', { signal })),
  // The socket writes each newer value into this entry.
  staleTime: Number.POSITIVE_INFINITY,
})

/** `from` and `to` are the URL's words: relative ones stay relative, so the key holds still. */
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
