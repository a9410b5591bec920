import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { AuditFilter } from '@/api/alert-filter'
import { client, unwrap, withoutEmpty, withQuery } from '@/api/client'

/** Entries per page. */
const PAGE_SIZE = 100

export function auditQuery(filter: AuditFilter) {
  return queryOptions({
    queryKey: ['audit', filter],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET('/api/audit', {
          params: { query: { ...withoutEmpty(filter), limit: PAGE_SIZE } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  })
}

/** The URL of a file with all results of the filter. */
export function exportAuditUrl(
  { before: _before, ...filter }: AuditFilter,
  format: 'csv' | 'ndjson',
): string {
  return withQuery('/api/export/audit', { format, ...filter })
}
