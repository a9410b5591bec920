import { createFileRoute } from '@tanstack/react-router'
import { activeSearch, readActiveSearch } from '@/app/alert-search'
import { Active } from '@/features/alerts/open-alerts'

export const Route = createFileRoute('/alerts/')({
  validateSearch: readActiveSearch,
  component: ActivePage,
})

function ActivePage() {
  const { severity, q, deployment } = Route.useSearch()
  const navigate = Route.useNavigate()
  return (
    <Active
      filter={{ severity: severity ?? '', q: q ?? '' }}
      deployment={deployment ?? null}
      onFilter={(filter) =>
        void navigate({
          search: { ...activeSearch(filter), ...(deployment === undefined ? {} : { deployment }) },
          // Each letter of a search is no page of its own to go back to.
          replace: true,
        })
      }
      onClear={() => void navigate({ search: {} })}
    />
  )
}
