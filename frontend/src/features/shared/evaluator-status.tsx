// Whether the alerts that are shown are up to date: the last evaluation, and the health of the evaluator.

import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { alertingQuery } from '@/api/alerting'
import type { Alerting } from '@/api/model'
import { alertText } from '@/features/shared/text'
import { type EvaluatorHealth, evaluatorHealth } from '@/lib/evaluator'
import { text } from '@/text/text'
import { Age, useNow } from '@/ui/clock'
import { Notice } from '@/ui/notice'
import { Status, type Tone } from '@/ui/status'
import { Words } from '@/ui/words'

const words = alertText.evaluator

const TONES: Readonly<Record<EvaluatorHealth, Tone>> = {
  ok: 'ok',
  late: 'warn',
  failing: 'crit',
  standby: 'info',
  unknown: 'unk',
}

/** A warning about the evaluation; `message` is `null` if it is healthy. `undefined`: not read yet. */
export function useEvaluatorWarning():
  | { message: string | null; error: string | null }
  | undefined {
  const { data, error } = useQuery(alertingQuery)
  const now = useNow()
  if (data === undefined) {
    return error === null
      ? undefined
      : { message: words.warnings.unread ?? '', error: error.message }
  }
  if (error !== null) return { message: words.warnings.unread ?? '', error: error.message }
  const word = evaluatorHealth(data.evaluator, now)
  const unseen = word === 'standby' && data.evaluator.last_evaluation_at === null
  const doubted = word !== 'ok' && (word !== 'standby' || unseen)
  return { message: doubted ? (words.warnings[word] ?? word) : null, error: data.evaluator.error }
}

/** A warning if the evaluation has a problem, and a line with its state. */
export function EvaluatorStatus() {
  const { data } = useQuery(alertingQuery)
  const warning = useEvaluatorWarning()
  return (
    // The line takes its space before it is read, so that the list below does not move.
    <div className="flex min-h-5 flex-col gap-1.5 max-nav:min-h-10">
      {warning?.message ? (
        <div role="alert" className="overflow-hidden rounded-sm border border-line">
          <Notice tone="crit" title={warning.message}>
            {warning.error === null ? undefined : <Words text={warning.error} />}
          </Notice>
        </div>
      ) : null}
      {data === undefined ? null : (
        <Facts alerting={data} unread={warning?.message === words.warnings.unread} />
      )}
    </div>
  )
}

function Facts({ alerting, unread }: { alerting: Alerting; unread: boolean }) {
  const { evaluator, outbox } = alerting
  const word = evaluatorHealth(evaluator, useNow())
  const shown = unread ? 'unknown' : word
  return (
    <p className="flex flex-wrap items-center gap-x-3 text-muted text-sm">
      <span data-evaluator={shown}>
        <Status tone={TONES[shown]} word={words.words[shown] ?? shown} />
      </span>
      <span>
        {words.last}{' '}
        {evaluator.last_evaluation_at === null ? (
          words.never
        ) : (
          <span className="whitespace-nowrap text-fg">
            <Age at={evaluator.last_evaluation_at} /> {text.ago}
          </span>
        )}
      </span>
      <span>{words.rules(evaluator.rules, evaluator.subjects)}</span>
      {outbox.parked > 0 ? (
        <span className="inline-flex flex-wrap items-center gap-x-2">
          <Status tone="warn" word={words.parked(outbox.parked)} wrap />
          <Link to="/alerts/receivers" className="text-accent hover:underline">
            {words.toReceivers}
          </Link>
        </span>
      ) : null}
    </p>
  )
}
