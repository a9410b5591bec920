import { useState } from 'react'
import type { AlertAct, AlertWords } from '@/api/alerts'
import type { Alert } from '@/api/model'
import { SeverityMark } from '@/features/shared/alert-marks'
import { alertText } from '@/features/shared/text'
import { ACTOR_LENGTH, actorName } from '@/lib/actor'
import { text } from '@/text/text'
import { ActError } from '@/ui/action-error'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { Field } from '@/ui/form'
import { Words } from '@/ui/words'

const words = alertText.actions

export type Asked = Extract<AlertAct, 'assign' | 'notes' | 'resolve'>

const TITLES: Readonly<Record<Asked, string>> = {
  assign: words.assign,
  notes: words.note,
  resolve: words.resolve,
}

interface Props {
  alert: Alert
  error: Error | null
  pending: boolean
  onAct: (act: AlertAct, said: AlertWords) => void
  onClose: () => void
}

/** Asks for the words that an act needs, or may have. */
export function ActDialog({ asked, ...rest }: Props & { asked: Asked | null }) {
  return (
    <Dialog
      open={asked !== null}
      title={asked === null ? '' : TITLES[asked]}
      closeWord={text.close}
      onClose={rest.onClose}
    >
      {asked === null ? null : <Form asked={asked} {...rest} />}
    </Dialog>
  )
}

function Form({ asked, alert, error, pending, onAct, onClose }: Props & { asked: Asked }) {
  const [assignee, setAssignee] = useState(alert.assignee ?? '')
  const [note, setNote] = useState('')
  const me = actorName()
  const said = note.trim()
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        onAct(asked, {
          ...(said === '' ? {} : { note: said }),
          ...(asked === 'assign' ? { assignee: assignee.trim() || null } : {}),
        })
      }}
    >
      <p className="flex flex-wrap items-baseline gap-x-2 text-sm">
        <SeverityMark severity={alert.severity} />
        <span className="min-w-0 [overflow-wrap:anywhere]">
          <Words text={alert.message} />
        </span>
      </p>
      {asked === 'resolve' ? <p className="text-muted text-sm">{words.resolveHint}</p> : null}
      {asked === 'assign' ? (
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
      <Field label={asked === 'notes' ? words.noteLabel : words.noteOptional}>
        {(tied) => (
          <textarea
            {...tied}
            value={note}
            rows={3}
            maxLength={4_000}
            required={asked === 'notes'}
            onChange={(event) => setNote(event.target.value)}
            className="field h-auto! w-full py-1"
          />
        )}
      </Field>
      <ActError error={error} />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{text.cancel}</Button>
        <Button
          type="submit"
          look="marked"
          disabled={pending || (asked === 'notes' && said === '')}
        >
          {TITLES[asked]}
        </Button>
      </div>
    </form>
  )
}
