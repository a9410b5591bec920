// The list of all rooms; the browser holds only the pages around the visible rows. Order and
// membership change only on "Refresh"; values change in place.

import { useQueries, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { Download, RefreshCw, Search } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { RoomPage } from '@/api/model'
import { isOfNow, NO_CONDITIONS, orderOf, ROOM_STATUSES, type RoomFilter } from '@/api/room-filter'
import { PAGE_SIZE, roomListKey, roomPageQuery, roomsExportUrl } from '@/api/rooms'
import { ColumnMenu } from '@/features/rooms/column-menu'
import { hiddenOf, shownColumns } from '@/features/rooms/columns'
import { RoomFilters } from '@/features/rooms/room-filters'
import { EmptyRow, RoomRow } from '@/features/rooms/room-row'
import { SEARCH_ID } from '@/features/rooms/search-id'
import { SortHeader } from '@/features/rooms/sort-header'
import { roomsText } from '@/features/rooms/text'
import { useMembershipChange } from '@/features/rooms/use-membership-change'
import { readPreference, writePreference } from '@/lib/preference'
import { useWatch } from '@/live/live-context'
import { text } from '@/text/text'
import { Button, Choice } from '@/ui/button'
import { Empty } from '@/ui/empty'
import { Failure } from '@/ui/failure'
import { SpacerRows } from '@/ui/spacer-rows'
import { useKeys } from '@/ui/use-keys'
import { usePrinting } from '@/ui/use-media'

/** The height of `.cell`, by pointer type. */
const ROW_PX = window.matchMedia('(pointer: coarse)').matches ? 40 : 32

const OVERSCAN = 6

/** Placeholder rows while the number of rooms is not known. */
const ROWS_UNTIL_KNOWN = 20

/** The hidden columns, as kept in the browser. */
const COLUMNS_PREFERENCE = 'rooms-hidden-columns'

/** The search starts after this pause in typing, in milliseconds. */
const TYPING_MS = 200

export function RoomList({
  filter,
  onFilter,
}: {
  filter: RoomFilter
  onFilter: (change: Partial<RoomFilter>) => void
}) {
  const queries = useQueryClient()
  const past = filter.at !== null
  const [kept, setKept] = useState(() => readPreference(COLUMNS_PREFERENCE))
  const hidden = hiddenOf(kept)
  const columns = shownColumns(filter, hidden)
  const scroller = useRef<HTMLDivElement>(null)
  const [pages, setPages] = useState<readonly number[]>([0])
  const results = useQueries({ queries: pages.map((page) => roomPageQuery(filter, page)) })
  const byPage = new Map<number, RoomPage>()
  pages.forEach((page, index) => {
    const data = results[index]?.data
    if (data !== undefined) byPage.set(page, data)
  })
  const newest = results.reduce<{ at: number; total: number } | null>(
    (best, result) =>
      result.data !== undefined && (best === null || result.dataUpdatedAt > best.at)
        ? { at: result.dataUpdatedAt, total: result.data.total }
        : best,
    null,
  )
  // A jump to unloaded pages must not shrink the list, which would scroll back.
  const filterKey = JSON.stringify(filter)
  const [known, setKnown] = useState({ filterKey, total: null as number | null })
  if (newest !== null && (known.filterKey !== filterKey || known.total !== newest.total)) {
    setKnown({ filterKey, total: newest.total })
  }
  const total = newest?.total ?? (known.filterKey === filterKey ? known.total : null)
  const failed = results.find((result) => result.error !== null)

  const rows = useVirtualizer({
    count: total ?? ROWS_UNTIL_KNOWN,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: OVERSCAN,
  })
  const items = rows.getVirtualItems()
  const first = items[0]?.index ?? 0
  const last = items.at(-1)?.index ?? 0
  const firstPage = Math.floor(first / PAGE_SIZE)
  const lastPage = Math.floor(last / PAGE_SIZE)
  useEffect(() => {
    setPages(Array.from({ length: lastPage - firstPage + 1 }, (_, index) => firstPage + index))
  }, [firstPage, lastPage])

  const shownKey = useRef(filterKey)
  useEffect(() => {
    if (shownKey.current === filterKey) return
    shownKey.current = filterKey
    scroller.current?.scrollTo({ top: 0 })
  }, [filterKey])

  const roomAt = (index: number) => {
    const page = byPage.get(Math.floor(index / PAGE_SIZE))
    const room = page?.rooms[index % PAGE_SIZE]
    if (page === undefined || room === undefined) return null
    // Rows from the socket are current and must not replace rows of a past time.
    return { room, seq: past ? Number.POSITIVE_INFINITY : page.seq }
  }
  useWatch(past ? [] : items.flatMap((item) => roomAt(item.index)?.room.sid ?? []))

  const current = useRef(-1)
  const move = (by: number) => {
    const next = Math.min((total ?? 1) - 1, Math.max(0, current.current + by))
    current.current = next
    rows.scrollToIndex(next)
    // The row may exist only after the scroll.
    requestAnimationFrame(() =>
      requestAnimationFrame(() =>
        scroller.current?.querySelector<HTMLElement>(`[data-row="${next}"] a`)?.focus(),
      ),
    )
  }
  useKeys({ j: () => move(1), k: () => move(-1) })

  const change = useMembershipChange(filter, total, newest?.at ?? 0)
  const refresh = () => void queries.invalidateQueries({ queryKey: roomListKey })

  const printing = usePrinting()
  const printed = printing
    ? Array.from({ length: total ?? 0 }, (_, index) => index).filter(
        (index) => roomAt(index) !== null,
      )
    : null
  const shown = printed ?? items.map(({ index }) => index)
  const top = printing ? 0 : (items[0]?.start ?? 0)
  const bottom = printing ? 0 : Math.max(0, rows.getTotalSize() - (items.at(-1)?.end ?? 0))

  return (
    <div className="page min-h-0 flex-1 gap-2 pb-3">
      <div className="flex flex-wrap items-center gap-2">
        <h1 className="font-semibold text-lg">{roomsText.title}</h1>
        <output className="min-w-24 text-muted text-sm">
          {total === null ? '' : roomsText.total(total)}
        </output>
        <div className="ms-auto flex flex-wrap items-center gap-2">
          <SearchField value={filter.q} onChange={(q) => onFilter({ q })} />
          {past ? null : (
            <Choice
              label={roomsText.status}
              value={filter.status}
              options={ROOM_STATUSES.map((value) => ({ value, word: roomsText.statuses[value] }))}
              onChange={(status) => onFilter({ status })}
            />
          )}
          <ColumnMenu
            hidden={hidden}
            onChange={(ids) => {
              writePreference(COLUMNS_PREFERENCE, ids.join(' '))
              setKept(ids.join(' '))
            }}
          />
          <a
            href={roomsExportUrl(filter)}
            download
            title={roomsText.csvHint}
            className="inline-flex h-7.5 items-center gap-1.5 rounded-sm border border-line-2 bg-surface px-2.5 text-sm hover:bg-raised pointer-coarse:h-9"
          >
            <Download aria-hidden="true" size={14} />
            {roomsText.csv}
          </a>
          <Button
            onClick={refresh}
            title={change === null ? undefined : roomsText.refreshHint}
            look={change === null ? 'normal' : 'marked'}
          >
            <RefreshCw aria-hidden="true" size={14} />
            {change === null || change === 0 ? text.refresh : roomsText.refreshMore(change)}
          </Button>
        </div>
      </div>
      {isOfNow(filter) ? (
        <RoomFilters
          conditions={filter.conditions ?? NO_CONDITIONS}
          onChange={(conditions) => onFilter({ conditions })}
        />
      ) : null}
      {failed?.error ? (
        <div className="rounded-md border border-line bg-surface">
          <Failure
            error={failed.error}
            tried={failed.errorUpdatedAt}
            onRetry={() => void failed.refetch()}
          />
        </div>
      ) : null}
      <section
        ref={scroller}
        aria-label={roomsText.title}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard
        tabIndex={0}
        className="min-h-60 flex-1 overflow-y-auto overflow-x-hidden rounded-md border border-line bg-surface"
      >
        {total === 0 ? (
          <NoRooms filter={filter} onFilter={onFilter} />
        ) : (
          <table className="w-full table-fixed text-sm" aria-rowcount={(total ?? -1) + 1}>
            <thead className="sticky top-0 z-10 bg-surface shadow-[0_1px_0_var(--line)]">
              <tr aria-rowindex={1}>
                {columns.map((column) => (
                  <SortHeader
                    key={column.id}
                    column={column}
                    order={orderOf(filter)}
                    filter={filter}
                    onSort={(sort) => onFilter({ sort })}
                  />
                ))}
              </tr>
            </thead>
            <SpacerRows height={top} />
            <tbody>
              {shown.map((index) => {
                const found = roomAt(index)
                return found === null ? (
                  <EmptyRow key={index} index={index} columns={columns} />
                ) : (
                  <RoomRow
                    key={index}
                    index={index}
                    read={found.room}
                    seq={found.seq}
                    columns={columns}
                  />
                )
              })}
            </tbody>
            <SpacerRows height={bottom} />
          </table>
        )}
      </section>
      {printed !== null && printed.length < (total ?? 0) ? (
        <p className="text-sm">{roomsText.printed(printed.length, total ?? 0)}</p>
      ) : null}
    </div>
  )
}

function SearchField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const [typed, setTyped] = useState(value)
  const latest = useRef(onChange)
  useEffect(() => {
    latest.current = onChange
  })
  // The URL can change from outside: back, forward, "clear filters".
  useEffect(() => setTyped(value), [value])
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  const type = (next: string) => {
    setTyped(next)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => latest.current(next.trim()), TYPING_MS)
  }
  return (
    <label className="relative">
      <span className="sr-only">{roomsText.search}</span>
      <Search
        aria-hidden="true"
        size={14}
        className="pointer-events-none absolute start-2 top-1/2 -translate-y-1/2 text-muted"
      />
      <input
        id={SEARCH_ID}
        type="search"
        value={typed}
        placeholder={roomsText.searchHint}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => type(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur()
        }}
        className="h-7 w-44 rounded-sm border border-line-strong bg-surface ps-7 pe-2 text-sm pointer-coarse:h-9 sm:w-60"
      />
    </label>
  )
}

const NONE = JSON.stringify(NO_CONDITIONS)

function NoRooms({
  filter,
  onFilter,
}: {
  filter: RoomFilter
  onFilter: (change: Partial<RoomFilter>) => void
}) {
  const filtered =
    filter.q !== '' ||
    filter.deployment !== null ||
    (isOfNow(filter) && JSON.stringify(filter.conditions ?? NO_CONDITIONS) !== NONE) ||
    // A past time lists all rooms that were open then, whatever their current status.
    (filter.status !== 'active' && filter.at === null)
  const clear = useMemo(
    () => () => onFilter({ q: '', status: 'active', deployment: null, conditions: NO_CONDITIONS }),
    [onFilter],
  )
  return filtered ? (
    <Empty title={roomsText.noMatchTitle} body={roomsText.noMatch}>
      <Button onClick={clear}>{text.clear}</Button>
    </Empty>
  ) : filter.at !== null ? (
    <Empty title={roomsText.noneThenTitle} body={roomsText.noneThen} />
  ) : (
    <Empty title={text.noRooms.title} body={text.noRooms.body}>
      <Link to="/connect" className="text-accent text-sm hover:underline">
        {text.noRooms.connect}
      </Link>
    </Empty>
  )
}
