import { createFileRoute } from '@tanstack/react-router'
import { readSilenceSearch } from '@/app/alert-search'
import { Silences } from '@/features/silences/silences'

export const Route = createFileRoute('/alerts/silences')({
  validateSearch: readSilenceSearch,
  component: SilencesPage,
})

function SilencesPage() {
  const { status } = Route.useSearch()
  const navigate = Route.useNavigate()
  return (
    <Silences
      status={status ?? 'all'}
      onStatus={(next) => void navigate({ search: next === 'all' ? {} : { status: next } })}
    />
  )
}
