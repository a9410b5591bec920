import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Room } from '@/api/model'
import type { Column } from '@/features/rooms/columns'
import { roomsText } from '@/features/rooms/text'
import { formatCount } from '@/lib/format'
import { useRoomRow } from '@/live/live-context'
import { labels } from '@/text/labels'
import { text } from '@/text/text'
import { Duration, Instant } from '@/ui/clock'
import { Badge, Healed, Quality } from '@/ui/facts'
import { Foreign } from '@/ui/foreign'
import { Status, toneOf } from '@/ui/status'

/** One room; an update from the socket rerenders only this row. */
export function RoomRow({
  index,
  read,
  seq,
  columns,
}: {
  index: number
  read: Room
  seq: number
  columns: readonly Column[]
}) {
  const room = useRoomRow(read, seq)
  return (
    // The header is row 1.
    <tr data-row={index} aria-rowindex={index + 2} className="border-line border-b hover:bg-raised">
      {columns.map((column) => (
        <td key={column.id} className={cellLook(column)}>
          {cell(column.id, room)}
        </td>
      ))}
    </tr>
  )
}

/** The placeholder of a room whose page is not loaded yet. */
export function EmptyRow({ index, columns }: { index: number; columns: readonly Column[] }) {
  return (
    <tr data-row={index} aria-rowindex={index + 2} className="border-line border-b">
      {columns.map((column) => (
        <td key={column.id} className={cellLook(column)}>
          {column.id === 'name' ? (
            <>
              <span className="sr-only">{roomsText.rowLoading}</span>
              <span aria-hidden="true" className="inline-block h-2 w-2/5 rounded-sm bg-raised" />
            </>
          ) : null}
        </td>
      ))}
    </tr>
  )
}

function cellLook(column: Column): string {
  return `cell ${column.look} ${column.end ? 'text-end!' : ''}`
}

function cell(id: Column['id'], room: Room): ReactNode {
  switch (id) {
    case 'name':
      return (
        <span className="inline-flex max-w-full items-center gap-1.5">
          <Link
            to="/rooms/$room"
            params={{ room: room.name }}
            search={{ sid: room.sid }}
            className="truncate text-accent hover:underline focus-visible:-outline-offset-2"
          >
            <Foreign value={room.name || text.unnamedRoom} />
          </Link>
          {room.in_doubt_count > 0 ? (
            <Badge
              word={roomsText.inDoubt(formatCount(room.in_doubt_count))}
              hint={roomsText.inDoubtHint}
            />
          ) : null}
          <span className="max-sm:hidden">
            <Healed sources={room.sources} />
          </span>
        </span>
      )
    case 'status':
      return <Status tone={toneOf(room.status)} word={labels.status[room.status] ?? room.status} />
    case 'participants':
      return formatCount(room.people_count)
    case 'machines':
      return formatCount(room.machine_count)
    case 'publishers':
      return formatCount(room.publisher_count)
    case 'quality':
      return <Quality value={room.connection_quality} source={room.quality_source} />
    case 'started':
      return <Instant at={room.started_at} />
    case 'duration':
      return (
        <Duration
          since={room.started_at}
          seconds={room.duration_seconds}
          ticking={room.status === 'active'}
        />
      )
    case 'deployment':
      return room.deployment
    case 'sid':
      return <span className="font-mono text-muted text-xs">{room.sid}</span>
  }
}
