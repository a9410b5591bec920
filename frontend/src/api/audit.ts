import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { AuditFilter } from '@/api/alert-filter'
import { client, said, unwrap, withQuery } from '@/api/client'

/** Lines on one page. */
const PAGE_SIZE = 100

export function auditQuery(filter: AuditFilter) {
  return queryOptions({
    queryKey: ['audit', filter],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET('/api/audit', {
          params: { query: { ...said(filter), limit: PAGE_SIZE } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  })
}

/** Where all that the filter finds is to be had as a file. */
export function exportAuditUrl(
  { before: _before, ...filter }: AuditFilter,
  format: 'csv' | 'ndjson',
): string {
  return withQuery('/api/export/audit', { format, ...filter })
}
