// Whether what is shown can be believed: when rules were evaluated last, and how that fares.

import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { alertingQuery } from '@/api/alerting'
import type { Alerting } from '@/api/model'
import { alertText } from '@/features/shared/text'
import { type EvaluatorWord, evaluatorWord } from '@/lib/evaluator'
import { text } from '@/text/text'
import { Age, useNow } from '@/ui/clock'
import { Notice } from '@/ui/notice'
import { Status, type Tone } from '@/ui/status'
import { Words } from '@/ui/words'

const words = alertText.evaluator

const TONES: Readonly<Record<EvaluatorWord, Tone>> = {
  ok: 'ok',
  late: 'warn',
  failing: 'crit',
  standby: 'info',
  unknown: 'unk',
}

/** What must be said loudly of the evaluation; `null`: it is well. `undefined`: not read yet. */
export function useDoubt(): { loud: string | null; error: string | null } | undefined {
  const { data, error } = useQuery(alertingQuery)
  const now = useNow()
  if (data === undefined) {
    return error === null ? undefined : { loud: words.warnings.unread ?? '', error: error.message }
  }
  if (error !== null) return { loud: words.warnings.unread ?? '', error: error.message }
  const word = evaluatorWord(data.evaluator, now)
  const unseen = word === 'standby' && data.evaluator.last_evaluation_at === null
  const doubted = word !== 'ok' && (word !== 'standby' || unseen)
  return { loud: doubted ? (words.warnings[word] ?? word) : null, error: data.evaluator.error }
}

/** Loud where it is not well, one quiet line where it is. */
export function EvaluatorLine() {
  const { data } = useQuery(alertingQuery)
  const doubt = useDoubt()
  return (
    <div className="flex flex-col gap-1.5">
      {doubt?.loud ? (
        <div role="alert" className="overflow-hidden rounded-sm border border-line">
          <Notice tone="crit" title={doubt.loud}>
            {doubt.error === null ? undefined : <Words text={doubt.error} />}
          </Notice>
        </div>
      ) : null}
      {data === undefined ? null : (
        <Facts alerting={data} unread={doubt?.loud === words.warnings.unread} />
      )}
    </div>
  )
}

function Facts({ alerting, unread }: { alerting: Alerting; unread: boolean }) {
  const { evaluator, outbox } = alerting
  const word = evaluatorWord(evaluator, useNow())
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
