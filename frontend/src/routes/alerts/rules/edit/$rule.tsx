import { createFileRoute } from '@tanstack/react-router'
import { EditRule } from '@/features/alert-rules/rule-page'

// Below a word of its own: a rule may be named like any other page of rules.
export const Route = createFileRoute('/alerts/rules/edit/$rule')({ component: EditRulePage })

function EditRulePage() {
  const { rule } = Route.useParams()
  const navigate = Route.useNavigate()
  return <EditRule key={rule} name={rule} onDone={() => void navigate({ to: '/alerts/rules' })} />
}
