import { Search } from 'lucide-react'
import type { ReactNode } from 'react'
import { DEPARTURES, type HistoryFilter, KINDS } from '@/api/history-filter'
import { historyText } from '@/features/history/text'
import { labels } from '@/text/labels'
import { text } from '@/text/text'
import { Button } from '@/ui/button'

const words = historyText

/** The filters: text fields apply on submit, select fields at once. */
export function FilterForm({
  filter,
  onFilter,
  onClear,
}: {
  filter: HistoryFilter
  onFilter: (filter: HistoryFilter) => void
  onClear: () => void
}) {
  const people = filter.subject === 'participants'
  const send = (form: HTMLFormElement) => {
    const given = new FormData(form)
    const word = (name: string) => String(given.get(name) ?? '').trim()
    onFilter({
      subject: filter.subject,
      q: word('q'),
      // Fields that are hidden for this subject keep their values.
      room: people ? word('room') : filter.room,
      identity: people ? word('identity') : filter.identity,
      departure: people
        ? (DEPARTURES.find((each) => each === given.get('departure')) ?? null)
        : filter.departure,
      kind: people ? (KINDS.find((each) => each === given.get('kind')) ?? null) : filter.kind,
      page: 0,
    })
  }
  return (
    <search aria-label={words.form}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          send(event.currentTarget)
        }}
        className="flex flex-wrap items-end gap-2 text-sm"
      >
        <Field label={words.fields.q}>
          <input
            name="q"
            type="search"
            defaultValue={filter.q}
            title={words.fields.qHint}
            autoComplete="off"
            spellCheck={false}
            className="field w-full"
          />
        </Field>
        {people ? (
          <>
            <Field label={words.fields.room}>
              <input
                name="room"
                defaultValue={filter.room}
                autoComplete="off"
                spellCheck={false}
                className="field w-full"
              />
            </Field>
            <Field label={words.fields.identity}>
              <input
                name="identity"
                defaultValue={filter.identity}
                autoComplete="off"
                spellCheck={false}
                className="field w-full"
              />
            </Field>
            <Field label={words.fields.departure}>
              <select
                name="departure"
                defaultValue={filter.departure ?? ''}
                onChange={(event) => event.currentTarget.form?.requestSubmit()}
                className="field w-full"
              >
                <option value="">{text.any}</option>
                {DEPARTURES.map((each) => (
                  <option key={each} value={each}>
                    {labels.departure[each] ?? each}
                  </option>
                ))}
              </select>
            </Field>
            <Field label={words.fields.kind}>
              <select
                name="kind"
                defaultValue={filter.kind ?? ''}
                onChange={(event) => event.currentTarget.form?.requestSubmit()}
                className="field w-full"
              >
                <option value="">{text.any}</option>
                {KINDS.map((each) => (
                  <option key={each} value={each}>
                    {labels.participantKind[each] ?? each}
                  </option>
                ))}
              </select>
            </Field>
          </>
        ) : null}
        <Button type="submit">
          <Search aria-hidden="true" size={14} />
          {text.search}
        </Button>
        <Button look="plain" onClick={onClear}>
          {text.clear}
        </Button>
      </form>
    </search>
  )
}

function Field({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is what stands inside
    <label className="flex w-40 min-w-0 flex-col max-sm:w-[calc(50%-4px)]">
      <span className="text-muted text-xs">{label}</span>
      {children}
    </label>
  )
}
