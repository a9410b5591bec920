// The open alerts by name, the worst first.

import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Info, type LucideIcon, OctagonX, TriangleAlert } from 'lucide-react'
import { alertingQuery } from '@/api/alerting'
import { openAlertsQuery } from '@/api/alerts'
import type { AlertRow } from '@/api/model'
import { overviewText } from '@/features/overview/text'
import { AlertSubject } from '@/features/shared/alert-subject'
import { formatCount } from '@/lib/format'
import { labels } from '@/text/labels'
import { text } from '@/text/text'
import { Duration } from '@/ui/clock'
import { Empty } from '@/ui/empty'
import { Failure } from '@/ui/failure'
import { visible } from '@/ui/foreign'
import { Panel } from '@/ui/panel'
import { Words } from '@/ui/words'

const words = overviewText.alerts

/** Alerts that are listed; the page of alerts has all. */
const LISTED = 12

const MARKS: Readonly<Record<string, { icon: LucideIcon; color: string; rank: number }>> = {
  critical: { icon: OctagonX, color: 'text-crit', rank: 0 },
  warning: { icon: TriangleAlert, color: 'text-warn', rank: 1 },
  info: { icon: Info, color: 'text-muted', rank: 2 },
}
const UNKNOWN = { icon: TriangleAlert, color: 'text-unk', rank: 0 }

export function Attention({ deployment }: { deployment: string | null }) {
  const { data, error, errorUpdatedAt, refetch } = useQuery(openAlertsQuery(deployment))
  const alerts = (data?.alerts ?? [])
    .filter(({ status }) => status !== 'resolved')
    .toSorted((a, b) => rank(a) - rank(b) || b.started_at.localeCompare(a.started_at))
  return (
    <Panel
      title={words.title}
      unit={data === undefined ? undefined : formatCount(data.total)}
      aside={
        <Link to="/alerts" search={{}} className="text-accent text-xs hover:underline">
          {words.all}
        </Link>
      }
    >
      <section
        aria-label={words.rows}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard
        tabIndex={0}
        // Of a fixed height: an alert that fires moves nothing below.
        className="h-66 overflow-y-auto wide:h-52"
      >
        {error === null ? null : (
          <Failure error={error} tried={errorUpdatedAt} onRetry={() => void refetch()} />
        )}
        {data === undefined ? (
          error === null ? (
            <p className="p-3.5 text-muted text-sm">{text.loading}</p>
          ) : null
        ) : alerts.length === 0 ? (
          <None />
        ) : (
          <ul className="wide:grid wide:grid-cols-2">
            {alerts.slice(0, LISTED).map((alert) => (
              <Row key={alert.id} alert={alert} />
            ))}
          </ul>
        )}
      </section>
    </Panel>
  )
}

function Row({ alert }: { alert: AlertRow }) {
  const { icon: Icon, color } = MARKS[alert.severity] ?? UNKNOWN
  return (
    <li
      data-attention={alert.severity}
      className="grid grid-cols-[16px_minmax(0,1fr)_auto] content-start gap-x-2.5 border-line border-t px-3.5 pt-2 pb-2.5 text-sm hover:bg-raised"
    >
      <span className={`mt-0.5 ${color}`}>
        <Icon aria-hidden="true" size={16} />
        <span className="sr-only">{labels.severity[alert.severity] ?? alert.severity}</span>
      </span>
      <Link
        to="/alerts/$id"
        params={{ id: alert.id }}
        className="line-clamp-2 font-semibold hover:underline [overflow-wrap:anywhere]"
      >
        <Words text={alert.message} />
      </Link>
      <span className="text-muted text-xs leading-5">
        <Duration since={alert.started_at} seconds={null} ticking />
      </span>
      <span className="col-start-2 truncate text-soft text-xs leading-5">
        <AlertSubject of={alert} />
      </span>
      <span className="max-w-32 truncate text-muted text-xs leading-5">
        {alert.assignee !== null
          ? visible(alert.assignee)
          : alert.acknowledged_by !== null
            ? words.takenBy(visible(alert.acknowledged_by))
            : words.unassigned}
      </span>
    </li>
  )
}

function None() {
  const { data } = useQuery(alertingQuery)
  return (
    <Empty
      title={words.none}
      {...(data === undefined ? {} : { body: words.noneBody(data.evaluator.rules) })}
    />
  )
}

function rank(alert: AlertRow): number {
  return (MARKS[alert.severity] ?? UNKNOWN).rank
}
