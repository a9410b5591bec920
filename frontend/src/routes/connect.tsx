import { createFileRoute } from '@tanstack/react-router'
import { Connect } from '@/features/connect/connect'

export const Route = createFileRoute('/connect')({ component: Connect })
