// Writes an alert that the socket told into every list of alerts that was read.
import type { QueryClient } from '@tanstack/react-query'
import { alertsKey } from '@/api/alert-filter'
import type { Alert, AlertPage } from '@/api/model'

export function patchAlerts(queries: QueryClient, alert: Alert): void {
  queries.setQueriesData<AlertPage>({ queryKey: [...alertsKey, 'open'] }, (page) =>
    page === undefined ? page : patched(page, alert),
  )
}

/** The page with the alert as it is now; one that is not in it must be read to know where it stands. */
export function patched(page: AlertPage, alert: Alert): AlertPage {
  return page.alerts.some(({ id }) => id === alert.id)
    ? {
        ...page,
        alerts: page.alerts.map((each) => (each.id === alert.id ? { ...each, ...alert } : each)),
      }
    : page
}
