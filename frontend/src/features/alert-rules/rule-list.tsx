import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { rulesQuery } from '@/api/alert-rules'
import { RULE_GRID } from '@/features/alert-rules/rule-grid'
import { RuleRowItem } from '@/features/alert-rules/rule-row'
import { rulesText } from '@/features/alert-rules/text'
import { EvaluatorStatus } from '@/features/shared/evaluator-status'
import { text } from '@/text/text'
import { Empty } from '@/ui/empty'
import { Failure } from '@/ui/failure'
import { Panel } from '@/ui/panel'

const words = rulesText

export function RuleList() {
  const { data, error, errorUpdatedAt, refetch } = useQuery(rulesQuery)
  return (
    <>
      <EvaluatorStatus />
      <Panel
        title={words.list}
        aside={
          <div className="flex flex-wrap items-center gap-3">
            <span className="text-muted text-sm max-sm:hidden">{words.intro}</span>
            <Link
              to="/alerts/rules/new"
              className="inline-flex h-7 items-center gap-1.5 rounded-sm border border-accent bg-surface px-2.5 text-accent text-sm hover:bg-raised pointer-coarse:h-9"
            >
              <Plus aria-hidden="true" size={14} />
              {words.create}
            </Link>
          </div>
        }
      >
        {error === null ? null : (
          <Failure error={error} tried={errorUpdatedAt} onRetry={() => void refetch()} />
        )}
        {data === undefined ? (
          error === null ? (
            <p className="p-3 text-muted text-sm">{text.loading}</p>
          ) : null
        ) : data.rules.length === 0 ? (
          <Empty title={words.noneTitle} body={words.none} />
        ) : (
          <>
            <div
              aria-hidden="true"
              className={`${RULE_GRID} py-1 text-muted text-xs max-lg:hidden`}
            >
              {words.columns.map((title) => (
                <span key={title}>{title}</span>
              ))}
            </div>
            <ul aria-label={words.list} className="text-sm">
              {data.rules.map((rule) => (
                <RuleRowItem key={rule.name} rule={rule} />
              ))}
            </ul>
          </>
        )}
      </Panel>
    </>
  )
}
