import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { type AlertFilter, alertsKey } from '@/api/alert-filter'
import { client, unwrap, withoutEmpty, withQuery } from '@/api/client'

/** Alerts per page of the history. */
export const ALERT_PAGE_SIZE = 50

/** The maximum of open alerts in one answer; the page shows that there are more. */
export const OPEN_LIMIT = 500

/** Marks on a chart. */
const MARKS_LIMIT = 100

/** Poll interval in milliseconds, for transitions that the socket missed. */
const REFRESH_MS = 15_000

/** Firing and acknowledged alerts; only those of `room` if it is given. */
export function openAlertsQuery(deployment: string | null, room: string | null = null) {
  return queryOptions({
    queryKey: [...alertsKey, 'open', deployment, room],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET('/api/alerts', {
          params: {
            query: { status: 'open', ...withoutEmpty({ deployment, room }), limit: OPEN_LIMIT },
          },
          signal,
        }),
      ),
    refetchInterval: REFRESH_MS,
    // A room's page must not show the alerts of another room.
    ...(room === null ? { placeholderData: keepPreviousData } : {}),
  })
}

/** Alerts that fired in a time range or were open in it, for the marks of charts. */
export function alertsInRangeQuery(from: string, to: string, deployment: string | null) {
  return queryOptions({
    queryKey: [...alertsKey, 'range', from, to, deployment],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET('/api/alerts', {
          params: { query: { from, to, limit: MARKS_LIMIT, ...withoutEmpty({ deployment }) } },
          signal,
        }),
      ),
    refetchInterval: to === 'now' ? REFRESH_MS : false,
    placeholderData: keepPreviousData,
  })
}

const resolvedQuery = ({ page: _page, ...filter }: AlertFilter) => ({
  status: 'resolved' as const,
  ...filter,
})

export function resolvedAlertsQuery(filter: AlertFilter) {
  return queryOptions({
    queryKey: [...alertsKey, 'resolved', filter],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET('/api/alerts', {
          params: {
            query: {
              ...withoutEmpty(resolvedQuery(filter)),
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

/** The URL of a file with all results of the filter. */
export function exportAlertsUrl(filter: AlertFilter, format: 'csv' | 'json'): string {
  return withQuery('/api/export/alerts', { format, ...resolvedQuery(filter) })
}

export function alertQuery(id: string) {
  return queryOptions({
    queryKey: [...alertsKey, 'detail', id],
    queryFn: ({ signal }) =>
      unwrap(client.GET('/api/alerts/{alert_id}', { params: { path: { alert_id: id } }, signal })),
    refetchInterval: REFRESH_MS,
  })
}

export type AlertAction = 'acknowledge' | 'unacknowledge' | 'assign' | 'notes' | 'resolve'

export interface ActionDetails {
  note?: string
  assignee?: string | null
  by?: string
}

/** Runs an action on an alert. */
export function runAlertAction(id: string, action: AlertAction, details: ActionDetails) {
  const params = { path: { alert_id: id } }
  switch (action) {
    case 'assign': {
      const body = { assignee: null, ...details }
      return unwrap(client.POST('/api/alerts/{alert_id}/assign', { params, body }))
    }
    case 'notes': {
      const body = { note: '', ...details }
      return unwrap(client.POST('/api/alerts/{alert_id}/notes', { params, body }))
    }
    default:
      return unwrap(client.POST(`/api/alerts/{alert_id}/${action}`, { params, body: details }))
  }
}
