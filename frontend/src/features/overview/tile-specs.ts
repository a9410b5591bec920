// The seven figures of the dashboard as their tiles show them. Pure.
import type { MetricsHistory, SystemMetrics } from '@/api/model'
import { type DeltaKind, meanOf } from '@/features/overview/delta'
import type { Scope } from '@/features/overview/scope'
import { overviewText } from '@/features/overview/text'
import { formatCount, formatDecimal, formatDuration, formatFigure } from '@/lib/format'
import { resolveRange } from '@/lib/time-range'
import type { Series } from '@/live/series-ring'
import { labels } from '@/text/labels'
import { text } from '@/text/text'

const words = overviewText.tiles

export interface TileSpec {
  label: string
  /** The series of the shape and of the difference. */
  field: Series
  kind: DeltaKind
  /** `null`: not known. */
  value: string | null
  unit?: string
  /** Why there is no value. */
  reason: string
  fact: string
  /** A critical rule of this figure fires. */
  bad: boolean
  /** The page that explains the figure. */
  link: { to: string; search: Record<string, unknown> }
}

export function tileSpecs(
  metrics: SystemMetrics | null,
  history: MetricsHistory | undefined,
  period: string,
  scope: Scope,
  bad: { measure: string; threshold: number } | null,
): TileSpec[] {
  const pending = text.reason.notMeasured
  const known = <T>(value: number | null | undefined, words: (value: number) => T): T | null =>
    value === null || value === undefined ? null : words(value)
  const parts = (...all: (string | null)[]) => all.filter((part) => part !== null).join(' · ')
  const deployment = scope.deployment === null ? {} : { deployment: scope.deployment }
  const range = { ...scope.range, ...deployment }
  const { from, to } = resolveRange(scope.range, Date.now())
  // A rate is per minute: its mean over the range gives the number.
  const within = (field: Series) => {
    const mean = meanOf(history, field)
    if (mean === null) return null
    const known = (history?.points ?? []).filter((point) => point[field] !== null).length
    const minutes = Math.min((to - from) / 60_000, (known * (history?.step_seconds ?? 0)) / 60)
    return words.within(formatCount(mean * minutes), period)
  }
  const rate = (
    label: string,
    field: 'join_rate' | 'leave_rate' | 'disconnect_rate',
    search: Record<string, unknown>,
  ) => ({
    label,
    field,
    kind: 'share' as const,
    value: known(metrics?.[field], formatDecimal),
    unit: words.perMinute,
    reason: pending,
    fact: parts(
      within(field),
      bad?.measure === field ? words.threshold(formatFigure(bad.threshold)) : null,
    ),
    link: { to: '/history', search: { ...range, ...search } },
  })
  const specs: Omit<TileSpec, 'bad'>[] = [
    {
      label: words.rooms,
      field: 'active_rooms',
      kind: 'share',
      value: known(metrics?.active_rooms, formatCount),
      reason: pending,
      fact: parts(
        known(metrics?.publishers, (n) => words.publishers(formatCount(n))),
        known(metrics?.tracks, (n) => words.tracks(formatCount(n))),
      ),
      link: { to: '/rooms', search: deployment },
    },
    {
      label: words.participants,
      field: 'people',
      kind: 'share',
      value: known(metrics?.total_participants, formatCount),
      reason: pending,
      fact: parts(
        known(metrics?.people, (n) => words.people(formatCount(n))),
        known(metrics?.machines, (n) => words.machines(formatCount(n))),
        metrics?.participants_in_doubt
          ? words.inDoubt(formatCount(metrics.participants_in_doubt))
          : null,
      ),
      link: { to: '/rooms', search: { sort: '-participants', ...deployment } },
    },
    rate(words.joinRate, 'join_rate', {}),
    rate(words.leaveRate, 'leave_rate', {}),
    rate(words.disconnectRate, 'disconnect_rate', { departure: 'unexpected' }),
    {
      label: words.roomDuration,
      field: 'avg_room_duration',
      kind: 'duration',
      value: known(metrics?.avg_room_duration, formatDuration),
      reason: metrics === null ? pending : text.reason.noRooms,
      fact: words.openNow,
      link: { to: '/rooms', search: { sort: '-duration', ...deployment } },
    },
    {
      label: words.quality,
      field: 'avg_connection_quality',
      kind: 'points',
      value: known(metrics?.avg_connection_quality, formatDecimal),
      unit: text.ofHundred,
      reason: metrics === null ? pending : text.reason.quality,
      fact: qualitySource(metrics),
      link: { to: '/sources', search: deployment },
    },
  ]
  return specs.map((spec) => ({
    ...spec,
    bad:
      bad !== null &&
      (bad.measure === spec.field ||
        (bad.measure === 'total_participants' && spec.field === 'people')),
  }))
}

/** The source of the quality: an average of nodes differs from reports of each participant. */
function qualitySource(metrics: SystemMetrics | null): string {
  const source = metrics?.connection_quality_source
  return source ? (labels.qualitySource[source] ?? source) : ''
}
