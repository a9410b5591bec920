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
import { ALERT_KEYS } from '@/features/shared/use-alert-keys'
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
        <ActionButton
          action="acknowledge"
          word={words.acknowledge}
          icon={Hand}
          label={label(words.acknowledge)}
          look="marked"
          named
          able={alert.status === 'firing' && !action.pending}
          onClick={() => void send('acknowledge', {})}
        />
        <ActionButton
          action="resolve"
          word={words.resolve}
          icon={CircleCheck}
          label={label(words.resolve)}
          named={named}
          able={open}
          onClick={() => setDialog('resolve')}
        />
        <ActionButton
          action="assign"
          word={words.assign}
          icon={UserPlus}
          label={label(words.assign)}
          named={named}
          able={open}
          onClick={() => setDialog('assign')}
        />
        <ActionButton
          action="notes"
          word={words.note}
          icon={MessageSquarePlus}
          label={label(words.note)}
          named={named}
          able
          onClick={() => setDialog('notes')}
        />
        <ActionButton
          action="silence"
          word={words.silence}
          icon={BellOff}
          label={label(words.silence)}
          named={named}
          able={open}
          onClick={() => setDialog('silence')}
        />
        <ActionButton
          word={words.unacknowledge}
          icon={Undo2}
          label={label(words.unacknowledge)}
          named={named}
          className={alert.status === 'acknowledged' ? '' : 'invisible'}
          able={alert.status === 'acknowledged' && !action.pending}
          onClick={() => void send('unacknowledge', {})}
        />
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

/**
 * Every action keeps its place and the focus, also while it cannot be used: a second click never hits
 * another action, such as the one that undoes the first.
 */
function ActionButton({
  action,
  word,
  icon: Icon,
  label,
  named,
  able,
  onClick,
  ...rest
}: {
  /** What the keys of `useAlertKeys` find. */
  action?: DialogAction | 'acknowledge' | 'silence'
  word: string
  icon: typeof Hand
  label: string
  /** The label is shown next to the icon. */
  named: boolean
  able: boolean
  look?: 'marked'
  className?: string
  onClick: () => void
}) {
  return (
    <Button
      data-action={action}
      icon={!named}
      aria-label={label}
      title={action === undefined ? word : words.withKey(word, ALERT_KEYS[action])}
      aria-disabled={!able}
      onClick={able ? onClick : undefined}
      {...rest}
    >
      <Icon aria-hidden="true" size={14} />
      {named ? word : null}
    </Button>
  )
}
