import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { openAlertsQuery } from '@/api/alerts'
import { roomText } from '@/features/room-detail/text'
import { labels } from '@/text/labels'
import { Duration } from '@/ui/clock'
import { Panel } from '@/ui/panel'
import { Status, toneOf } from '@/ui/status'
import { Words } from '@/ui/words'

/** The open alerts of this room; renders nothing if there are none. */
export function RoomAlerts({ name, deployment }: { name: string; deployment: string }) {
  const { data, error } = useQuery(openAlertsQuery(deployment, name))
  const open = data?.alerts.filter(({ status }) => status !== 'resolved') ?? []
  if (error !== null) {
    return <Status tone="unk" word={roomText.alertsUnread} wrap />
  }
  if (open.length === 0) return null
  return (
    <Panel title={roomText.alerts}>
      <ul className="text-sm">
        {open.map((alert) => (
          <li
            key={alert.id}
            className="flex flex-wrap items-center gap-x-3 border-line border-t px-3 py-1.5 first:border-t-0"
          >
            <Status
              tone={toneOf(alert.severity)}
              word={labels.severity[alert.severity] ?? alert.severity}
            />
            <Link
              to="/alerts/$id"
              params={{ id: alert.id }}
              className="min-w-0 text-accent [overflow-wrap:anywhere] hover:underline"
            >
              <Words text={alert.message} />
            </Link>
            <span className="text-muted">
              <Duration since={alert.started_at} seconds={null} ticking />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
