import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import type { ReactNode } from 'react'
import { ruleQuery } from '@/api/alert-rules'
import { ApiError } from '@/api/client'
import { RuleForm } from '@/features/alert-rules/rule-form'
import { rulesText } from '@/features/alert-rules/text'
import { text } from '@/text/text'
import { Empty } from '@/ui/empty'
import { Failure } from '@/ui/failure'

const words = rulesText.form

export function NewRule({ onDone }: { onDone: () => void }) {
  return (
    <Around>
      <RuleForm kept={null} onDone={onDone} onReload={() => {}} />
    </Around>
  )
}

export function EditRule({ name, onDone }: { name: string; onDone: () => void }) {
  const queries = useQueryClient()
  const { data, error, errorUpdatedAt, refetch } = useQuery(ruleQuery(name))
  return (
    <Around>
      {error === null ? null : error instanceof ApiError && error.status === 404 ? (
        <Empty title={words.notFoundTitle} body={words.notFound} />
      ) : (
        <Failure error={error} tried={errorUpdatedAt} onRetry={() => void refetch()} />
      )}
      {data !== undefined ? (
        <RuleForm
          // Remount after a reload, so that the form shows the new values.
          key={`${data.origin} ${data.version}`}
          kept={data}
          onDone={onDone}
          onReload={() => void queries.invalidateQueries({ queryKey: ruleQuery(name).queryKey })}
        />
      ) : error === null ? (
        <p className="text-muted text-sm">{text.loading}</p>
      ) : null}
    </Around>
  )
}

function Around({ children }: { children: ReactNode }) {
  return (
    <div className="flex flex-col gap-3">
      <Link
        to="/alerts/rules"
        className="inline-flex items-center gap-1 self-start text-accent text-sm"
      >
        <ArrowLeft aria-hidden="true" size={14} />
        {words.back}
      </Link>
      {children}
    </div>
  )
}
