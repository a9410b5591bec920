import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { client, unwrap } from '@/api/client'
import type { UsageFilter } from '@/api/usage-filter'

/** Usage is counted from all sessions of the range: it is not asked for often. In milliseconds. */
const KEPT_MS = 60_000

function wordsOf({ step, by, prefix, deployment, from, to }: UsageFilter) {
  return {
    from,
    to,
    step,
    by,
    ...(prefix === '' ? {} : { prefix }),
    ...(deployment === null ? {} : { deployment }),
  }
}

export function usageQuery(filter: UsageFilter) {
  return queryOptions({
    queryKey: ['usage', filter],
    queryFn: ({ signal }) =>
      unwrap(client.GET('/api/usage', { params: { query: wordsOf(filter) }, signal })),
    staleTime: KEPT_MS,
    placeholderData: keepPreviousData,
  })
}

/** The URL of a file with a row for each step, or for each group. */
export function usageExportUrl(filter: UsageFilter, rows: 'steps' | 'groups'): string {
  return `/api/export/usage?${new URLSearchParams({ format: 'csv', rows, ...wordsOf(filter) })}`
}
