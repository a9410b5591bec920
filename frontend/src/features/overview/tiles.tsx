// The current figures: value, shape, difference to the period before, and one fact. Each leads to what
// explains it.

import { useQuery } from '@tanstack/react-query'
import { Link, type LinkProps } from '@tanstack/react-router'
import { rulesQuery } from '@/api/alert-rules'
import { openAlertsQuery } from '@/api/alerts'
import { healthQuery } from '@/api/health'
import {
  currentMetricsQuery,
  isEverywhere,
  metricsHistoryQuery,
  scopedMetricsQuery,
} from '@/api/metrics'
import type { MetricsHistory, SystemMetrics } from '@/api/model'
import { deltaWords, meanOf } from '@/features/overview/delta'
import { periodWords, type Scope } from '@/features/overview/scope'
import { overviewText } from '@/features/overview/text'
import { type TileSpec, tileSpecs } from '@/features/overview/tile-specs'
import { serverNow } from '@/lib/server-clock'
import { rangeBefore } from '@/lib/time-range'
import { useLiveState } from '@/live/live-context'
import { text } from '@/text/text'
import { Failure } from '@/ui/failure'
import { Sparkline } from '@/ui/sparkline'
import { Unknown } from '@/ui/unknown'

const words = overviewText

/** The socket updates the figures of everything; those of a part are polled. */
export function Tiles({ scope }: { scope: Scope }) {
  const everywhere = isEverywhere(scope)
  const { range, deployment } = scope
  const all = useQuery({ ...currentMetricsQuery, enabled: everywhere })
  const part = useQuery({ ...scopedMetricsQuery(scope), enabled: !everywhere })
  const { data, error, errorUpdatedAt, refetch } = everywhere ? all : part
  const { data: history } = useQuery(metricsHistoryQuery(range.from, range.to, scope))
  const earlier = rangeBefore(range, serverNow())
  const { data: before } = useQuery(metricsHistoryQuery(earlier.from, earlier.to, scope))
  const { data: reported } = useQuery({
    ...healthQuery,
    select: ({ sources }) => sources.some(({ last_received_at }) => last_received_at !== null),
  })
  const { data: rules, isPending: rulesPending } = useQuery(rulesQuery)
  const { data: open, isPending: openPending } = useQuery(openAlertsQuery(deployment))
  const { phase } = useLiveState()
  if (data === undefined && error !== null) {
    return <Failure error={error} tried={errorUpdatedAt} onRetry={() => void refetch()} />
  }
  const firing = new Set(
    (open?.alerts ?? [])
      .filter(({ status, severity }) => status !== 'resolved' && severity === 'critical')
      .map(({ rule }) => rule),
  )
  const bad = (rules?.rules ?? []).find(({ name }) => firing.has(name))
  return (
    <MetricTiles
      metrics={data ?? null}
      history={history}
      before={before}
      period={periodWords(range)}
      scope={scope}
      reported={reported ?? true}
      bad={bad === undefined ? null : { measure: bad.measure, threshold: bad.threshold }}
      old={phase === 'stale' || phase === 'reconnecting'}
      // A red tile comes first on a phone: until it is known, no tile is drawn where it may not stay.
      waiting={rulesPending || openPending}
    />
  )
}

interface Props {
  metrics: SystemMetrics | null
  history?: MetricsHistory | undefined
  before?: MetricsHistory | undefined
  period?: string
  scope: Scope
  /** Whether any source has reported: else nothing is known, and zero would be a lie. */
  reported?: boolean
  /** The measure whose critical rule fires, and its threshold. */
  bad?: { measure: string; threshold: number } | null
  old: boolean
  waiting?: boolean
}

export function MetricTiles({
  metrics,
  history,
  before,
  period = words.delta.period,
  scope,
  reported = true,
  bad = null,
  old,
  waiting = false,
}: Props) {
  const specs = tileSpecs(metrics, history, period, scope, bad)
  return (
    <section
      aria-label={words.tiles.label}
      data-old={old || undefined}
      className={`group grid grid-cols-2 gap-px overflow-hidden rounded-md border border-line bg-line nav:grid-cols-4 chip:grid-cols-7 ${
        waiting ? 'max-nav:invisible' : ''
      }`}
    >
      {specs.map((spec) => (
        <Tile
          key={spec.label}
          spec={reported ? spec : { ...spec, value: null, reason: words.tiles.unreported }}
          values={history?.points.map((point) => point[spec.field]) ?? []}
          delta={deltaWords(meanOf(history, spec.field), meanOf(before, spec.field), spec.kind)}
          period={period}
          whole={specs.every((each) => !each.bad)}
        />
      ))}
    </section>
  )
}

function Tile({
  spec,
  values,
  delta,
  period,
  whole,
}: {
  spec: TileSpec
  values: ReadonlyArray<number | null>
  delta: string | null
  period: string
  /** No tile takes a row of its own: the last one fills the gap of an odd number. */
  whole: boolean
}) {
  const { label, value, unit, reason, fact, bad, link } = spec
  return (
    <Link
      {...(link as LinkProps)}
      data-tile={spec.field}
      className={`relative min-w-0 bg-surface px-3.5 pt-2.5 pb-2.5 hover:bg-raised focus-visible:-outline-offset-2 ${
        bad
          ? 'before:absolute before:inset-x-0 before:top-0 before:h-0.5 before:bg-crit-mark max-nav:order-first max-nav:col-span-2'
          : whole
            ? 'last:max-nav:col-span-2 last:max-chip:col-span-2'
            : 'last:nav:max-chip:col-span-2'
      }`}
    >
      <div className="truncate text-muted text-xs">{label}</div>
      <div className="mt-1 flex items-baseline gap-1 whitespace-nowrap group-data-old:text-muted">
        <span
          className={`font-semibold text-2xl tracking-[-0.02em] max-nav:text-[24px] wide:text-[30px] wide:leading-9 ${bad ? 'text-crit' : ''}`}
        >
          {value ?? <Unknown reason={reason} />}
        </span>
        {value !== null && unit !== undefined ? (
          <span className="text-muted text-sm">{unit}</span>
        ) : null}
      </div>
      <Sparkline values={values} tone={bad ? 'crit' : 'normal'} className="my-1.5 h-7.5" />
      <div className="truncate text-muted text-xs">
        {delta === null ? (
          words.delta.unknown
        ) : (
          <>
            <b className={`font-semibold ${bad ? 'text-crit' : 'text-fg'}`}>{delta}</b>{' '}
            {words.delta.versus(period)}
          </>
        )}
      </div>
      <div className="truncate text-muted text-xs" title={value === null ? reason : fact}>
        {value === null ? <span aria-hidden="true">{reason}</span> : fact || text.unknown}
      </div>
    </Link>
  )
}
