import { useQuery } from '@tanstack/react-query'
import { Suspense, useMemo } from 'react'
import { isEverywhere, metricsHistoryQuery } from '@/api/metrics'
import type { MetricsHistory } from '@/api/model'
import type { Notes } from '@/charts/chart-data'
import type { ChartSeries } from '@/charts/plot-options'
import type { ChartSource } from '@/charts/time-chart'
import { ChartMarks } from '@/features/overview/chart-marks'
import { chartPoints } from '@/features/overview/chart-points'
import { periodWords, type Scope } from '@/features/overview/scope'
import { overviewText } from '@/features/overview/text'
import { type Measures, useNotes } from '@/features/overview/use-notes'
import { TimeChart } from '@/features/shared/lazy-chart'
import { formatInstant } from '@/lib/format'
import { serverNow } from '@/lib/server-clock'
import { type Interval, rangeBefore, resolveRange } from '@/lib/time-range'
import { useLive } from '@/live/live-context'
import { type Series, SeriesRing } from '@/live/series-ring'
import { text } from '@/text/text'
import { Button } from '@/ui/button'
import { useZone } from '@/ui/clock'
import { Failure } from '@/ui/failure'
import { Panel } from '@/ui/panel'
import { Status } from '@/ui/status'

const words = overviewText.charts
const DASH = [5, 3]

interface Chart extends Measures {
  title: string
  unit: string
  fields: readonly Series[]
  series: readonly ChartSeries[]
}

const CHARTS: readonly Chart[] = [
  {
    title: words.participants,
    unit: words.count,
    fields: ['people', 'machines'],
    series: [
      { label: words.people, color: 's1', whole: true, area: true },
      { label: words.machines, color: 's2', dash: DASH, whole: true },
    ],
    names: ['total_participants', 'people'],
    factor: 1,
  },
  {
    title: words.disconnects,
    unit: words.perMinute,
    fields: ['disconnect_rate'],
    series: [{ label: words.disconnected, color: 's4' }],
    names: ['disconnect_rate'],
    factor: 1,
  },
  {
    title: words.joinsLeaves,
    unit: words.perMinute,
    fields: ['join_rate', 'leave_rate'],
    series: [
      { label: words.joins, color: 's1' },
      { label: words.leaves, color: 's2', dash: DASH },
    ],
    names: ['join_rate', 'leave_rate'],
    factor: 1,
  },
  {
    title: words.quality,
    unit: text.ofHundred,
    fields: ['avg_connection_quality'],
    series: [{ label: words.average, color: 's3' }],
    names: ['avg_connection_quality'],
    factor: 1,
  },
  {
    title: words.rooms,
    unit: words.count,
    fields: ['active_rooms'],
    series: [{ label: words.activeRooms, color: 's1', whole: true, area: true }],
    names: ['active_rooms'],
    factor: 1,
  },
  {
    title: words.duration,
    unit: words.minutes,
    fields: ['avg_room_duration'],
    series: [{ label: words.average, color: 's1' }],
    names: ['avg_room_duration'],
    factor: 1 / 60,
  },
]

/** A range whose beginning is unknown for more than this share offers to leave it out. */
const UNKNOWN_SHARE = 0.3

const GRID =
  'grid min-w-0 content-start gap-4 max-nav:gap-3 nav:grid-cols-2 wide:grid-cols-3 wide:gap-5'

export function Charts({
  scope,
  onZoom,
  onReset,
}: {
  scope: Scope
  onZoom: (interval: Interval) => void
  onReset: () => void
}) {
  const zone = useZone()
  const { range } = scope
  const history = useQuery(metricsHistoryQuery(range.from, range.to, scope))
  const earlier = rangeBefore(range, serverNow())
  const { data: before } = useQuery(metricsHistoryQuery(earlier.from, earlier.to, scope))
  const notes = useNotes(scope, CHARTS)
  const known = knownSince(history.data, resolveRange(range, serverNow()))
  return (
    <section aria-label={words.label} className="flex min-w-0 flex-col">
      {history.error !== null ? (
        <Panel title={words.label} className="mb-4">
          <Failure
            error={history.error}
            tried={history.errorUpdatedAt}
            onRetry={() => void history.refetch()}
          />
        </Panel>
      ) : null}
      <div className={GRID}>
        {CHARTS.map((chart, index) => (
          <Suspense key={chart.title} fallback={<ChartPlace title={chart.title} />}>
            <LiveChart
              chart={chart}
              notes={notes[index]}
              history={history.data}
              before={before}
              scope={scope}
              onZoom={onZoom}
              onReset={onReset}
            />
          </Suspense>
        ))}
      </div>
      <ChartMarks>
        {known === null ? null : (
          <span className="inline-flex items-center gap-2">
            {words.known(formatInstant(known.from, zone, serverNow()))}
            <Button look="plain" className="h-6! text-accent" onClick={() => onZoom(known)}>
              {words.zoomKnown}
            </Button>
          </span>
        )}
      </ChartMarks>
    </section>
  )
}

const NO_RING = new SeriesRing(1)

function LiveChart({
  chart,
  notes,
  history,
  before,
  scope,
  onZoom,
  onReset,
}: {
  chart: Chart
  notes: Notes | undefined
  history: MetricsHistory | undefined
  before: MetricsHistory | undefined
  scope: Scope
  onZoom: (interval: Interval) => void
  onReset: () => void
}) {
  const zone = useZone()
  const live = useLive()
  const everywhere = isEverywhere(scope)
  const { range } = scope
  const source = useMemo<ChartSource>(
    () => ({
      read: () => {
        // Live points are of everything: a filtered chart has only what was read.
        const ring = everywhere ? live.ring : NO_RING
        const data = chartPoints(history, ring, chart.fields, range, serverNow(), before)
        const scale = (column: (number | null)[]) =>
          chart.factor === 1
            ? column
            : column.map((value) => (value === null ? null : value * chart.factor))
        return {
          ...data,
          columns: data.columns.map(scale),
          ...(data.before === undefined ? {} : { before: scale(data.before) }),
        }
      },
      listen: (listener) => live.on('metrics', listener),
    }),
    [chart, live, history, before, range, everywhere],
  )
  const firing = notes?.firing.find(({ to }) => to === null)
  return (
    <TimeChart
      title={chart.title}
      unit={chart.unit}
      series={chart.series}
      source={source}
      {...(notes === undefined ? {} : { notes })}
      beforeWord={words.before(periodWords(range))}
      aside={
        firing === undefined ? null : (
          <Status
            tone={firing.severity === 'critical' ? 'crit' : 'warn'}
            word={words.firing(formatInstant(firing.from, zone, serverNow()).slice(0, -3))}
          />
        )
      }
      onZoom={onZoom}
      onReset={onReset}
    />
  )
}

/** From when figures are known, if that is far from the start of the range. */
function knownSince(history: MetricsHistory | undefined, interval: Interval): Interval | null {
  const first = history?.points.find((point) => point.active_rooms !== null)
  if (first === undefined) return null
  const from = Date.parse(first.timestamp)
  const unknown = (from - interval.from) / (interval.to - interval.from)
  return unknown > UNKNOWN_SHARE ? { from, to: interval.to } : null
}

/** Takes the space of a chart, so that nothing moves when it loads. */
function ChartPlace({ title }: { title: string }) {
  return (
    <Panel title={title}>
      <div className="h-49 p-3 text-muted text-sm wide:h-[calc(21.5vh+28px)]">{text.loading}</div>
    </Panel>
  )
}
