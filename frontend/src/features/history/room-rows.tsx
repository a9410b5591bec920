import { Link } from '@tanstack/react-router'
import type { Room } from '@/api/model'
import { historyText } from '@/features/history/text'
import { formatCount } from '@/lib/format'
import { text } from '@/text/text'
import { Duration, Instant } from '@/ui/clock'
import { Certainty, Quality, Span } from '@/ui/facts'
import { Foreign } from '@/ui/foreign'
import { TableHead } from '@/ui/table-head'

const words = historyText.columns

const COLUMNS = [
  { title: words.room, look: 'w-60' },
  { title: words.deployment, look: 'w-36' },
  { title: words.started, look: 'w-36' },
  { title: words.finished, look: 'w-36' },
  { title: words.duration, look: 'w-24' },
  { title: words.participants, look: 'w-24' },
  { title: words.certainty, look: '' },
  { title: words.quality, look: 'w-20' },
] as const

const CELL = 'px-2 py-1 first:ps-3 last:pe-3 align-top overflow-hidden'

export function RoomRows({ rooms }: { rooms: readonly Room[] }) {
  return (
    <table className="w-full min-w-260 table-fixed text-sm">
      <TableHead columns={COLUMNS} />
      <tbody>
        {rooms.map((room) => (
          <tr
            key={`${room.deployment} ${room.sid}`}
            className="border-line border-b hover:bg-raised"
          >
            <td className={CELL}>
              <div className="truncate">
                <Link
                  to="/rooms/$room"
                  params={{ room: room.name }}
                  search={{ sid: room.sid }}
                  className="text-accent hover:underline focus-visible:-outline-offset-2"
                >
                  <Foreign value={room.name || text.unnamedRoom} />
                </Link>
              </div>
              <div className="truncate font-mono text-muted text-xs">{room.sid}</div>
            </td>
            <td className={`${CELL} truncate`}>{room.deployment}</td>
            <td className={CELL}>
              <Instant at={room.started_at} />
            </td>
            <td className={CELL}>
              {room.finished_at_range !== null ? (
                <span className="text-xs">
                  <Span
                    earliest={room.finished_at_range.earliest}
                    latest={room.finished_at_range.latest}
                  />
                </span>
              ) : room.status === 'active' ? (
                <span className="text-muted">{historyText.stillOpen}</span>
              ) : (
                <Instant at={room.finished_at} />
              )}
            </td>
            <td className={CELL}>
              <Duration
                since={room.started_at}
                seconds={room.duration_seconds}
                ticking={room.status === 'active'}
              />
            </td>
            <td className={CELL}>{formatCount(room.participants_total)}</td>
            <td className={CELL}>
              <Certainty
                certainty={room.certainty}
                evidence={room.evidence}
                sources={room.sources}
              />
            </td>
            <td className={CELL}>
              <Quality value={room.connection_quality} source={room.quality_source} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
