// The actions of an alert as buttons; some open a dialog for details.

import { BellOff, CircleCheck, Hand, MessageSquarePlus, Undo2, UserPlus } from 'lucide-react'
import { useState } from 'react'
import { alertsKey } from '@/api/alert-filter'
import { alertingQuery } from '@/api/alerting'
import { type ActionDetails, type AlertAction, runAlertAction } from '@/api/alerts'
import type { AlertRow } from '@/api/model'
import { silencesQuery } from '@/api/silences'
import { useAction } from '@/api/use-action'
import { ActionDialog, type DialogAction } from '@/features/shared/action-dialog'
import { SilenceDialog } from '@/features/shared/silence-form/silence-dialog'
import { silenceForAlert } from '@/features/shared/silence-form/silence-draft'
import { alertText } from '@/features/shared/text'
import { actor } from '@/lib/actor'
import { serverNow } from '@/lib/server-clock'
import { ActionError } from '@/ui/action-error'
import { Button } from '@/ui/button'

const words = alertText.actions

const KEYS = [alertsKey, alertingQuery.queryKey, silencesQuery.queryKey] as const

export function AlertActions({ alert, named = false }: { alert: AlertRow; named?: boolean }) {
  const [dialog, setDialog] = useState<DialogAction | 'silence' | null>(null)
  const action = useAction(KEYS)
  const open = alert.status !== 'resolved'
  const send = (kind: AlertAction, details: ActionDetails) => {
    const by = actor()
    return action.run(() =>
      runAlertAction(alert.id, kind, { ...details, ...(by === undefined ? {} : { by }) }),
    )
  }
  const label = (word: string) => words.of(word, alert.message)
  return (
    <div className="flex flex-col gap-1">
      <div className="flex flex-wrap items-center gap-1">
        {alert.status === 'firing' ? (
          <Button
            look="marked"
            disabled={action.pending}
            aria-label={label(words.acknowledge)}
            onClick={() => void send('acknowledge', {})}
          >
            <Hand aria-hidden="true" size={14} />
            {words.acknowledge}
          </Button>
        ) : null}
        {alert.status === 'acknowledged' ? (
          <Button
            disabled={action.pending}
            aria-label={label(words.unacknowledge)}
            onClick={() => void send('unacknowledge', {})}
          >
            <Undo2 aria-hidden="true" size={14} />
            {words.unacknowledge}
          </Button>
        ) : null}
        {open ? (
          <ActionButton
            word={words.assign}
            icon={UserPlus}
            label={label(words.assign)}
            named={named}
            onClick={() => setDialog('assign')}
          />
        ) : null}
        <ActionButton
          word={words.note}
          icon={MessageSquarePlus}
          label={label(words.note)}
          named={named}
          onClick={() => setDialog('notes')}
        />
        {open ? (
          <>
            <ActionButton
              word={words.silence}
              icon={BellOff}
              label={label(words.silence)}
              named={named}
              onClick={() => setDialog('silence')}
            />
            <ActionButton
              word={words.resolve}
              icon={CircleCheck}
              label={label(words.resolve)}
              named={named}
              onClick={() => setDialog('resolve')}
            />
          </>
        ) : null}
      </div>
      {dialog === null ? <ActionError error={action.error} /> : null}
      <ActionDialog
        action={dialog === 'silence' ? null : dialog}
        alert={alert}
        error={action.error}
        pending={action.pending}
        onAction={(kind, details) =>
          void send(kind, details).then((worked) => {
            if (worked) setDialog(null)
          })
        }
        onClose={() => {
          action.reset()
          setDialog(null)
        }}
      />
      {dialog === 'silence' ? (
        <SilenceDialog
          draft={silenceForAlert(alert, serverNow())}
          kept={null}
          onClose={() => setDialog(null)}
        />
      ) : null}
    </div>
  )
}

function ActionButton({
  word,
  icon: Icon,
  label,
  named,
  onClick,
}: {
  word: string
  icon: typeof Hand
  label: string
  /** The label is shown next to the icon. */
  named: boolean
  onClick: () => void
}) {
  return (
    <Button icon={!named} aria-label={label} title={word} onClick={onClick}>
      <Icon aria-hidden="true" size={14} />
      {named ? word : null}
    </Button>
  )
}
