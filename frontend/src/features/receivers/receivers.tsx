import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { receiversQuery } from '@/api/receivers'
import { Outbox } from '@/features/receivers/outbox'
import { RECEIVER_GRID } from '@/features/receivers/receiver-grid'
import { ReceiverItem } from '@/features/receivers/receiver-row'
import { receiversText } from '@/features/receivers/text'
import { text } from '@/text/text'
import { Empty } from '@/ui/empty'
import { Failure } from '@/ui/failure'
import { Panel } from '@/ui/panel'

const words = receiversText

export function Receivers() {
  const { data, error, errorUpdatedAt, refetch } = useQuery(receiversQuery)
  return (
    <>
      <p className="text-muted text-sm">{words.intro}</p>
      <Panel
        title={words.list}
        aside={
          <Link
            to="/alerts/receivers/new"
            className="inline-flex h-7 items-center gap-1.5 rounded-sm border border-accent bg-surface px-2.5 text-accent text-sm hover:bg-raised pointer-coarse:h-9"
          >
            <Plus aria-hidden="true" size={14} />
            {words.create}
          </Link>
        }
      >
        {error === null ? null : (
          <Failure error={error} tried={errorUpdatedAt} onRetry={() => void refetch()} />
        )}
        {data === undefined ? (
          error === null ? (
            <p className="p-3 text-muted text-sm">{text.loading}</p>
          ) : null
        ) : data.receivers.length === 0 ? (
          <Empty title={words.noneTitle} body={words.none} />
        ) : (
          <>
            <div
              aria-hidden="true"
              className={`${RECEIVER_GRID} py-1 text-muted text-xs max-lg:hidden`}
            >
              {words.columns.map((title) => (
                <span key={title}>{title}</span>
              ))}
            </div>
            <ul aria-label={words.list} className="text-sm">
              {data.receivers.map((receiver) => (
                <ReceiverItem key={receiver.name} receiver={receiver} />
              ))}
            </ul>
          </>
        )}
      </Panel>
      <Outbox />
    </>
  )
}
