// Writes an alert from the socket into every cached list of alerts.
import type { QueryClient } from '@tanstack/react-query'
import { alertsKey } from '@/api/alert-filter'
import type { Alert, AlertPage } from '@/api/model'

export function patchAlerts(queries: QueryClient, alert: Alert): void {
  queries.setQueriesData<AlertPage>({ queryKey: [...alertsKey, 'open'] }, (page) =>
    page === undefined ? page : patched(page, alert),
  )
}

/** The page with the updated alert; an alert that is not in it needs a read to find its position. */
export function patched(page: AlertPage, alert: Alert): AlertPage {
  return page.alerts.some(({ id }) => id === alert.id)
    ? {
        ...page,
        alerts: page.alerts.map((each) => (each.id === alert.id ? { ...each, ...alert } : each)),
      }
    : page
}
