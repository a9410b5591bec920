// The difference to the equal period before, in words. Pure.
import type { MetricsHistory } from '@/api/model'
import { overviewText } from '@/features/overview/text'
import { formatCount, formatDecimal, formatDuration } from '@/lib/format'
import type { Series } from '@/live/series-ring'

const words = overviewText.delta

/** The mean of the known values; `null` if none is known. */
export function meanOf(history: MetricsHistory | undefined, series: Series): number | null {
  const known = (history?.points ?? []).flatMap((point) => point[series] ?? [])
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length
}

export type DeltaKind = 'share' | 'points' | 'duration'

/** Below this a share of a mean misleads: 1 to 2 rooms is no "up 100 %". */
const SMALL = 10

/** `up 9 %`, `up 2`, `down 40 s`, `unchanged`; `null` if one of the periods is not known. */
export function deltaWords(
  now: number | null,
  before: number | null,
  kind: DeltaKind,
): string | null {
  if (now === null || before === null) return null
  const by = Math.abs(now - before)
  const amount =
    kind === 'duration'
      ? by < 1
        ? null
        : formatDuration(by)
      : kind === 'points' || before < SMALL
        ? by < 0.05
          ? null
          : formatDecimal(by)
        : by / before < 0.005
          ? null
          : words.share(formatCount((by / before) * 100))
  if (amount === null) return words.same
  return now > before ? words.up(amount) : words.down(amount)
}
