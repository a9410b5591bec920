import { createFileRoute } from '@tanstack/react-router'
import { useEffect } from 'react'
import { activeSearch, readActiveSearch } from '@/app/alert-search'
import { OpenAlerts } from '@/features/alerts/open-alerts'
import { rememberSearch } from '@/lib/last-search'

export const Route = createFileRoute('/alerts/')({
  validateSearch: readActiveSearch,
  component: OpenAlertsPage,
})

function OpenAlertsPage() {
  const search = Route.useSearch()
  const { severity, q, deployment } = search
  useEffect(() => rememberSearch('/alerts', search), [search])
  const navigate = Route.useNavigate()
  return (
    <OpenAlerts
      filter={{ severity: severity ?? '', q: q ?? '' }}
      deployment={deployment ?? null}
      onFilter={(filter) =>
        void navigate({
          search: { ...activeSearch(filter), ...(deployment === undefined ? {} : { deployment }) },
          // Typing must not add an entry to the browser history per letter.
          replace: true,
        })
      }
      onClear={() => void navigate({ search: {} })}
    />
  )
}
