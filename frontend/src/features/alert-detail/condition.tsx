// The condition of the alert's rule as a chart: the value, its threshold, and the time it held.
import { useQuery } from '@tanstack/react-query'
import { Suspense, useMemo, useState } from 'react'
import { measuresQuery, rulesQuery } from '@/api/alert-rules'
import { metricsHistoryQuery } from '@/api/metrics'
import type { AlertDetail, RuleRow } from '@/api/model'
import type { Notes } from '@/charts/chart-data'
import type { ChartSeries } from '@/charts/plot-options'
import type { ChartSource } from '@/charts/time-chart'
import {
  conditionPoints,
  intervalOf,
  type StoredMeasure,
  storedMeasure,
} from '@/features/alert-detail/condition-points'
import { alertDetailText } from '@/features/alert-detail/text'
import { TimeChart } from '@/features/shared/lazy-chart'
import { formatAge, formatFigure, instantOf } from '@/lib/format'
import { serverNow } from '@/lib/server-clock'
import type { Interval } from '@/lib/time-range'
import { Failure } from '@/ui/failure'
import { Panel } from '@/ui/panel'

const words = alertDetailText.condition

/** One array for all renders: a chart with another one is drawn anew. */
const SERIES: readonly ChartSeries[] = [{ label: words.value, color: 's4' }]

/** A past alert is read up to a whole minute, so that the query does not change with each look. */
const GRAIN_MS = 60_000

export function Condition({ alert }: { alert: AlertDetail }) {
  const { data: rules } = useQuery(rulesQuery)
  const rule = rules?.rules.find(({ name }) => name === alert.rule)
  const started = instantOf(alert.started_at)
  if (rules === undefined || started === null) return <Place body={words.unread} />
  if (rule === undefined) return <Place body={words.noRule} />
  const measure = storedMeasure(rule.measure)
  // A rule of one room evaluates the room alone, of which no history is stored.
  if (measure === null || alert.room !== null) return <Place body={words.notStored} />
  return <Stored alert={alert} rule={rule} measure={measure} started={started} />
}

function Place({ body }: { body: string }) {
  return (
    <Panel title={words.title}>
      <p className="px-3.5 pb-3 text-muted text-sm">{body}</p>
    </Panel>
  )
}

function Stored({
  alert,
  rule,
  measure,
  started,
}: {
  alert: AlertDetail
  rule: RuleRow
  measure: StoredMeasure
  started: number
}) {
  const resolved = instantOf(alert.resolved_at)
  const [zoom, setZoom] = useState<Interval | null>(null)
  const whole = intervalOf(started, resolved, serverNow())
  const from = Math.floor((whole.from - rule.window_seconds * 1_000) / GRAIN_MS) * GRAIN_MS
  const to = Math.ceil(whole.to / GRAIN_MS) * GRAIN_MS
  const { deployment, region } = alert
  const history = useQuery(
    metricsHistoryQuery(
      new Date(from).toISOString(),
      resolved === null ? 'now' : new Date(to).toISOString(),
      { deployment, region },
    ),
  )
  const { data: measures } = useQuery(measuresQuery)
  const unit = measures?.measures.find(({ name }) => name === rule.measure)?.unit ?? ''
  const { data } = history
  const window = rule.window_seconds
  const source = useMemo<ChartSource | null>(
    () =>
      data === undefined
        ? null
        : {
            read: () =>
              conditionPoints(
                data,
                measure,
                window,
                zoom ?? intervalOf(started, resolved, serverNow()),
              ),
            listen: () => () => {},
          },
    [data, measure, window, zoom, started, resolved],
  )
  const threshold = alert.threshold ?? rule.threshold
  const notes = useMemo<Notes>(() => {
    const severity = alert.severity === 'critical' ? 'critical' : 'warning'
    return {
      thresholds: [
        {
          value: threshold,
          wrong: /below|most/.test(rule.comparison) ? 'below' : 'above',
          label: words.threshold(formatFigure(threshold)),
        },
      ],
      marks: [{ at: started, kind: severity, words: words.began }],
      firing: [{ from: started, to: resolved, severity, tinted: true }],
    }
  }, [alert.severity, threshold, rule.comparison, started, resolved])
  if (history.error !== null) {
    return (
      <Panel title={words.title}>
        <Failure
          error={history.error}
          tried={history.errorUpdatedAt}
          onRetry={() => void history.refetch()}
        />
      </Panel>
    )
  }
  const place = (
    <Panel title={words.title}>
      <div className="h-49" />
    </Panel>
  )
  return source === null ? (
    place
  ) : (
    <Suspense fallback={place}>
      <TimeChart
        title={words.title}
        unit={[unit, window > 0 ? words.mean(formatAge(window)) : '']
          .filter((part) => part !== '')
          .join(', ')}
        series={SERIES}
        source={source}
        notes={notes}
        onZoom={setZoom}
        onReset={() => setZoom(null)}
      />
    </Suspense>
  )
}
