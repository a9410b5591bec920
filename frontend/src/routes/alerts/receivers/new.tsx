import { createFileRoute } from '@tanstack/react-router'
import { NewReceiver } from '@/features/receivers/receiver-page'

export const Route = createFileRoute('/alerts/receivers/new')({ component: NewReceiverPage })

function NewReceiverPage() {
  const navigate = Route.useNavigate()
  return <NewReceiver onDone={() => void navigate({ to: '/alerts/receivers' })} />
}
