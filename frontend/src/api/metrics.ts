import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { client, unwrap, withoutEmpty } from '@/api/client'

/** Points per series: about two per pixel of the widest chart. */
const HISTORY_POINTS = 300

/** Refetch interval; the live ring fills the time between two reads. In milliseconds. */
const HISTORY_REFRESH_MS = 10 * 60_000

/** A filtered dashboard polls: the frames of the socket carry only the totals. In milliseconds. */
const SCOPED_REFRESH_MS = 10_000

/** A deployment or a region; both `null`: everything. */
export interface MetricsScope {
  deployment: string | null
  region: string | null
}

export const EVERYWHERE: MetricsScope = { deployment: null, region: null }

export function isEverywhere({ deployment, region }: MetricsScope): boolean {
  return deployment === null && region === null
}

/** The current figures of one deployment or region. */
export function scopedMetricsQuery({ deployment, region }: MetricsScope) {
  const scope = { deployment, region }
  return queryOptions({
    queryKey: ['metrics', 'current', scope],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET('/api/metrics/current', { params: { query: withoutEmpty(scope) }, signal }),
      ),
    refetchInterval: SCOPED_REFRESH_MS,
  })
}

export const currentMetricsQuery = queryOptions({
  queryKey: ['metrics', 'current'],
  queryFn: ({ signal }) => unwrap(client.GET('/api/metrics/current', { signal })),
  // The socket writes each newer value into this entry.
  staleTime: Number.POSITIVE_INFINITY,
})

/** `from` and `to` as in the URL: relative times stay relative, so the key does not change. */
export function metricsHistoryQuery(
  from: string,
  to: string,
  { deployment, region }: MetricsScope = EVERYWHERE,
) {
  const scope = { deployment, region }
  return queryOptions({
    queryKey: ['metrics', 'history', from, to, scope],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET('/api/metrics/history', {
          params: { query: { from, to, points: HISTORY_POINTS, ...withoutEmpty(scope) } },
          signal,
        }),
      ),
    staleTime: HISTORY_REFRESH_MS,
    refetchInterval:
      to !== 'now' ? false : isEverywhere(scope) ? HISTORY_REFRESH_MS : SCOPED_REFRESH_MS,
    placeholderData: keepPreviousData,
  })
}
