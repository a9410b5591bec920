import { useQuery } from '@tanstack/react-query'
import { Suspense, useMemo } from 'react'
import { gapsQuery } from '@/api/gaps'
import { driftQuery } from '@/api/sources'
import type { ChartSeries } from '@/charts/plot-options'
import type { ChartSource } from '@/charts/time-chart'
import { TimeChart } from '@/features/shared/lazy-chart'
import { driftPoints, stepFor } from '@/features/sources/drift-points'
import { sourcesText } from '@/features/sources/text'
import { formatDuration } from '@/lib/format'
import { serverNow } from '@/lib/server-clock'
import { type Interval, resolveRange, type TimeRange } from '@/lib/time-range'
import { text } from '@/text/text'
import { Failure } from '@/ui/failure'
import { Panel } from '@/ui/panel'

const words = sourcesText.drift

const SERIES: readonly ChartSeries[] = [
  { label: words.rooms, color: 's3', whole: true },
  { label: words.participants, color: 's1', whole: true },
  { label: words.tracks, color: 's2', whole: true },
  { label: words.jobs, color: 's4', whole: true },
]

const still = () => () => {}

export function DriftChart({
  range,
  deployment,
  polled,
  onZoom,
  onReset,
}: {
  range: TimeRange
  deployment: string | null
  /** Whether a room API is polled: without polls, no drift does not mean zero drift. */
  polled: boolean
  onZoom: (interval: Interval) => void
  onReset: () => void
}) {
  const step = stepFor(resolveRange(range, serverNow()))
  const drift = useQuery(driftQuery(range.from, range.to, step, deployment))
  const { data: gapPage } = useQuery(gapsQuery(range.from, range.to, deployment))
  const source = useMemo<ChartSource>(() => {
    // Times without polls are gaps: no drift can be found then.
    const gaps = (gapPage?.gaps ?? []).filter(
      (gap) => gap.source === 'poll' || gap.source === 'console',
    )
    return {
      read: () => driftPoints(drift.data, gaps, resolveRange(range, serverNow())),
      listen: still,
    }
  }, [drift.data, gapPage, range])
  if (drift.error !== null && drift.data === undefined) {
    return (
      <Panel title={words.history}>
        <Failure
          error={drift.error}
          tried={drift.errorUpdatedAt}
          onRetry={() => void drift.refetch()}
        />
      </Panel>
    )
  }
  const found = drift.data?.points.some((point) => Object.keys(point.counts).length > 0) ?? false
  if (!polled && !found) {
    return (
      <Panel title={words.history}>
        <p className="p-3 text-sm">{words.notPolled}</p>
      </Panel>
    )
  }
  return (
    <Suspense
      fallback={
        <Panel title={words.history}>
          <div className="h-49 p-3 text-muted text-sm">{text.loading}</div>
        </Panel>
      }
    >
      <TimeChart
        title={words.history}
        unit={words.unit(formatDuration(drift.data?.step_seconds ?? step))}
        series={SERIES}
        stacked
        source={source}
        onZoom={onZoom}
        onReset={onReset}
      />
    </Suspense>
  )
}
