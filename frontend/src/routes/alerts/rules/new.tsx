import { createFileRoute } from '@tanstack/react-router'
import { NewRule } from '@/features/alert-rules/rule-page'

export const Route = createFileRoute('/alerts/rules/new')({ component: NewRulePage })

function NewRulePage() {
  const navigate = Route.useNavigate()
  return <NewRule onDone={() => void navigate({ to: '/alerts/rules' })} />
}
