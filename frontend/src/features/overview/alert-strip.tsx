// The open alerts by severity, next to the current figures.

import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Info, type LucideIcon, OctagonX, TriangleAlert } from 'lucide-react'
import { alertingQuery } from '@/api/alerting'
import type { Alerting } from '@/api/model'
import { overviewText } from '@/features/overview/text'
import { evaluatorHealth } from '@/lib/evaluator'
import { formatCount } from '@/lib/format'
import { labels } from '@/text/labels'
import { useNow } from '@/ui/clock'
import { Status } from '@/ui/status'
import { Unknown } from '@/ui/unknown'

const words = overviewText.alerts

const SEVERITIES: ReadonlyArray<
  readonly [keyof Alerting['open'], { icon: LucideIcon; color: string }]
> = [
  ['critical', { icon: OctagonX, color: 'text-crit' }],
  ['warning', { icon: TriangleAlert, color: 'text-warn' }],
  ['info', { icon: Info, color: 'text-info' }],
]

export function AlertStrip() {
  const { data, error } = useQuery(alertingQuery)
  return <AlertCounts alerting={error === null ? (data ?? null) : null} />
}

/** `null`: not known. */
export function AlertCounts({ alerting }: { alerting: Alerting | null }) {
  const now = useNow()
  const word = alerting === null ? null : evaluatorHealth(alerting.evaluator, now)
  const unseen = word === 'standby' && alerting?.evaluator.last_evaluation_at === null
  const doubted = word !== null && word !== 'ok' && (word !== 'standby' || unseen)
  return (
    <section
      aria-label={words.title}
      className="flex min-h-9 flex-wrap items-center gap-x-5 gap-y-1 rounded-md border border-line bg-surface px-3 py-1 text-sm"
    >
      <h2 className="font-semibold">{words.title}</h2>
      <ul className="flex flex-wrap gap-x-5 gap-y-1">
        {SEVERITIES.map(([severity, { icon: Icon, color }]) => {
          const count = alerting?.open[severity] ?? null
          return (
            <li key={severity}>
              <Link
                to="/alerts"
                search={{ severity }}
                className={`inline-flex items-center gap-1.5 hover:underline ${
                  count === null || count === 0 ? 'text-muted' : color
                }`}
              >
                <Icon aria-hidden="true" size={14} />
                {labels.severity[severity]}
                <strong className="font-semibold text-base">
                  {count === null ? <Unknown reason={words.unread} /> : formatCount(count)}
                </strong>
              </Link>
            </li>
          )
        })}
      </ul>
      {doubted ? <Status tone="warn" word={labels.evaluatorProblem[word] ?? word} wrap /> : null}
      <Link to="/alerts" search={{}} className="ms-auto text-accent hover:underline">
        {words.all}
      </Link>
    </section>
  )
}
