import { useState } from 'react'
import type { ActionDetails, AlertAction } from '@/api/alerts'
import type { Alert } from '@/api/model'
import { SeverityMark } from '@/features/shared/alert-marks'
import { alertText } from '@/features/shared/text'
import { ACTOR_LENGTH, actorName } from '@/lib/actor'
import { text } from '@/text/text'
import { ActionError } from '@/ui/action-error'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { Field } from '@/ui/form'
import { Words } from '@/ui/words'

const words = alertText.actions

export type DialogAction = Extract<AlertAction, 'assign' | 'notes' | 'resolve'>

const TITLES: Readonly<Record<DialogAction, string>> = {
  assign: words.assign,
  notes: words.note,
  resolve: words.resolve,
}

interface Props {
  alert: Alert
  error: Error | null
  pending: boolean
  onAction: (action: AlertAction, details: ActionDetails) => void
  onClose: () => void
}

/** Asks for the details of an action. */
export function ActionDialog({ action, ...rest }: Props & { action: DialogAction | null }) {
  return (
    <Dialog
      open={action !== null}
      title={action === null ? '' : TITLES[action]}
      closeWord={text.close}
      onClose={rest.onClose}
    >
      {action === null ? null : <Form action={action} {...rest} />}
    </Dialog>
  )
}

function Form({
  action,
  alert,
  error,
  pending,
  onAction,
  onClose,
}: Props & { action: DialogAction }) {
  const [assignee, setAssignee] = useState(alert.assignee ?? '')
  const [note, setNote] = useState('')
  const me = actorName()
  const trimmedNote = note.trim()
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        onAction(action, {
          ...(trimmedNote === '' ? {} : { note: trimmedNote }),
          ...(action === 'assign' ? { assignee: assignee.trim() || null } : {}),
        })
      }}
    >
      <p className="flex flex-wrap items-baseline gap-x-2 text-sm">
        <SeverityMark severity={alert.severity} />
        <span className="min-w-0 [overflow-wrap:anywhere]">
          <Words text={alert.message} />
        </span>
      </p>
      {action === 'resolve' ? <p className="text-muted text-sm">{words.resolveHint}</p> : null}
      {action === 'assign' ? (
        <div className="flex items-end gap-2">
          <Field label={words.assignee} hint={words.assigneeHint} className="flex-1">
            {(tied) => (
              <input
                {...tied}
                value={assignee}
                maxLength={ACTOR_LENGTH}
                autoComplete="off"
                spellCheck={false}
                onChange={(event) => setAssignee(event.target.value)}
                className="field w-full"
              />
            )}
          </Field>
          {me === '' ? null : (
            <Button className="mb-5" onClick={() => setAssignee(me)}>
              {words.toMe}
            </Button>
          )}
        </div>
      ) : null}
      <Field label={action === 'notes' ? words.noteLabel : words.noteOptional}>
        {(tied) => (
          <textarea
            {...tied}
            value={note}
            rows={3}
            maxLength={4_000}
            required={action === 'notes'}
            onChange={(event) => setNote(event.target.value)}
            className="field h-auto! w-full py-1"
          />
        )}
      </Field>
      <ActionError error={error} />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{text.cancel}</Button>
        <Button
          type="submit"
          look="marked"
          disabled={pending || (action === 'notes' && trimmedNote === '')}
        >
          {TITLES[action]}
        </Button>
      </div>
    </form>
  )
}
