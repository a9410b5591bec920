import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { currentMetricsQuery } from '@/api/metrics'
import type { SystemMetrics } from '@/api/model'
import { overviewText } from '@/features/overview/text'
import { formatCount, formatDecimal, formatDuration } from '@/lib/format'
import { useLiveState } from '@/live/live-context'
import { labels } from '@/text/labels'
import { text } from '@/text/text'
import { Failure } from '@/ui/failure'
import { Unknown } from '@/ui/unknown'

/** The current figures. The socket updates them, except with a fixed time range. */
export function Tiles() {
  const { data, error, errorUpdatedAt, refetch } = useQuery(currentMetricsQuery)
  const { phase } = useLiveState()
  if (data === undefined && error !== null) {
    return <Failure error={error} tried={errorUpdatedAt} onRetry={() => void refetch()} />
  }
  return <MetricTiles metrics={data ?? null} old={phase === 'stale' || phase === 'reconnecting'} />
}

export function MetricTiles({ metrics, old }: { metrics: SystemMetrics | null; old: boolean }) {
  const pending = text.reason.notMeasured
  const count = (value: number | null | undefined) =>
    value === null || value === undefined ? null : formatCount(value)
  const rate = (value: number | null | undefined) =>
    value === null || value === undefined ? null : formatDecimal(value)
  return (
    <section
      aria-label={overviewText.tiles.label}
      data-old={old || undefined}
      className="group grid grid-cols-2 gap-2 sm:grid-cols-4 xl:grid-cols-7"
    >
      <Tile
        label={overviewText.tiles.rooms}
        value={count(metrics?.active_rooms)}
        reason={pending}
        detail={
          metrics === null ? null : (
            <Parts
              parts={[
                metrics.publishers === null || metrics.publishers === undefined
                  ? null
                  : overviewText.tiles.publishers(formatCount(metrics.publishers)),
                metrics.tracks === null || metrics.tracks === undefined
                  ? null
                  : overviewText.tiles.tracks(formatCount(metrics.tracks)),
              ]}
            />
          )
        }
      />
      <Tile
        label={overviewText.tiles.participants}
        value={count(metrics?.total_participants)}
        reason={pending}
        detail={
          metrics === null ? null : (
            <Parts
              parts={[
                metrics.people === null
                  ? null
                  : overviewText.tiles.people(formatCount(metrics.people)),
                metrics.machines === null
                  ? null
                  : overviewText.tiles.machines(formatCount(metrics.machines)),
                metrics.participants_in_doubt
                  ? overviewText.tiles.inDoubt(formatCount(metrics.participants_in_doubt))
                  : null,
              ]}
            />
          )
        }
      />
      <Tile
        label={overviewText.tiles.joinRate}
        value={rate(metrics?.join_rate)}
        unit={overviewText.tiles.perMinute}
        reason={pending}
        detail={overviewText.tiles.lastMinute}
      />
      <Tile
        label={overviewText.tiles.leaveRate}
        value={rate(metrics?.leave_rate)}
        unit={overviewText.tiles.perMinute}
        reason={pending}
        detail={overviewText.tiles.lastMinute}
      />
      <Tile
        label={overviewText.tiles.disconnectRate}
        value={rate(metrics?.disconnect_rate)}
        unit={overviewText.tiles.perMinute}
        reason={pending}
        detail={overviewText.tiles.lastMinute}
      />
      <Tile
        label={overviewText.tiles.roomDuration}
        value={
          metrics?.avg_room_duration === null || metrics?.avg_room_duration === undefined
            ? null
            : formatDuration(metrics.avg_room_duration)
        }
        reason={metrics === null ? pending : text.reason.noRooms}
        reasonShown
      />
      <Tile
        label={overviewText.tiles.quality}
        value={rate(metrics?.avg_connection_quality)}
        unit={text.ofHundred}
        reason={metrics === null ? pending : text.reason.quality}
        detail={qualitySource(metrics)}
        reasonShown
        wide
      />
    </section>
  )
}

/** The source of the quality: an average of nodes differs from reports of each participant. */
function qualitySource(metrics: SystemMetrics | null): string | null {
  const source = metrics?.connection_quality_source
  return source ? (labels.qualitySource[source] ?? source) : null
}

function Tile({
  label,
  value,
  unit,
  reason,
  detail,
  reasonShown = false,
  wide = false,
}: {
  label: string
  value: string | null
  unit?: string
  /** Why there is no value. */
  reason: string
  detail?: ReactNode
  /** The reason is shown as text, and not only in the tooltip. */
  reasonShown?: boolean
  /** Spans two columns, to fill the row after an odd number of tiles. */
  wide?: boolean
}) {
  return (
    <div
      className={`flex min-h-20 min-w-0 flex-col rounded-md border border-line bg-surface px-2.5 py-2 ${
        wide ? 'max-xl:col-span-2' : ''
      }`}
    >
      <div className="text-muted text-xs tracking-tight">{label}</div>
      <div className="flex items-baseline gap-1.5 whitespace-nowrap group-data-old:text-muted">
        <span className="font-semibold text-2xl leading-8">
          {value ?? <Unknown reason={reason} />}
        </span>
        {value !== null && unit !== undefined ? (
          <span className="text-muted text-xs">{unit}</span>
        ) : null}
      </div>
      <div className="text-muted text-xs leading-4">
        {value === null && reasonShown ? <span aria-hidden="true">{reason}</span> : detail}
      </div>
    </div>
  )
}

function Parts({ parts }: { parts: ReadonlyArray<string | null> }) {
  return <>{parts.filter((part) => part !== null).join(' · ')}</>
}
