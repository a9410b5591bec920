import { createFileRoute } from '@tanstack/react-router'
import { alertFilterOf, alertHistorySearch, readAlertHistorySearch } from '@/app/alert-search'
import { pageRange, rangeOf } from '@/app/shell-search'
import { AlertHistory } from '@/features/alert-history/alert-history'

export const Route = createFileRoute('/alerts/history')({
  validateSearch: readAlertHistorySearch,
  component: HistoryPage,
})

function HistoryPage() {
  const search = Route.useSearch()
  const navigate = Route.useNavigate()
  return (
    <AlertHistory
      filter={alertFilterOf(search, rangeOf(search, pageRange('/alerts/history') ?? undefined))}
      onFilter={(filter) => void navigate({ search: alertHistorySearch(filter) })}
    />
  )
}
