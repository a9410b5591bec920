// Past and present sessions, searched on the server; the URL contains all filters.

import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import {
  exportUrl,
  HISTORY_PAGE_SIZE,
  participantSessionsQuery,
  roomSessionsQuery,
} from '@/api/history'
import { type HistoryFilter, type HistoryScope, SUBJECTS } from '@/api/history-filter'
import { FilterForm } from '@/features/history/filter-form'
import { ParticipantRows } from '@/features/history/participant-rows'
import { RoomRows } from '@/features/history/room-rows'
import { historyText } from '@/features/history/text'
import { text } from '@/text/text'
import { Button, Choice } from '@/ui/button'
import { Empty } from '@/ui/empty'
import { Exports } from '@/ui/exports'
import { Failure } from '@/ui/failure'
import { NumberedPages } from '@/ui/paging'

const words = historyText

interface Props {
  filter: HistoryFilter
  scope: HistoryScope
  onFilter: (filter: HistoryFilter) => void
}

const FORMATS = ['csv', 'json'] as const

export function History({ filter, scope, onFilter }: Props) {
  const clear = () =>
    onFilter({
      subject: filter.subject,
      q: '',
      room: '',
      identity: '',
      departure: null,
      kind: null,
      page: 0,
    })
  return (
    <div className="page min-h-0 flex-1 gap-2 pb-3">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <h1 className="font-semibold text-lg">{words.title}</h1>
        <p className="text-muted text-sm">{words.intro}</p>
        <div className="flex flex-wrap items-center gap-2 sm:ms-auto">
          <Choice
            label={words.subject}
            value={filter.subject}
            options={SUBJECTS.map((value) => ({ value, word: words.subjects[value] }))}
            onChange={(subject) => onFilter({ ...filter, subject, page: 0 })}
          />
          <Exports formats={FORMATS} href={(format) => exportUrl(filter, scope, format)} />
        </div>
      </header>
      <FilterForm
        // A new URL resets the form, including text that was not submitted.
        key={JSON.stringify(filter)}
        filter={filter}
        onFilter={onFilter}
        onClear={clear}
      />
      {filter.subject === 'rooms' ? (
        <RoomSessions filter={filter} scope={scope} onFilter={onFilter} />
      ) : (
        <ParticipantSessions filter={filter} scope={scope} onFilter={onFilter} />
      )}
    </div>
  )
}

function ParticipantSessions({ filter, scope, onFilter }: Props) {
  const query = useQuery(participantSessionsQuery(filter, scope))
  return (
    <Results
      query={query}
      found={query.data?.participants.length}
      filter={filter}
      onFilter={onFilter}
    >
      {query.data === undefined ? null : <ParticipantRows participants={query.data.participants} />}
    </Results>
  )
}

function RoomSessions({ filter, scope, onFilter }: Props) {
  const query = useQuery(roomSessionsQuery(filter, scope))
  return (
    <Results query={query} found={query.data?.rooms.length} filter={filter} onFilter={onFilter}>
      {query.data === undefined ? null : <RoomRows rooms={query.data.rooms} />}
    </Results>
  )
}

function Results({
  query,
  found,
  filter,
  onFilter,
  children,
}: {
  query: {
    data: { total: number } | undefined
    error: Error | null
    errorUpdatedAt: number
    isFetching: boolean
    isPlaceholderData: boolean
    refetch: () => unknown
  }
  /** Sessions on this page. */
  found: number | undefined
  filter: HistoryFilter
  onFilter: (filter: HistoryFilter) => void
  children: ReactNode
}) {
  const total = query.data?.total ?? 0
  return (
    <>
      {query.error === null ? null : (
        <div className="rounded-md border border-line bg-surface">
          <Failure
            error={query.error}
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
        // The previous rows are not dimmed while the next page loads: they must be readable.
        className={`relative min-h-60 flex-1 overflow-auto rounded-sm border bg-surface ${
          query.isPlaceholderData ? 'border-line-strong border-dashed' : 'border-line'
        }`}
      >
        {query.data === undefined ? (
          query.error === null ? (
            <p className="p-3 text-muted text-sm">{text.loading}</p>
          ) : null
        ) : found === 0 ? (
          total > 0 ? (
            <Empty title={text.paging.beyondTitle} body={text.paging.beyond}>
              <Button onClick={() => onFilter({ ...filter, page: 0 })}>{text.paging.first}</Button>
            </Empty>
          ) : (
            <Empty title={words.noMatchTitle} body={words.noMatch} />
          )
        ) : (
          children
        )}
      </section>
      {query.data === undefined ? null : (
        <NumberedPages
          page={filter.page}
          size={HISTORY_PAGE_SIZE}
          found={found ?? 0}
          total={total}
          onPage={(page) => onFilter({ ...filter, page })}
        />
      )}
    </>
  )
}
