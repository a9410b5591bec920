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
  // Remount for another session, so that no state of the previous one remains.
  return <ParticipantDetail key={sid} sid={sid} deployment={deployment ?? null} />
}
