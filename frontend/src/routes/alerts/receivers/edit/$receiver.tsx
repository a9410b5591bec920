import { createFileRoute } from '@tanstack/react-router'
import { EditReceiver } from '@/features/receivers/receiver-page'

// Below a word of its own: a receiver may be named like any other page of receivers.
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
