import { createFileRoute } from '@tanstack/react-router'
import { RuleList } from '@/features/alerts/rules/rule-list'

export const Route = createFileRoute('/alerts/rules/')({ component: RuleList })
