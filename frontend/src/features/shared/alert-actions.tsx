// What can be done with an alert, as buttons; what needs words asks for them in a dialog.

import { BellOff, CircleCheck, Hand, MessageSquarePlus, Undo2, UserPlus } from 'lucide-react'
import { useState } from 'react'
import { alertsKey } from '@/api/alert-filter'
import { alertingQuery } from '@/api/alerting'
import { type AlertAct, type AlertWords, actOnAlert } from '@/api/alerts'
import type { AlertRow } from '@/api/model'
import { silencesQuery } from '@/api/silences'
import { useAct } from '@/api/use-action'
import { ActDialog, type Asked } from '@/features/shared/action-dialog'
import { SilenceDialog } from '@/features/shared/silence-form/silence-dialog'
import { silenceForAlert } from '@/features/shared/silence-form/silence-draft'
import { alertText } from '@/features/shared/text'
import { actor } from '@/lib/actor'
import { serverNow } from '@/lib/server-clock'
import { ActError } from '@/ui/action-error'
import { Button } from '@/ui/button'

const words = alertText.actions

const KEYS = [alertsKey, alertingQuery.queryKey, silencesQuery.queryKey] as const

export function AlertActions({ alert, named = false }: { alert: AlertRow; named?: boolean }) {
  const [asked, setAsked] = useState<Asked | 'silence' | null>(null)
  const act = useAct(KEYS)
  const open = alert.status !== 'resolved'
  const send = (what: AlertAct, said: AlertWords) => {
    const by = actor()
    return act.run(() =>
      actOnAlert(alert.id, what, { ...said, ...(by === undefined ? {} : { by }) }),
    )
  }
  const label = (word: string) => words.of(word, alert.message)
  return (
    <div className="flex flex-col gap-1">
      <div className="flex flex-wrap items-center gap-1">
        {alert.status === 'firing' ? (
          <Button
            look="marked"
            disabled={act.pending}
            aria-label={label(words.acknowledge)}
            onClick={() => void send('acknowledge', {})}
          >
            <Hand aria-hidden="true" size={14} />
            {words.acknowledge}
          </Button>
        ) : null}
        {alert.status === 'acknowledged' ? (
          <Button
            disabled={act.pending}
            aria-label={label(words.unacknowledge)}
            onClick={() => void send('unacknowledge', {})}
          >
            <Undo2 aria-hidden="true" size={14} />
            {words.unacknowledge}
          </Button>
        ) : null}
        {open ? (
          <Act
            word={words.assign}
            icon={UserPlus}
            label={label(words.assign)}
            named={named}
            onClick={() => setAsked('assign')}
          />
        ) : null}
        <Act
          word={words.note}
          icon={MessageSquarePlus}
          label={label(words.note)}
          named={named}
          onClick={() => setAsked('notes')}
        />
        {open ? (
          <>
            <Act
              word={words.silence}
              icon={BellOff}
              label={label(words.silence)}
              named={named}
              onClick={() => setAsked('silence')}
            />
            <Act
              word={words.resolve}
              icon={CircleCheck}
              label={label(words.resolve)}
              named={named}
              onClick={() => setAsked('resolve')}
            />
          </>
        ) : null}
      </div>
      {asked === null ? <ActError error={act.error} /> : null}
      <ActDialog
        asked={asked === 'silence' ? null : asked}
        alert={alert}
        error={act.error}
        pending={act.pending}
        onAct={(what, said) =>
          void send(what, said).then((worked) => {
            if (worked) setAsked(null)
          })
        }
        onClose={() => {
          act.reset()
          setAsked(null)
        }}
      />
      {asked === 'silence' ? (
        <SilenceDialog
          draft={silenceForAlert(alert, serverNow())}
          kept={null}
          onClose={() => setAsked(null)}
        />
      ) : null}
    </div>
  )
}

function Act({
  word,
  icon: Icon,
  label,
  named,
  onClick,
}: {
  word: string
  icon: typeof Hand
  label: string
  /** The word stands beside the icon. */
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
