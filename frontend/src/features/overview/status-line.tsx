import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CircleCheck, CircleHelp, type LucideIcon, OctagonX, TriangleAlert } from 'lucide-react'
import type { AlertFilter } from '@/api/alert-filter'
import { alertingQuery } from '@/api/alerting'
import { openAlertsQuery, resolvedAlertsQuery } from '@/api/alerts'
import { healthQuery } from '@/api/health'
import { sourcesQuery } from '@/api/sources'
import { type Sentence, statusSentence } from '@/features/overview/status-sentence'
import { overviewText } from '@/features/overview/text'
import { evaluatorHealth } from '@/lib/evaluator'
import { formatInstant } from '@/lib/format'
import { latestLag } from '@/lib/lateness'
import { serverNow } from '@/lib/server-clock'
import { useNow, useZone } from '@/ui/clock'
import { Words } from '@/ui/words'

const words = overviewText.status

const BUTTON =
  'inline-flex h-7.5 shrink-0 items-center rounded-sm border border-line-2 bg-surface px-2.5 text-sm hover:bg-raised'

/** Far enough back for the end of the last serious alert. */
const RESOLVED: AlertFilter = {
  severity: '',
  rule: '',
  room: '',
  q: '',
  deployment: null,
  from: 'now-7d',
  to: 'now',
  page: 0,
}

const ICONS: Readonly<Record<string, { icon: LucideIcon; color: string }>> = {
  crit: { icon: OctagonX, color: 'text-crit' },
  warn: { icon: TriangleAlert, color: 'text-warn' },
  ok: { icon: CircleCheck, color: 'text-ok' },
}

export function StatusLine({ deployment }: { deployment: string | null }) {
  const sentence = useSentence(deployment)
  const { icon: Icon, color } = ICONS[sentence?.tone ?? ''] ?? {
    icon: CircleHelp,
    color: 'text-muted',
  }
  return (
    // Of a fixed height: nothing below moves when the sentence changes.
    <section
      aria-label={words.label}
      data-status={sentence?.tone}
      className="flex min-h-14 items-start gap-3 py-1 max-nav:min-h-22"
    >
      <Icon aria-hidden="true" size={22} className={`mt-0.75 shrink-0 ${color}`} />
      <div className="min-w-0 flex-1">
        <p
          role="status"
          className="font-semibold text-xl leading-7 tracking-[-0.012em] max-nav:line-clamp-3 max-nav:text-[17px] max-nav:leading-6 nav:truncate"
        >
          {sentence === null ? (
            <span className="text-muted">{words.loading}</span>
          ) : sentence.alert === null ? (
            sentence.lead
          ) : (
            <Link
              to="/alerts/$id"
              params={{ id: sentence.alert }}
              className="hover:underline nav:pointer-events-none nav:no-underline"
            >
              <Words text={sentence.lead} />
            </Link>
          )}
        </p>
        <p className="truncate text-sm text-soft">{sentence?.more}</p>
      </div>
      {sentence?.unconnected ? (
        <Link to="/connect" className={BUTTON}>
          {words.connect}
        </Link>
      ) : null}
      {sentence?.alert ? (
        <Link
          to="/alerts/$id"
          params={{ id: sentence.alert }}
          className={`${BUTTON} max-nav:hidden`}
        >
          {words.open}
        </Link>
      ) : null}
    </section>
  )
}

function useSentence(deployment: string | null): Sentence | null {
  const zone = useZone()
  const now = useNow()
  const open = useQuery(openAlertsQuery(deployment))
  const resolved = useQuery(resolvedAlertsQuery({ ...RESOLVED, deployment }))
  const { data: health } = useQuery(healthQuery)
  const { data: alerting } = useQuery(alertingQuery)
  const { data: lag } = useQuery({ ...sourcesQuery, select: latestLag })
  if (open.data === undefined || open.error !== null) {
    return open.error === null
      ? null
      : { tone: 'unk', lead: words.unread, more: open.error.message, alert: null }
  }
  if (health === undefined || alerting === undefined || resolved.data === undefined) return null
  return statusSentence(
    {
      open: open.data.alerts,
      resolved: resolved.data.alerts,
      sources: health.sources.filter(
        (each) => deployment === null || each.deployment === deployment,
      ),
      startedAt: health.started_at,
      deployments: health.deployments.length,
      evaluator: evaluatorHealth(alerting.evaluator, now),
      lag: lag ?? null,
    },
    (instant) => formatInstant(instant, zone, serverNow()).slice(0, -3),
  )
}
