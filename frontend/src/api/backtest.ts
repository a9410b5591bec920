// Runs a rule over stored data. The response arrives line by line and reports the progress.
import { requestLines } from '@/api/client'
import type { BacktestResult, Rule } from '@/api/model'

/** Runs the rule over the last days; `onProgress` receives 0–1. */
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
