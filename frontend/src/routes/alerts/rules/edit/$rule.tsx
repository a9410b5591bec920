import { createFileRoute } from '@tanstack/react-router'
import { EditRule } from '@/features/alert-rules/rule-page'

// Under `edit`, because a rule may have the name of another page of rules.
export const Route = createFileRoute('/alerts/rules/edit/$rule')({ component: EditRulePage })

function EditRulePage() {
  const { rule } = Route.useParams()
  const navigate = Route.useNavigate()
  return <EditRule key={rule} name={rule} onDone={() => void navigate({ to: '/alerts/rules' })} />
}
