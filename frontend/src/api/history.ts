import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { client, unwrap } from '@/api/client'
import type { HistoryFilter, HistoryScope } from '@/api/history-filter'

/** Sessions per page: a page that stays light to draw, to read and to print. */
export const HISTORY_PAGE_SIZE = 30

/** The fields with a value, as query parameters of the API. */
function given<T extends object>(words: T): { [K in keyof T]?: Exclude<T[K], null> } {
  return Object.fromEntries(
    Object.entries(words).filter(([, value]) => value !== null && value !== ''),
  ) as { [K in keyof T]?: Exclude<T[K], null> }
}

function participantWords(filter: HistoryFilter, scope: HistoryScope) {
  const { q, room, identity, departure, kind } = filter
  return given({ q, room, identity, departure, kind, ...scope })
}

function roomWords(filter: HistoryFilter, scope: HistoryScope) {
  return given({ q: filter.q, status: 'all' as const, ...scope })
}

const place = (page: number) => ({ limit: HISTORY_PAGE_SIZE, offset: page * HISTORY_PAGE_SIZE })

export function participantSessionsQuery(filter: HistoryFilter, scope: HistoryScope) {
  return queryOptions({
    queryKey: ['participants', 'list', filter, scope],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET('/api/participants', {
          params: { query: { ...participantWords(filter, scope), ...place(filter.page) } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  })
}

export function roomSessionsQuery(filter: HistoryFilter, scope: HistoryScope) {
  return queryOptions({
    queryKey: ['rooms', 'sessions', filter, scope],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET('/api/rooms', {
          params: { query: { ...roomWords(filter, scope), ...place(filter.page) } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  })
}

/** The URL of a file with all results of the filter. */
export function exportUrl(
  filter: HistoryFilter,
  scope: HistoryScope,
  format: 'csv' | 'json',
): string {
  const words =
    filter.subject === 'rooms' ? roomWords(filter, scope) : participantWords(filter, scope)
  return `/api/export/${filter.subject}?${new URLSearchParams({ format, ...words })}`
}
