// The outbox: waiting and parked notifications, with actions for the parked ones.

import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { alertingQuery } from '@/api/alerting'
import type { Notification } from '@/api/model'
import { discardNotification, parkedQuery, retryNotification } from '@/api/notifications'
import { receiversQuery } from '@/api/receivers'
import { useAction } from '@/api/use-action'
import { receiversText } from '@/features/receivers/text'
import { actor } from '@/lib/actor'
import { formatCount } from '@/lib/format'
import { labels } from '@/text/labels'
import { text } from '@/text/text'
import { ActionError } from '@/ui/action-error'
import { Button } from '@/ui/button'
import { Age, Instant } from '@/ui/clock'
import { Failure } from '@/ui/failure'
import { Panel } from '@/ui/panel'
import { Status } from '@/ui/status'
import { Words } from '@/ui/words'

const words = receiversText.outbox

export function Outbox() {
  const { data, error, errorUpdatedAt, refetch } = useQuery(parkedQuery)
  return (
    <Panel
      title={words.title}
      aside={<span className="text-muted text-xs max-sm:hidden">{words.hint}</span>}
    >
      {error === null ? null : (
        <Failure error={error} tried={errorUpdatedAt} onRetry={() => void refetch()} />
      )}
      {data === undefined ? (
        error === null ? (
          <p className="p-3 text-muted text-sm">{text.loading}</p>
        ) : null
      ) : (
        <>
          <dl className="flex flex-wrap gap-x-6 gap-y-1 px-3 py-2 text-sm">
            <Figure name={words.waiting}>{formatCount(data.outbox.waiting)}</Figure>
            <Figure name={words.parked}>
              {data.outbox.parked > 0 ? (
                <Status tone="crit" word={formatCount(data.outbox.parked)} />
              ) : (
                '0'
              )}
            </Figure>
            {data.outbox.oldest_due_at === null ? null : (
              <Figure name={words.oldest}>
                <Age at={data.outbox.oldest_due_at} />
              </Figure>
            )}
            <Heartbeat />
          </dl>
          {data.notifications.length === 0 ? (
            <p className="border-line border-t px-3 py-2 text-muted text-sm">{words.none}</p>
          ) : (
            <>
              <p className="border-line border-t px-3 py-1.5 text-muted text-xs">
                {words.parkedHint}{' '}
                {data.total > data.notifications.length
                  ? words.more(formatCount(data.notifications.length), formatCount(data.total))
                  : null}
              </p>
              <ul aria-label={words.list} className="text-sm">
                {data.notifications.map((each) => (
                  <Parked key={each.id} notification={each} />
                ))}
              </ul>
            </>
          )}
        </>
      )}
    </Panel>
  )
}

function Figure({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex gap-1.5">
      <dt className="text-muted">{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function Heartbeat() {
  const { data } = useQuery(alertingQuery)
  if (data === undefined) return null
  const { configured, last_sent_at, error } = data.heartbeat
  return (
    <div className="flex gap-1.5" title={words.heartbeatHint}>
      <dt className="text-muted">{words.heartbeat}</dt>
      <dd className="min-w-0 [overflow-wrap:anywhere]">
        {!configured ? (
          <span className="text-muted">{words.heartbeatOff}</span>
        ) : error !== null ? (
          <>
            <Status tone="crit" word={receiversText.lastError} /> <Words text={error} />
          </>
        ) : last_sent_at === null ? (
          receiversText.never
        ) : (
          <>
            <Age at={last_sent_at} /> {text.ago}
          </>
        )}
      </dd>
    </div>
  )
}

function Parked({ notification }: { notification: Notification }) {
  const action = useAction([['notifications'], receiversQuery.queryKey, alertingQuery.queryKey])
  const { id, receiver, notice, alert, error, attempts, created_at } = notification
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-line border-t px-3 py-1.5">
      <code className="text-xs [overflow-wrap:anywhere]">{receiver}</code>
      <span className="text-muted">{labels.notice[notice] ?? notice}</span>
      <span className="min-w-0 flex-1 basis-60 [overflow-wrap:anywhere]">
        <Words text={alert.message} />
        {error === null ? null : (
          <span className="block text-xs">
            <Words text={error} />
          </span>
        )}
      </span>
      <span className="text-muted text-xs">
        <Instant at={created_at} /> · {text.attempts(attempts)}
      </span>
      <span className="flex gap-1">
        <Button
          disabled={action.pending}
          aria-label={`${words.retry}: ${receiver}, ${alert.message}`}
          onClick={() => void action.run(() => retryNotification(id, actor()))}
        >
          {words.retry}
        </Button>
        <Button
          look="plain"
          disabled={action.pending}
          aria-label={`${words.discard}: ${receiver}, ${alert.message}`}
          onClick={() => void action.run(() => discardNotification(id, actor()))}
        >
          {words.discard}
        </Button>
      </span>
      <div className="basis-full empty:hidden">
        {action.error === null ? null : <ActionError error={action.error} />}
      </div>
    </li>
  )
}
