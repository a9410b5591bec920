import { createFileRoute, Outlet } from '@tanstack/react-router'
import { AlertsFrame } from '@/app/alerting-frame'

export const Route = createFileRoute('/alerts')({ component: Alerts })

function Alerts() {
  return (
    <AlertsFrame>
      <Outlet />
    </AlertsFrame>
  )
}
