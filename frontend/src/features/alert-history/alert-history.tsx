// Resolved alerts, searched on the server; the URL contains all filters.

import { useQuery } from '@tanstack/react-query'
import { Search } from 'lucide-react'
import type { AlertFilter } from '@/api/alert-filter'
import { ALERT_PAGE_SIZE, exportAlertsUrl, resolvedAlertsQuery } from '@/api/alerts'
import { SEVERITIES } from '@/api/form-options'
import { HistoryRows } from '@/features/alert-history/alert-rows'
import { alertHistoryText } from '@/features/alert-history/text'
import { labels } from '@/text/labels'
import { text } from '@/text/text'
import { Button } from '@/ui/button'
import { Empty } from '@/ui/empty'
import { Exports } from '@/ui/exports'
import { Failure } from '@/ui/failure'
import { Field } from '@/ui/form'
import { NumberedPages } from '@/ui/paging'

const words = alertHistoryText

interface Props {
  filter: AlertFilter
  onFilter: (filter: AlertFilter) => void
}

const EMPTY = { severity: '', rule: '', room: '', q: '', page: 0 } as const

export function AlertHistory({ filter, onFilter }: Props) {
  const query = useQuery(resolvedAlertsQuery(filter))
  const { data, error } = query
  const total = data?.total ?? 0
  const found = data?.alerts.length ?? 0
  const narrowed =
    `${filter.severity}${filter.rule}${filter.room}${filter.q}` !== '' || filter.deployment !== null
  return (
    <>
      <div className="flex flex-wrap items-end justify-between gap-2">
        <Form
          // A new URL resets the form, including text that was not submitted.
          key={JSON.stringify(filter)}
          filter={filter}
          onFilter={onFilter}
        />
        <Exports
          formats={['csv', 'json'] as const}
          href={(format) => exportAlertsUrl(filter, format)}
        />
      </div>
      {error === null ? null : (
        <div className="rounded-md border border-line bg-surface">
          <Failure
            error={error}
            tried={query.errorUpdatedAt}
            onRetry={() => void query.refetch()}
          />
        </div>
      )}
      <section
        aria-label={words.rows}
        aria-busy={query.isFetching}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard
        tabIndex={0}
        className={`relative min-h-60 flex-1 overflow-auto rounded-sm border bg-surface ${
          query.isPlaceholderData ? 'border-line-strong border-dashed' : 'border-line'
        }`}
      >
        {data === undefined ? (
          error === null ? (
            <p className="p-3 text-muted text-sm">{text.loading}</p>
          ) : null
        ) : found > 0 ? (
          <HistoryRows alerts={data.alerts} />
        ) : total > 0 ? (
          <Empty title={text.paging.beyondTitle} body={text.paging.beyond}>
            <Button onClick={() => onFilter({ ...filter, page: 0 })}>{text.paging.first}</Button>
          </Empty>
        ) : narrowed ? (
          <Empty title={words.noMatchTitle} body={words.noMatch}>
            <Button onClick={() => onFilter({ ...filter, ...EMPTY, deployment: null })}>
              {text.clear}
            </Button>
          </Empty>
        ) : (
          <Empty title={words.noneTitle} body={words.none} />
        )}
      </section>
      {data === undefined ? null : (
        <NumberedPages
          page={filter.page}
          size={ALERT_PAGE_SIZE}
          found={found}
          total={total}
          onPage={(page) => onFilter({ ...filter, page })}
        />
      )}
    </>
  )
}

/** Text fields apply on submit, select fields at once. */
function Form({ filter, onFilter }: Props) {
  return (
    <search aria-label={words.form}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          const given = new FormData(event.currentTarget)
          const word = (name: string) => String(given.get(name) ?? '').trim()
          onFilter({
            ...filter,
            q: word('q'),
            rule: word('rule'),
            room: word('room'),
            severity: SEVERITIES.find((each) => each === word('severity')) ?? '',
            page: 0,
          })
        }}
        className="flex flex-wrap items-end gap-2 text-sm"
      >
        {(['q', 'rule', 'room'] as const).map((name) => (
          <Field key={name} label={words.fields[name]} className="w-40 max-sm:w-[calc(50%-4px)]">
            {(tied) => (
              <input
                {...tied}
                name={name}
                type="search"
                defaultValue={filter[name]}
                autoComplete="off"
                spellCheck={false}
                className="field w-full"
              />
            )}
          </Field>
        ))}
        <Field label={words.fields.severity} className="w-28 max-sm:w-[calc(50%-4px)]">
          {(tied) => (
            <select
              {...tied}
              name="severity"
              defaultValue={filter.severity}
              onChange={(event) => event.currentTarget.form?.requestSubmit()}
              className="field w-full"
            >
              <option value="">{text.any}</option>
              {SEVERITIES.map((each) => (
                <option key={each} value={each}>
                  {labels.severity[each] ?? each}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Button type="submit">
          <Search aria-hidden="true" size={14} />
          {text.search}
        </Button>
        <Button look="plain" onClick={() => onFilter({ ...filter, ...EMPTY })}>
          {text.clear}
        </Button>
      </form>
    </search>
  )
}
