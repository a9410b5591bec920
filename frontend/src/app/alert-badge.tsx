import { useQuery } from '@tanstack/react-query'
import { CircleHelp, Info, type LucideIcon, OctagonX, TriangleAlert } from 'lucide-react'
import { alertingQuery } from '@/api/alerting'
import type { Alerting } from '@/api/model'
import { appText } from '@/app/text'
import { type EvaluatorHealth, evaluatorHealth } from '@/lib/evaluator'
import { labels } from '@/text/labels'
import { useNow } from '@/ui/clock'

const words = appText.alertBadge

const LOOKS: ReadonlyArray<readonly [keyof Alerting['open'], { icon: LucideIcon; color: string }]> =
  [
    ['critical', { icon: OctagonX, color: 'text-crit' }],
    ['warning', { icon: TriangleAlert, color: 'text-warn' }],
    ['info', { icon: Info, color: 'text-info' }],
  ]

/** The number of open alerts by severity; and whether it is up to date. */
export function AlertBadge() {
  const { data, error } = useQuery(alertingQuery)
  if (data === undefined) return error === null ? null : <Mark word={words.unknown} />
  return (
    <>
      {LOOKS.map(([severity, { icon: Icon, color }]) =>
        data.open[severity] === 0 ? null : (
          <span
            key={severity}
            title={words.open(data.open[severity], labels.severity[severity] ?? severity)}
            className={`inline-flex items-center gap-0.5 text-xs ${color}`}
          >
            <Icon aria-hidden="true" size={12} />
            <span aria-hidden="true">{data.open[severity]}</span>
            <span className="sr-only">
              {words.open(data.open[severity], labels.severity[severity] ?? severity)}
            </span>
          </span>
        ),
      )}
      {error === null ? <Believed data={data} /> : <Mark word={words.unknown} />}
    </>
  )
}

/** Shown when rules are not evaluated: the counts are then out of date. */
function Believed({ data }: { data: Alerting }) {
  const word: EvaluatorHealth = evaluatorHealth(data.evaluator, useNow())
  const unseen = word === 'standby' && data.evaluator.last_evaluation_at === null
  if (word === 'ok' || (word === 'standby' && !unseen)) return null
  return <Mark word={labels.evaluatorProblem[word] ?? word} />
}

function Mark({ word }: { word: string }) {
  return (
    <span title={word} className="inline-flex items-center text-unk">
      <CircleHelp aria-hidden="true" size={12} />
      <span className="sr-only">{word}</span>
    </span>
  )
}
