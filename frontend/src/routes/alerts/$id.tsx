import { createFileRoute } from '@tanstack/react-router'
import { AlertDetail } from '@/features/alert-detail/alert-detail'

export const Route = createFileRoute('/alerts/$id')({ component: AlertPage })

function AlertPage() {
  const { id } = Route.useParams()
  // Remount for another alert, so that no state of the previous one remains.
  return <AlertDetail key={id} id={id} />
}
