// The health of the evaluator: whether the alerts that are shown are up to date. Pure.

export type EvaluatorHealth = 'ok' | 'late' | 'failing' | 'standby' | 'unknown'

/** Evaluations are late after this many intervals. */
const LATE_INTERVALS = 3

/**
 * The health of the evaluator at `now`, in milliseconds. It is `ok` only after a recent evaluation: an
 * instance in standby may or may not know when another instance evaluated.
 */
export function evaluatorHealth(
  evaluator: {
    status: string
    leader: boolean
    interval_seconds: number
    last_evaluation_at: string | null
    lag_seconds: number | null
    error: string | null
  },
  now: number,
): EvaluatorHealth {
  if (evaluator.error !== null) return 'failing'
  const last =
    evaluator.last_evaluation_at === null ? Number.NaN : Date.parse(evaluator.last_evaluation_at)
  if (Number.isNaN(last)) return evaluator.leader ? 'unknown' : 'standby'
  // The instance uses a monotonic clock; the clock of this page is another machine's.
  if (evaluator.status === 'late') return 'late'
  const patience = LATE_INTERVALS * evaluator.interval_seconds
  if ((evaluator.lag_seconds ?? 0) > patience || now - last > patience * 1_000) return 'late'
  return evaluator.leader ? 'ok' : 'standby'
}
