import { ArrowDown, ArrowUp } from 'lucide-react'
import { canSort, type RoomFilter, type RoomOrder } from '@/api/room-filter'
import type { Column } from '@/features/rooms/columns'
import { text } from '@/text/text'

/** The header of a column: a click sorts by it, another click reverses the order. */
export function SortHeader({
  column,
  order,
  filter,
  onSort,
}: {
  column: Column
  order: RoomOrder
  filter: RoomFilter
  onSort: (order: RoomOrder) => void
}) {
  const look = `cell ${column.look} ${column.end ? 'text-end!' : ''} text-muted text-xs font-normal`
  const sort = column.sort !== undefined && canSort(filter, column.sort) ? column.sort : undefined
  if (sort === undefined) {
    return (
      <th scope="col" title={column.hint} className={look}>
        {column.title}
      </th>
    )
  }
  const direction = order === sort ? 'ascending' : order === `-${sort}` ? 'descending' : null
  // Numbers and times sort descending first, names ascending, and the worst quality comes first.
  const next: RoomOrder =
    direction === null
      ? sort === 'name' || sort === 'quality'
        ? sort
        : `-${sort}`
      : direction === 'ascending'
        ? `-${sort}`
        : sort
  const Arrow = direction === 'ascending' ? ArrowUp : ArrowDown
  return (
    <th scope="col" aria-sort={direction ?? 'none'} title={column.hint} className={look}>
      <button
        type="button"
        aria-label={text.sortBy(column.title)}
        onClick={() => onSort(next)}
        className="inline-flex h-7 max-w-full items-center gap-1 hover:text-fg focus-visible:-outline-offset-2"
      >
        {column.title}
        {direction === null ? null : <Arrow aria-hidden="true" size={12} className="shrink-0" />}
      </button>
    </th>
  )
}
