import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useMemo } from 'react'
import { metricsHistoryQuery } from '@/api/metrics'
import type { MetricsHistory } from '@/api/model'
import type { ChartSeries } from '@/charts/plot-options'
import type { ChartSource } from '@/charts/time-chart'
import { chartPoints } from '@/features/overview/chart-points'
import { overviewText } from '@/features/overview/text'
import { serverNow } from '@/lib/server-clock'
import type { Interval, TimeRange } from '@/lib/time-range'
import type { Live } from '@/live/live'
import { useLive } from '@/live/live-context'
import type { Series } from '@/live/series-ring'
import { text } from '@/text/text'
import { Failure } from '@/ui/failure'
import { Panel } from '@/ui/panel'

// The plotting library loads after the first paint: tiles and lists do not need it.
const TimeChart = lazy(async () => ({ default: (await import('@/charts/time-chart')).TimeChart }))

const DASH = [6, 4]

interface Chart {
  title: string
  unit: string
  fields: readonly Series[]
  series: readonly ChartSeries[]
}

const CHARTS: readonly Chart[] = [
  {
    title: overviewText.charts.participants,
    unit: overviewText.charts.count,
    fields: ['people', 'machines'],
    series: [
      { label: overviewText.charts.people, color: 's1', whole: true },
      { label: overviewText.charts.machines, color: 's2', dash: DASH, whole: true },
    ],
  },
  {
    title: overviewText.charts.rooms,
    unit: overviewText.charts.count,
    fields: ['active_rooms'],
    series: [{ label: overviewText.charts.activeRooms, color: 's3', whole: true }],
  },
  {
    title: overviewText.charts.joinsLeaves,
    unit: overviewText.charts.perMinute,
    fields: ['join_rate', 'leave_rate'],
    series: [
      { label: overviewText.charts.joins, color: 's1' },
      { label: overviewText.charts.leaves, color: 's2', dash: DASH },
    ],
  },
  {
    title: overviewText.charts.disconnects,
    unit: overviewText.charts.perMinute,
    fields: ['disconnect_rate'],
    series: [{ label: overviewText.charts.disconnects, color: 's4' }],
  },
]

export function Charts({
  range,
  onZoom,
  onReset,
}: {
  range: TimeRange
  onZoom: (interval: Interval) => void
  onReset: () => void
}) {
  const live = useLive()
  const history = useQuery(metricsHistoryQuery(range.from, range.to))
  return (
    <section
      aria-label={overviewText.charts.label}
      className="grid grid-cols-1 gap-3 lg:grid-cols-2"
    >
      {history.error !== null ? (
        <Panel title={overviewText.charts.label} className="lg:col-span-2">
          <Failure
            error={history.error}
            tried={history.errorUpdatedAt}
            onRetry={() => void history.refetch()}
          />
        </Panel>
      ) : null}
      {CHARTS.map((chart) => (
        <Suspense key={chart.title} fallback={<ChartPlace title={chart.title} />}>
          <LiveChart
            chart={chart}
            live={live}
            history={history.data}
            range={range}
            onZoom={onZoom}
            onReset={onReset}
          />
        </Suspense>
      ))}
    </section>
  )
}

function LiveChart({
  chart,
  live,
  history,
  range,
  onZoom,
  onReset,
}: {
  chart: Chart
  live: Live
  history: MetricsHistory | undefined
  range: TimeRange
  onZoom: (interval: Interval) => void
  onReset: () => void
}) {
  const source = useMemo<ChartSource>(
    () => ({
      read: () => chartPoints(history, live.ring, chart.fields, range, serverNow()),
      listen: (listener) => live.on('metrics', listener),
    }),
    [chart, live, history, range],
  )
  return (
    <TimeChart
      title={chart.title}
      unit={chart.unit}
      series={chart.series}
      source={source}
      onZoom={onZoom}
      onReset={onReset}
    />
  )
}

/** Takes the space of a chart, so that nothing moves when it loads. */
function ChartPlace({ title }: { title: string }) {
  return (
    <Panel title={title}>
      <div className="h-49 p-3 text-muted text-sm">{text.loading}</div>
    </Panel>
  )
}
