import { createFileRoute } from '@tanstack/react-router'
import { useEffect } from 'react'
import { historyFilterOf, historySearch, readHistorySearch } from '@/app/history-search'
import { pageRange, rangeOf } from '@/app/shell-search'
import { History } from '@/features/history/history'
import { rememberSearch } from '@/lib/last-search'

export const Route = createFileRoute('/history')({
  validateSearch: readHistorySearch,
  component: HistoryPage,
})

function HistoryPage() {
  const search = Route.useSearch()
  useEffect(() => rememberSearch('/history', search), [search])
  const navigate = Route.useNavigate()
  const { from, to } = rangeOf(search, pageRange('/history') ?? undefined)
  const deployment = search.deployment ?? null
  return (
    <History
      filter={historyFilterOf(search)}
      scope={{ from, to, deployment }}
      onFilter={(filter) =>
        void navigate({
          search: { ...historySearch(filter), ...(deployment === null ? {} : { deployment }) },
        })
      }
    />
  )
}
