// Backtests a rule over stored data before it is enabled.

import { useEffect, useRef, useState } from 'react'
import { backtest } from '@/api/backtest'
import { ApiError } from '@/api/client'
import type { BacktestResult, MeasureFacts, Rule } from '@/api/model'
import { BacktestReport } from '@/features/alert-rules/backtest-report'
import { rulesText } from '@/features/alert-rules/text'
import { ActionError } from '@/ui/action-error'
import { Button } from '@/ui/button'
import { Panel } from '@/ui/panel'
import { Status } from '@/ui/status'

const words = rulesText.backtest

const DAYS = [1, 7, 30] as const

interface Run {
  /** 0–1 */
  progress: number
  result: BacktestResult | null
  error: Error | null
  /** The tested rule as JSON. */
  of: string
}

export function Backtest({
  rule,
  measure,
}: {
  /** `null` while the form is invalid. */
  rule: Rule | null
  measure: MeasureFacts | undefined
}) {
  const [days, setDays] = useState<number>(7)
  const [run, setRun] = useState<Run | null>(null)
  const going = useRef<AbortController | null>(null)
  useEffect(() => () => going.current?.abort(), [])
  const running = run !== null && run.result === null && run.error === null

  const start = () => {
    if (rule === null) return
    going.current?.abort()
    const abort = new AbortController()
    going.current = abort
    const of = wordsOf(rule)
    setRun({ progress: 0, result: null, error: null, of })
    backtest(
      rule,
      days,
      (progress) =>
        setRun((now) => (now === null || abort.signal.aborted ? now : { ...now, progress })),
      abort.signal,
    ).then(
      (result) => {
        if (!abort.signal.aborted) setRun({ progress: 1, result, error: null, of })
      },
      (error: Error) => {
        if (!abort.signal.aborted) setRun({ progress: 0, result: null, error, of })
      },
    )
  }

  return (
    <Panel title={words.title}>
      <div className="flex flex-col gap-2 px-3 py-2 text-sm">
        <p className="text-muted text-xs">{words.hint}</p>
        {measure?.backtestable === false ? (
          <p>
            <Status tone="unk" word={words.cannot} wrap />
          </p>
        ) : (
          <div className="flex flex-wrap items-center gap-2">
            <label className="flex items-center gap-1.5">
              {words.over}
              <select
                value={days}
                onChange={(event) => setDays(Number(event.target.value))}
                className="field"
              >
                {DAYS.map((each) => (
                  <option key={each} value={each}>
                    {words.days(each)}
                  </option>
                ))}
              </select>
            </label>
            {running ? (
              <Button
                onClick={() => {
                  going.current?.abort()
                  setRun(null)
                }}
              >
                {words.cancel}
              </Button>
            ) : (
              <Button disabled={rule === null} onClick={start}>
                {words.run}
              </Button>
            )}
          </div>
        )}
        {running ? (
          <progress
            aria-label={words.progress}
            value={run.progress}
            max={1}
            className="h-2 w-full accent-accent"
          />
        ) : null}
        <ActionError error={failureOf(run?.error ?? null)} word={words.failed} />
        {run?.result == null ? null : (
          <>
            {rule !== null && wordsOf(rule) !== run.of ? (
              <Status tone="warn" word={words.changed} wrap />
            ) : null}
            <BacktestReport result={run.result} />
          </>
        )}
      </div>
    </Panel>
  )
}

/** The error text; without the backtest API the service answers only that the path is unknown. */
function failureOf(error: Error | null): Error | null {
  return error instanceof ApiError && (error.status === 404 || error.status === 405)
    ? new Error(words.missing)
    : error
}

/** The fields that decide when the rule fires: not its name and its texts. */
function wordsOf({
  name: _n,
  description: _d,
  message: _m,
  runbook_url: _r,
  enabled: _e,
  ...rest
}: Rule) {
  return JSON.stringify(rest)
}
