import { createFileRoute } from '@tanstack/react-router'
import { readDeploymentSearch } from '@/app/history-search'
import { ParticipantDetail } from '@/features/participant-detail/participant-detail'

export const Route = createFileRoute('/participants/$sid')({
  validateSearch: readDeploymentSearch,
  component: ParticipantPage,
})

function ParticipantPage() {
  const { sid } = Route.useParams()
  const { deployment } = Route.useSearch()
  // Another stay is another page: nothing of the one before may be left in it.
  return <ParticipantDetail key={sid} sid={sid} deployment={deployment ?? null} />
}
