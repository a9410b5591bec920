import { Plus, X } from 'lucide-react'
import { MATCHER_NAMES, WEEKDAYS } from '@/api/form-options'
import {
  type DraftMatcher,
  fieldOf,
  lasting,
  momentIn,
  QUICK_HOURS,
  type SilenceDraft,
  type SilenceFaults,
} from '@/features/shared/silence-form/silence-draft'
import { silenceFormText } from '@/features/shared/silence-form/text'
import { ACTOR_LENGTH } from '@/lib/actor'
import { serverNow } from '@/lib/server-clock'
import { labels } from '@/text/labels'
import { text } from '@/text/text'
import { Button } from '@/ui/button'
import { useZone } from '@/ui/clock'
import { Check, Checks, Field } from '@/ui/form'

const words = silenceFormText

interface Props {
  draft: SilenceDraft
  faults: SilenceFaults
  onChange: (draft: SilenceDraft) => void
}

export function SilenceFields({ draft, faults, onChange }: Props) {
  const set = (change: Partial<SilenceDraft>) => onChange({ ...draft, ...change })
  return (
    <>
      <Matchers draft={draft} faults={faults} onChange={onChange} />
      <Times draft={draft} faults={faults} onChange={onChange} />
      <Check
        label={words.recurrence}
        checked={draft.recurs}
        onChange={(recurs) => set({ recurs, endless: recurs ? draft.endless : false })}
      />
      {draft.recurs ? <Recurrence draft={draft} faults={faults} onChange={onChange} /> : null}
      <Field label={words.comment} fault={faults.comment}>
        {(tied) => (
          <textarea
            {...tied}
            value={draft.comment}
            rows={2}
            maxLength={1_000}
            onChange={(event) => set({ comment: event.target.value })}
            className="field h-auto! w-full py-1"
          />
        )}
      </Field>
      <Field label={words.author}>
        {(tied) => (
          <input
            {...tied}
            value={draft.author}
            maxLength={ACTOR_LENGTH}
            onChange={(event) => set({ author: event.target.value })}
            className="field w-48"
          />
        )}
      </Field>
    </>
  )
}

function Matchers({ draft, faults, onChange }: Props) {
  const set = (matchers: DraftMatcher[]) => onChange({ ...draft, matchers })
  const change = (key: number, part: Partial<DraftMatcher>) =>
    set(draft.matchers.map((each) => (each.key === key ? { ...each, ...part } : each)))
  return (
    <fieldset className="flex min-w-0 flex-col gap-1.5">
      <legend className="mb-1 text-muted text-xs">{words.matchers}</legend>
      {draft.matchers.map((matcher) => (
        <div key={matcher.key} className="flex flex-wrap items-center gap-1.5">
          <select
            aria-label={words.field}
            value={matcher.name}
            onChange={(event) => change(matcher.key, { name: event.target.value })}
            className="field"
          >
            {MATCHER_NAMES.map((name) => (
              <option key={name} value={name}>
                {labels.alertField[name] ?? name}
              </option>
            ))}
          </select>
          <select
            aria-label={words.relation}
            value={matcher.equal ? 'is' : 'not'}
            onChange={(event) => change(matcher.key, { equal: event.target.value === 'is' })}
            className="field"
          >
            <option value="is">{silenceFormText.is}</option>
            <option value="not">{silenceFormText.isNot}</option>
          </select>
          <input
            aria-label={words.value}
            title={words.valueHint}
            value={matcher.value}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => change(matcher.key, { value: event.target.value })}
            className="field min-w-32 flex-1"
          />
          <Button
            icon
            look="plain"
            aria-label={words.removeMatcher}
            onClick={() => set(draft.matchers.filter(({ key }) => key !== matcher.key))}
          >
            <X aria-hidden="true" size={14} />
          </Button>
        </div>
      ))}
      <div className="flex flex-wrap items-center gap-x-3">
        <Button
          onClick={() =>
            set([
              ...draft.matchers,
              {
                key: Math.max(-1, ...draft.matchers.map(({ key }) => key)) + 1,
                name: 'severity',
                value: '',
                equal: true,
              },
            ])
          }
        >
          <Plus aria-hidden="true" size={14} />
          {words.addMatcher}
        </Button>
        <span className="text-muted text-xs">{words.valueHint}</span>
      </div>
      {faults.matchers === undefined ? null : (
        <p className="text-crit text-xs">{faults.matchers}</p>
      )}
    </fieldset>
  )
}

function Times({ draft, faults, onChange }: Props) {
  const zone = useZone()
  const set = (change: Partial<SilenceDraft>) => onChange({ ...draft, ...change })
  const endless = draft.recurs && draft.endless
  return (
    <div className="flex flex-wrap items-start gap-x-3 gap-y-2">
      <Field label={words.starts} fault={faults.startsAt}>
        {(tied) => (
          <input
            {...tied}
            type="datetime-local"
            value={fieldOf(draft.startsAt, zone)}
            onChange={(event) => set({ startsAt: momentIn(event.target.value, zone) })}
            className="field"
          />
        )}
      </Field>
      <Field
        label={words.ends}
        fault={faults.endsAt}
        hint={words.zone(zone === 'utc' ? text.zone.utc : text.zone.local.toLowerCase())}
      >
        {(tied) => (
          <input
            {...tied}
            type="datetime-local"
            disabled={endless}
            value={endless ? '' : fieldOf(draft.endsAt, zone)}
            onChange={(event) => set({ endsAt: momentIn(event.target.value, zone) })}
            className="field disabled:opacity-50"
          />
        )}
      </Field>
      <fieldset className="min-w-0">
        <legend className="text-muted text-xs">{words.quick}</legend>
        <div className="mt-0.5 flex items-center gap-1">
          {QUICK_HOURS.map((hours) => (
            <Button key={hours} onClick={() => onChange(lasting(draft, hours, serverNow()))}>
              {words.hours(hours)}
            </Button>
          ))}
          {draft.recurs ? (
            <span className="ms-2">
              <Check
                label={words.noEnd}
                checked={draft.endless}
                onChange={(value) => set({ endless: value })}
              />
            </span>
          ) : null}
        </div>
      </fieldset>
    </div>
  )
}

function Recurrence({ draft, faults, onChange }: Props) {
  const set = (change: Partial<SilenceDraft>) => onChange({ ...draft, ...change })
  return (
    <div className="flex flex-col gap-2 border-line-strong border-s-2 ps-3">
      <Checks
        label={words.weekdays}
        hint={words.weekdaysHint}
        options={WEEKDAYS.map((value) => ({ value, word: silenceFormText.days[value] ?? value }))}
        value={draft.weekdays}
        onChange={(weekdays) => set({ weekdays })}
      />
      <div className="flex flex-wrap items-start gap-x-3 gap-y-2">
        <Field label={words.timeFrom} fault={faults.timeFrom}>
          {(tied) => (
            <input
              {...tied}
              value={draft.timeFrom}
              placeholder="22:00"
              onChange={(event) => set({ timeFrom: event.target.value.trim() })}
              className="field w-20"
            />
          )}
        </Field>
        <Field label={words.timeTo} fault={faults.timeTo}>
          {(tied) => (
            <input
              {...tied}
              value={draft.timeTo}
              placeholder="06:00"
              onChange={(event) => set({ timeTo: event.target.value.trim() })}
              className="field w-20"
            />
          )}
        </Field>
        <Field label={words.timezone} hint={words.timezoneHint}>
          {(tied) => (
            <input
              {...tied}
              value={draft.timezone}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => set({ timezone: event.target.value })}
              className="field w-44"
            />
          )}
        </Field>
      </div>
    </div>
  )
}
