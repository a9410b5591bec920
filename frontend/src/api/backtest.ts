// Runs a rule over what is stored. The answer is ndjson, which the schema does not tell of.
import { requestLines } from '@/api/client'
import type { Rule } from '@/api/model'

export interface BacktestAlert {
  subject: {
    deployment: string | null
    room: string | null
    room_sid: string | null
    participant: string | null
    node: string | null
  }
  started_at: string
  resolved_at: string | null
  value: number | null
  max_value: number | null
  silenced: boolean
}

export interface BacktestResult {
  rule: string
  from: string
  to: string
  step_seconds: number
  ticks: number
  known_ratio: number | null
  alerts_total: number
  alerts: BacktestAlert[]
  notifications_total: number
  notifications_per_week: number
  firing_seconds: number
  subjects: number
}

/** Runs the rule over the last days; `onProgress` gets 0–1. */
export async function backtest(
  rule: Rule,
  days: number,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<BacktestResult> {
  const body = { rule, from: `now-${days}d`, to: 'now', silences: true }
  for await (const line of requestLines('/api/alert-rules/backtest', body, signal)) {
    if (typeof line.progress === 'number') onProgress(line.progress)
    if (line.result !== undefined) return line.result as BacktestResult
  }
  throw new Error('the console ended the backtest without a result')
}
