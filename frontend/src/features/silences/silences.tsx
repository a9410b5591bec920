import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { alertsKey } from '@/api/alert-filter'
import type { SilenceRow } from '@/api/model'
import { endSilence, silencesQuery } from '@/api/silences'
import { useAction } from '@/api/use-action'
import { SilenceDialog } from '@/features/shared/silence-form/silence-dialog'
import { silenceFormText } from '@/features/shared/silence-form/text'
import { silencesText } from '@/features/silences/text'
import { actor } from '@/lib/actor'
import { labels } from '@/text/labels'
import { text } from '@/text/text'
import { Button } from '@/ui/button'
import { Instant } from '@/ui/clock'
import { ConfirmDialog } from '@/ui/confirm-dialog'
import { Empty } from '@/ui/empty'
import { Failure } from '@/ui/failure'
import { Foreign } from '@/ui/foreign'
import { Panel } from '@/ui/panel'
import { Status, type Tone } from '@/ui/status'

const words = silencesText

export const SILENCE_STATUSES = ['all', 'active', 'pending', 'waiting', 'expired'] as const
export type SilenceChoice = (typeof SILENCE_STATUSES)[number]

interface Props {
  status: SilenceChoice
  onStatus: (status: SilenceChoice) => void
}

export function Silences({ status, onStatus }: Props) {
  const { data, error, errorUpdatedAt, refetch } = useQuery(silencesQuery)
  const [editing, setEditing] = useState<SilenceRow | 'new' | null>(null)
  const shown = data?.silences.filter((each) => status === 'all' || each.status === status) ?? []
  return (
    <>
      <p className="text-muted text-sm">{words.intro}</p>
      <Panel
        title={words.list}
        aside={
          <div className="flex flex-wrap items-center gap-2">
            <select
              aria-label={words.statusLabel}
              value={status}
              onChange={(event) =>
                onStatus(SILENCE_STATUSES.find((each) => each === event.target.value) ?? 'all')
              }
              className="field"
            >
              {SILENCE_STATUSES.map((value) => (
                <option key={value} value={value}>
                  {words.statuses[value] ?? value}
                </option>
              ))}
            </select>
            <Button look="marked" onClick={() => setEditing('new')}>
              <Plus aria-hidden="true" size={14} />
              {words.create}
            </Button>
          </div>
        }
      >
        {error === null ? null : (
          <Failure error={error} tried={errorUpdatedAt} onRetry={() => void refetch()} />
        )}
        {data === undefined ? (
          error === null ? (
            <p className="p-3 text-muted text-sm">{text.loading}</p>
          ) : null
        ) : data.silences.length === 0 ? (
          <Empty title={words.noneTitle} body={words.none} />
        ) : shown.length === 0 ? (
          <Empty title={words.noMatchTitle} body={words.noMatch}>
            <Button onClick={() => onStatus('all')}>{text.clear}</Button>
          </Empty>
        ) : (
          <ul aria-label={words.list} className="text-sm">
            {shown.map((silence) => (
              <Row key={silence.id} silence={silence} onEdit={() => setEditing(silence)} />
            ))}
          </ul>
        )}
      </Panel>
      {editing === null ? null : (
        <SilenceDialog
          draft={{}}
          kept={editing === 'new' ? null : editing}
          onClose={() => setEditing(null)}
        />
      )}
    </>
  )
}

const TONES: Readonly<Record<string, Tone>> = {
  active: 'info',
  pending: 'info',
  waiting: 'info',
  expired: 'off',
}

function Row({ silence, onEdit }: { silence: SilenceRow; onEdit: () => void }) {
  const [ending, setEnding] = useState(false)
  const action = useAction([silencesQuery.queryKey, alertsKey])
  const over = silence.status === 'expired'
  return (
    <li
      data-silence={silence.status}
      className="grid gap-x-3 gap-y-1 border-line border-t px-3 py-2 first:border-t-0 lg:grid-cols-[7rem_minmax(0,1fr)_15rem_8rem_auto]"
    >
      <div>
        <Status
          tone={TONES[silence.status] ?? 'unk'}
          word={words.statuses[silence.status] ?? silence.status}
          {...(words.statusHint[silence.status] === undefined
            ? {}
            : { hint: words.statusHint[silence.status] ?? '' })}
        />
      </div>
      <div className="min-w-0">
        <ul className="flex flex-wrap gap-x-2 gap-y-1">
          {silence.matchers.map((matcher, at) => (
            <li
              // biome-ignore lint/suspicious/noArrayIndexKey: two matchers may be the same, and none moves
              key={at}
              className="min-w-0 rounded-sm bg-raised px-1.5 text-xs leading-5 [overflow-wrap:anywhere]"
            >
              {labels.alertField[matcher.name] ?? matcher.name}{' '}
              <span className="text-muted">
                {matcher.equal ? silenceFormText.is : silenceFormText.isNot}
              </span>{' '}
              <strong className="font-semibold">
                {matcher.value === '' ? '“”' : <Foreign value={matcher.value} />}
              </strong>
            </li>
          ))}
        </ul>
        <p className="[overflow-wrap:anywhere]">
          <Foreign value={silence.comment} />{' '}
          <span className="text-muted">{words.by(silence.author ?? text.anonymous)}</span>
        </p>
      </div>
      <div className="text-muted text-xs leading-5">
        <div>
          <Instant at={silence.starts_at} />
          {' – '}
          {silence.ended_at !== null ? (
            <span title={words.ended}>
              <Instant at={silence.ended_at} />
            </span>
          ) : silence.ends_at === null ? (
            words.noEnd
          ) : (
            <Instant at={silence.ends_at} />
          )}
        </div>
        {silence.recurrence === null ? null : (
          <div>
            {words.recurs(
              silence.recurrence.weekdays.length === 0
                ? words.everyDay
                : silence.recurrence.weekdays
                    .map((day) => silenceFormText.days[day] ?? day)
                    .join(', '),
              silence.recurrence.from,
              silence.recurrence.to,
              silence.recurrence.timezone,
            )}
          </div>
        )}
      </div>
      <span className="text-muted">{over ? null : words.matches(silence.alerts)}</span>
      <div className="flex flex-wrap justify-end gap-1 lg:w-36 max-lg:justify-start">
        {over ? null : (
          <>
            <Button onClick={onEdit}>{text.edit}</Button>
            <Button onClick={() => setEnding(true)}>{words.end}</Button>
          </>
        )}
      </div>
      <ConfirmDialog
        open={ending}
        title={words.endTitle}
        body={words.endBody}
        action={words.end}
        error={action.error}
        pending={action.pending}
        onConfirm={() =>
          void action
            .run(() => endSilence(silence.id, actor()))
            .then((worked) => {
              if (worked) setEnding(false)
            })
        }
        onClose={() => setEnding(false)}
      />
    </li>
  )
}
