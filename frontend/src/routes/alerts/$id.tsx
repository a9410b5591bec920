import { createFileRoute } from '@tanstack/react-router'
import { AlertDetail } from '@/features/alert-detail/alert-detail'

export const Route = createFileRoute('/alerts/$id')({ component: AlertPage })

function AlertPage() {
  const { id } = Route.useParams()
  // Another alert is another page: nothing of the one before may be left in it.
  return <AlertDetail key={id} id={id} />
}
