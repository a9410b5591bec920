import type { Gap } from '@/api/model'
import { instantOf } from '@/lib/format'

/** Open gaps first, then the latest. */
export function inOrder(gaps: readonly Gap[]): Gap[] {
  const rank = (gap: Gap) => (gap.ended_at === null ? 0 : 1)
  return [...gaps].sort(
    (a, b) => rank(a) - rank(b) || (instantOf(b.started_at) ?? 0) - (instantOf(a.started_at) ?? 0),
  )
}
