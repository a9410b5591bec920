import { createFileRoute } from '@tanstack/react-router'
import { EditReceiver } from '@/features/receivers/receiver-page'

// Under `edit`, because a receiver may have the name of another page of receivers.
export const Route = createFileRoute('/alerts/receivers/edit/$receiver')({
  component: EditReceiverPage,
})

function EditReceiverPage() {
  const { receiver } = Route.useParams()
  const navigate = Route.useNavigate()
  return (
    <EditReceiver
      key={receiver}
      name={receiver}
      onDone={() => void navigate({ to: '/alerts/receivers' })}
    />
  )
}
