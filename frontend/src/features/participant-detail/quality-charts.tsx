import { useQuery } from '@tanstack/react-query'
import { Suspense, useMemo, useState } from 'react'
import type { ParticipantDetail } from '@/api/model'
import { participantQualityQuery } from '@/api/participants'
import type { ChartSeries } from '@/charts/plot-options'
import type { ChartSource } from '@/charts/time-chart'
import { isReported, qualityPoints } from '@/features/participant-detail/quality-points'
import { participantText } from '@/features/participant-detail/text'
import { TimeChart } from '@/features/shared/lazy-chart'
import { instantOf } from '@/lib/format'
import { serverNow } from '@/lib/server-clock'
import type { Interval } from '@/lib/time-range'
import { text } from '@/text/text'
import { Failure } from '@/ui/failure'
import { Panel } from '@/ui/panel'

const words = participantText.connection
const DASH = [6, 4]

interface Chart {
  title: string
  unit: string
  fields: Parameters<typeof qualityPoints>[1]
  series: readonly ChartSeries[]
}

const IN_AND_OUT: readonly ChartSeries[] = [
  { label: words.in, color: 's1' },
  { label: words.out, color: 's2', dash: DASH },
]

const CHARTS: readonly Chart[] = [
  {
    title: words.quality,
    unit: text.ofHundred,
    fields: ['quality'],
    series: [{ label: words.quality, color: 's3', whole: true }],
  },
  {
    title: words.delay,
    unit: words.ms,
    fields: ['rtt_ms', 'jitter_ms'],
    series: [
      { label: words.rtt, color: 's1' },
      { label: words.jitter, color: 's2', dash: DASH },
    ],
  },
  {
    title: words.loss,
    unit: words.percent,
    fields: ['loss_ratio'],
    series: [{ label: words.loss, color: 's4' }],
  },
  {
    title: words.bitrate,
    unit: words.kbps,
    fields: ['bitrate_in_bps', 'bitrate_out_bps'],
    series: IN_AND_OUT,
  },
]

/** Of video, which not every client reports. */
const VIDEO_CHARTS: readonly Chart[] = [
  {
    title: words.frames,
    unit: words.perSecond,
    fields: ['frames_per_second_in', 'frames_per_second_out'],
    series: IN_AND_OUT,
  },
  {
    title: words.height,
    unit: words.pixels,
    fields: ['frame_height_in', 'frame_height_out'],
    series: IN_AND_OUT.map((each) => ({ ...each, whole: true })),
  },
]

const still = () => () => {}

/** The reported connection quality over the whole session. */
export function QualityCharts({ participant }: { participant: ParticipantDetail }) {
  const { sid, deployment, joined_at, left_at } = participant
  const query = useQuery(
    // A session without duration has no range: read until now.
    participantQualityQuery(sid, joined_at, left_at === joined_at ? null : left_at, deployment),
  )
  const [zoom, setZoom] = useState<Interval | null>(null)
  const points = query.data?.points
  // A step without a report is a point of nulls.
  if (points === undefined || points.every((point) => point.reports === 0)) {
    return (
      <Panel title={words.title}>
        {query.error !== null ? (
          <Failure
            error={query.error}
            tried={query.errorUpdatedAt}
            onRetry={() => void query.refetch()}
          />
        ) : (
          <p className="p-3 text-muted text-sm">
            {points === undefined ? words.loading : words.none}
          </p>
        )}
      </Panel>
    )
  }
  return (
    <section
      aria-label={words.title}
      className="grid grid-cols-1 gap-3 lg:grid-cols-2 wide:grid-cols-3 wide:gap-5"
    >
      {[...CHARTS, ...VIDEO_CHARTS.filter(({ fields }) => isReported(points, fields))].map(
        (chart) => (
          <Suspense
            key={chart.title}
            fallback={
              <Panel title={chart.title}>
                <div className="h-49" />
              </Panel>
            }
          >
            <QualityChart
              chart={chart}
              points={points}
              session={{ from: instantOf(joined_at), to: instantOf(left_at) }}
              zoom={zoom}
              onZoom={setZoom}
            />
          </Suspense>
        ),
      )}
    </section>
  )
}

function QualityChart({
  chart,
  points,
  session: { from, to },
  zoom,
  onZoom,
}: {
  chart: Chart
  points: Parameters<typeof qualityPoints>[0]
  session: { from: number | null; to: number | null }
  zoom: Interval | null
  onZoom: (interval: Interval | null) => void
}) {
  const source = useMemo<ChartSource>(() => {
    const first = instantOf(points[0]?.timestamp)
    const last = instantOf(points.at(-1)?.timestamp)
    const now = serverNow()
    const interval = zoom ?? {
      from: from ?? first ?? now - 1,
      to: to ?? Math.max(last ?? now, now),
    }
    return { read: () => qualityPoints(points, chart.fields, interval), listen: still }
  }, [chart, points, from, to, zoom])
  return (
    <TimeChart
      title={chart.title}
      unit={chart.unit}
      series={chart.series}
      source={source}
      onZoom={onZoom}
      onReset={() => onZoom(null)}
    />
  )
}
