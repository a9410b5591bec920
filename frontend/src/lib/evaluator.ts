// Whether what the alerts page shows can be believed. Pure.

export type EvaluatorWord = 'ok' | 'late' | 'failing' | 'standby' | 'unknown'

/** So many intervals without an evaluation are late. */
const LATE_INTERVALS = 3

/**
 * How the evaluation of rules stands at `now`, in milliseconds. Only an evaluation that was seen, and not
 * long ago, is well: an instance that does not evaluate itself may know of the others' or not.
 */
export function evaluatorWord(
  evaluator: {
    status: string
    leader: boolean
    interval_seconds: number
    last_evaluation_at: string | null
    lag_seconds: number | null
    error: string | null
  },
  now: number,
): EvaluatorWord {
  if (evaluator.error !== null) return 'failing'
  const last =
    evaluator.last_evaluation_at === null ? Number.NaN : Date.parse(evaluator.last_evaluation_at)
  if (Number.isNaN(last)) return evaluator.leader ? 'unknown' : 'standby'
  // The instance itself goes by a clock that nobody sets; this page's is another machine's.
  if (evaluator.status === 'late') return 'late'
  const patience = LATE_INTERVALS * evaluator.interval_seconds
  if ((evaluator.lag_seconds ?? 0) > patience || now - last > patience * 1_000) return 'late'
  return evaluator.leader ? 'ok' : 'standby'
}
