import { createFileRoute } from '@tanstack/react-router'
import { Receivers } from '@/features/receivers/receivers'

export const Route = createFileRoute('/alerts/receivers/')({ component: Receivers })
