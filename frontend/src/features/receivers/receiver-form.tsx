import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiError } from '@/api/client'
import type { Receiver, ReceiverRow } from '@/api/model'
import {
  changeReceiver,
  createReceiver,
  receiverPreviewQuery,
  receiversQuery,
  testDraft,
} from '@/api/receivers'
import { useAction } from '@/api/use-action'
import {
  draftOfReceiver,
  EMPTY_RECEIVER,
  type ReceiverDraft,
  receiverFaults,
  receiverOfDraft,
} from '@/features/receivers/receiver-draft'
import { ReceiverFields } from '@/features/receivers/receiver-fields'
import { SendTest } from '@/features/receivers/send-test'
import { receiversText } from '@/features/receivers/text'
import { actor } from '@/lib/actor'
import { text } from '@/text/text'
import { ActionError } from '@/ui/action-error'
import { Button } from '@/ui/button'
import { Foreign, visible } from '@/ui/foreign'
import { Panel } from '@/ui/panel'
import { Status } from '@/ui/status'
import { useDebounced } from '@/ui/use-debounced'
import { Words } from '@/ui/words'

const words = receiversText.form

export function ReceiverForm({
  kept,
  onDone,
  onReload,
}: {
  /** `null`: create a new one. */
  kept: ReceiverRow | null
  onDone: () => void
  onReload: () => void
}) {
  const [draft, setDraft] = useState<ReceiverDraft>(() =>
    kept === null ? EMPTY_RECEIVER : draftOfReceiver(kept),
  )
  const [tried, setTried] = useState(false)
  const action = useAction([receiversQuery.queryKey])
  const faults = receiverFaults(draft)
  const right = Object.keys(faults).length === 0
  const receiver = receiverOfDraft(draft)
  const changed = action.error instanceof ApiError && action.error.code === 'receiver_changed'

  const save = async () => {
    setTried(true)
    if (!right) return
    const worked = await action.run(() =>
      kept === null
        ? createReceiver(receiver, actor())
        : changeReceiver(receiver, actor(), kept.version),
    )
    if (worked) onDone()
  }

  return (
    <form
      noValidate
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <h2 className="font-semibold text-base">
        {kept === null ? words.createTitle : words.editTitle(kept.name)}
      </h2>
      <div className="grid grid-cols-1 items-start gap-3 xl:grid-cols-[minmax(0,1fr)_minmax(0,28rem)]">
        <div className="flex min-w-0 flex-col gap-3">
          <ReceiverFields
            draft={draft}
            named={kept === null}
            faults={tried ? faults : {}}
            onChange={setDraft}
          />
          <ActionError error={action.error} />
          <div className="flex flex-wrap items-start gap-2">
            <Button type="submit" look="marked" disabled={action.pending}>
              {words.save}
            </Button>
            <Button onClick={onDone}>{text.cancel}</Button>
            {changed ? <Button onClick={onReload}>{words.reload}</Button> : null}
            <SendTest
              name={draft.name}
              disabled={!right}
              send={() => testDraft(receiver, actor())}
            />
          </div>
        </div>
        <Preview receiver={right ? receiver : null} />
      </div>
    </form>
  )
}

/** A preview of a message. */
function Preview({ receiver }: { receiver: Receiver | null }) {
  const debounced = useDebounced(receiver)
  return (
    <Panel title={receiversText.preview.title}>
      <div className="px-3 py-2 text-sm" aria-live="polite">
        {receiver === null || debounced === null ? (
          <p className="text-muted">{receiversText.preview.wait}</p>
        ) : (
          <Message receiver={debounced} />
        )}
      </div>
    </Panel>
  )
}

function Message({ receiver }: { receiver: Receiver }) {
  const { data, error } = useQuery({
    ...receiverPreviewQuery(receiver),
    placeholderData: keepPreviousData,
  })
  const fault = error?.message ?? data?.error ?? null
  return (
    <>
      {fault === null ? null : (
        <p className="[overflow-wrap:anywhere]">
          <Status tone="warn" word={receiversText.preview.fault} /> <Words text={fault} />
        </p>
      )}
      {data === undefined || fault !== null ? null : (
        <dl className="flex flex-col gap-2">
          <div>
            <dt className="text-muted text-xs">{receiversText.preview.messageTitle}</dt>
            <dd className="font-semibold [overflow-wrap:anywhere]">
              <Foreign value={data.title} />
            </dd>
          </div>
          <div>
            <dt className="text-muted text-xs">{receiversText.preview.messageText}</dt>
            <dd className="whitespace-pre-wrap [overflow-wrap:anywhere]">
              {linesVisible(data.text)}
            </dd>
          </div>
          <div>
            <dt className="text-muted text-xs" title={receiversText.preview.payloadHint}>
              {receiversText.preview.payload}
            </dt>
            <dd>
              <pre
                // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard
                tabIndex={0}
                className="foreign max-h-96 overflow-auto whitespace-pre-wrap bg-raised p-2 font-mono text-xs [overflow-wrap:anywhere]"
              >
                {linesVisible(data.payload)}
              </pre>
            </dd>
          </div>
        </dl>
      )}
    </>
  )
}

function linesVisible(value: string): string {
  return value.split(/\r?\n/).map(visible).join('\n')
}
