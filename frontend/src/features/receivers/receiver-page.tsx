import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import type { ReactNode } from 'react'
import { ApiError } from '@/api/client'
import { receiverQuery } from '@/api/receivers'
import { ReceiverForm } from '@/features/receivers/receiver-form'
import { receiversText } from '@/features/receivers/text'
import { text } from '@/text/text'
import { Empty } from '@/ui/empty'
import { Failure } from '@/ui/failure'

const words = receiversText.form

export function NewReceiver({ onDone }: { onDone: () => void }) {
  return (
    <Around>
      <ReceiverForm kept={null} onDone={onDone} onReload={() => {}} />
    </Around>
  )
}

export function EditReceiver({ name, onDone }: { name: string; onDone: () => void }) {
  const queries = useQueryClient()
  const { data, error, errorUpdatedAt, refetch } = useQuery(receiverQuery(name))
  return (
    <Around>
      {error === null ? null : error instanceof ApiError && error.status === 404 ? (
        <Empty title={words.notFoundTitle} body={words.notFound} />
      ) : (
        <Failure error={error} tried={errorUpdatedAt} onRetry={() => void refetch()} />
      )}
      {data !== undefined ? (
        data.origin === 'file' ? (
          <p className="text-sm">{receiversText.ofFile}</p>
        ) : (
          <ReceiverForm
            // Remount after a reload, so that the form shows the new values.
            key={data.version}
            kept={data}
            onDone={onDone}
            onReload={() =>
              void queries.invalidateQueries({ queryKey: receiverQuery(name).queryKey })
            }
          />
        )
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
        to="/alerts/receivers"
        className="inline-flex items-center gap-1 self-start text-accent text-sm"
      >
        <ArrowLeft aria-hidden="true" size={14} />
        {words.back}
      </Link>
      {children}
    </div>
  )
}
