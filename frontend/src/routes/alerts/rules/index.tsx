import { createFileRoute } from '@tanstack/react-router'
import { RuleList } from '@/features/alert-rules/rule-list'

export const Route = createFileRoute('/alerts/rules/')({ component: RuleList })
