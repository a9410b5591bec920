import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { type AlertFilter, alertsKey } from '@/api/alert-filter'
import { client, said, unwrap, withQuery } from '@/api/client'

/** Alerts on one page of the history. */
export const ALERT_PAGE_SIZE = 50

/** The most open alerts that one answer holds; more are said to be more. */
export const OPEN_LIMIT = 500

/** Each transition is told by the socket; this mends what it did not, in milliseconds. */
const REFRESH_MS = 15_000

/** Those that fire or were acknowledged, of one room alone if it is named. */
export function openAlertsQuery(deployment: string | null, room: string | null = null) {
  return queryOptions({
    queryKey: [...alertsKey, 'open', deployment, room],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET('/api/alerts', {
          params: { query: { status: 'open', ...said({ deployment, room }), limit: OPEN_LIMIT } },
          signal,
        }),
      ),
    refetchInterval: REFRESH_MS,
    // Alerts of one room must not stand for those of another.
    ...(room === null ? { placeholderData: keepPreviousData } : {}),
  })
}

const asked = ({ page: _page, ...filter }: AlertFilter) => ({ status: 'resolved', ...filter })

export function resolvedAlertsQuery(filter: AlertFilter) {
  return queryOptions({
    queryKey: [...alertsKey, 'resolved', filter],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET('/api/alerts', {
          params: {
            query: {
              ...said(asked(filter)),
              limit: ALERT_PAGE_SIZE,
              offset: filter.page * ALERT_PAGE_SIZE,
            },
          },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  })
}

/** Where all that the filter finds is to be had as a file. */
export function exportAlertsUrl(filter: AlertFilter, format: 'csv' | 'json'): string {
  return withQuery('/api/export/alerts', { format, ...asked(filter) })
}

export function alertQuery(id: string) {
  return queryOptions({
    queryKey: [...alertsKey, 'detail', id],
    queryFn: ({ signal }) =>
      unwrap(client.GET('/api/alerts/{alert_id}', { params: { path: { alert_id: id } }, signal })),
    refetchInterval: REFRESH_MS,
  })
}

export type AlertAct = 'acknowledge' | 'unacknowledge' | 'assign' | 'notes' | 'resolve'

export interface AlertWords {
  note?: string
  assignee?: string | null
  by?: string
}

/** Does something with an alert, and says who did it and why. */
export function actOnAlert(id: string, act: AlertAct, words: AlertWords) {
  const params = { path: { alert_id: id } }
  switch (act) {
    case 'assign': {
      const body = { assignee: null, ...words }
      return unwrap(client.POST('/api/alerts/{alert_id}/assign', { params, body }))
    }
    case 'notes': {
      const body = { note: '', ...words }
      return unwrap(client.POST('/api/alerts/{alert_id}/notes', { params, body }))
    }
    default:
      return unwrap(client.POST(`/api/alerts/{alert_id}/${act}`, { params, body: words }))
  }
}
