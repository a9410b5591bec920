import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { ReceiverRow } from '@/api/model'
import { deleteReceiver, receiversQuery, testReceiver } from '@/api/receivers'
import { useAction } from '@/api/use-action'
import { RECEIVER_GRID } from '@/features/receivers/receiver-grid'
import { SendTest } from '@/features/receivers/send-test'
import { receiversText } from '@/features/receivers/text'
import { actor } from '@/lib/actor'
import { formatCount } from '@/lib/format'
import { labels } from '@/text/labels'
import { text } from '@/text/text'
import { Button } from '@/ui/button'
import { Age } from '@/ui/clock'
import { ConfirmDialog } from '@/ui/confirm-dialog'
import { Badge } from '@/ui/facts'
import { Status } from '@/ui/status'
import { Words } from '@/ui/words'

const words = receiversText

export function ReceiverItem({ receiver }: { receiver: ReceiverRow }) {
  return (
    <li
      data-receiver={receiver.name}
      className={`${RECEIVER_GRID} border-line border-t py-2 hover:bg-raised`}
    >
      <div className="min-w-0 max-lg:col-span-full">
        <div className="flex flex-wrap items-center gap-x-2">
          <span className="font-mono [overflow-wrap:anywhere]">{receiver.name}</span>
          <span>{words.types[receiver.target.type] ?? receiver.target.type}</span>
          <Badge word={words.origin[receiver.origin] ?? receiver.origin} />
          {receiver.enabled ? null : <Status tone="off" word={words.disabled} />}
        </div>
        {receiver.last_error === null ? null : (
          <p className="text-xs [overflow-wrap:anywhere]">
            <Status tone="crit" word={words.lastError} /> <Words text={receiver.last_error} />
          </p>
        )}
      </div>
      <p className="text-muted [overflow-wrap:anywhere] max-lg:col-span-full">{takes(receiver)}</p>
      <div>
        {receiver.last_sent_at === null ? (
          <span className="text-muted">{words.never}</span>
        ) : (
          <span className="whitespace-nowrap">
            <Age at={receiver.last_sent_at} /> {text.ago}
          </span>
        )}
      </div>
      <div className="max-lg:text-end">
        {receiver.parked > 0 ? (
          <Status tone="crit" word={words.parked(formatCount(receiver.parked))} />
        ) : null}{' '}
        {receiver.waiting > 0 ? words.waiting(formatCount(receiver.waiting)) : null}
        {receiver.parked + receiver.waiting === 0 ? (
          <span className="text-muted">{words.idle}</span>
        ) : null}
      </div>
      <Actions receiver={receiver} />
    </li>
  )
}

/** A description of the alerts that the receiver takes. */
function takes({ route }: ReceiverRow): string {
  const parts = [
    route.severities.map((each) => labels.severity[each] ?? each).join(', '),
    route.deployments.join(', '),
    route.rules.join(', '),
  ].filter((part) => part !== '')
  return parts.length === 0 ? words.everything : parts.join(' · ')
}

function Actions({ receiver }: { receiver: ReceiverRow }) {
  const [asking, setAsking] = useState(false)
  const action = useAction([receiversQuery.queryKey])
  const { name } = receiver
  return (
    <div className="flex flex-wrap items-start gap-1 max-lg:col-span-full lg:justify-end">
      {receiver.origin === 'file' ? null : (
        <>
          <Link
            to="/alerts/receivers/edit/$receiver"
            params={{ receiver: name }}
            aria-label={`${text.edit} ${name}`}
            className="inline-flex h-7 items-center rounded-sm border border-line-strong bg-surface px-2.5 text-sm hover:bg-raised pointer-coarse:h-9"
          >
            {text.edit}
          </Link>
          <Button aria-label={`${text.delete} ${name}`} onClick={() => setAsking(true)}>
            {text.delete}
          </Button>
        </>
      )}
      <SendTest name={name} send={() => testReceiver(name, actor())} />
      {receiver.origin === 'file' ? (
        <span className="text-muted text-xs lg:text-end">{words.ofFile}</span>
      ) : null}
      <ConfirmDialog
        open={asking}
        title={words.deleteTitle(name)}
        body={words.deleteBody}
        action={text.delete}
        error={action.error}
        pending={action.pending}
        onConfirm={() =>
          void action
            .run(() => deleteReceiver(name, actor()))
            .then((worked) => {
              if (worked) setAsking(false)
            })
        }
        onClose={() => {
          action.reset()
          setAsking(false)
        }}
      />
    </div>
  )
}
