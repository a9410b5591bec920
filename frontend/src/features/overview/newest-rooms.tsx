import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect } from 'react'
import type { Room } from '@/api/model'
import type { RoomFilter } from '@/api/room-filter'
import { roomPageQuery } from '@/api/rooms'
import { overviewText } from '@/features/overview/text'
import { formatCount } from '@/lib/format'
import { useLive, useRoomRow, useWatch } from '@/live/live-context'
import { labels } from '@/text/labels'
import { text } from '@/text/text'
import { Duration, Instant } from '@/ui/clock'
import { Empty } from '@/ui/empty'
import { Failure } from '@/ui/failure'
import { Foreign } from '@/ui/foreign'
import { Panel } from '@/ui/panel'
import { Status, toneOf } from '@/ui/status'

const NEWEST: RoomFilter = {
  q: '',
  status: 'active',
  sort: '-started_at',
  deployment: null,
  at: null,
}
const COUNT = 8

/** The minimum time between two reads in milliseconds: a busy deployment opens rooms constantly. */
const REFRESH_MS = 5_000

const query = roomPageQuery(NEWEST, 0, COUNT)

export function NewestRooms() {
  const { data, error, errorUpdatedAt, refetch } = useQuery(query)
  const rooms = data?.rooms ?? []
  useWatch(rooms.map((room) => room.sid))
  useRereadWhenRoomsChange()
  return (
    <Panel
      title={overviewText.rooms.title}
      aside={
        <Link to="/rooms" className="text-accent text-sm hover:underline">
          {overviewText.rooms.all}
        </Link>
      }
    >
      {error === null ? null : (
        <Failure error={error} tried={errorUpdatedAt} onRetry={() => void refetch()} />
      )}
      {data === undefined ? (
        error === null ? (
          <p className="p-3 text-muted text-sm">{text.loading}</p>
        ) : null
      ) : rooms.length === 0 ? (
        <Empty title={text.noRooms.title} body={text.noRooms.body} />
      ) : (
        <table className="w-full table-fixed text-sm">
          <thead className="text-muted text-xs">
            <tr>
              <th scope="col" className="cell font-normal">
                {overviewText.rooms.columns.name}
              </th>
              <th scope="col" className="cell w-20 text-end! font-normal">
                {overviewText.rooms.columns.participants}
              </th>
              <th scope="col" className="cell w-24 font-normal max-sm:hidden">
                {overviewText.rooms.columns.started}
              </th>
              <th scope="col" className="cell w-24 font-normal">
                {overviewText.rooms.columns.duration}
              </th>
            </tr>
          </thead>
          <tbody>
            {rooms.map((room) => (
              <Row key={room.sid} read={room} seq={data.seq} />
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  )
}

function Row({ read, seq }: { read: Room; seq: number }) {
  const room = useRoomRow(read, seq)
  return (
    <tr className="border-line border-t hover:bg-raised">
      <td className="cell">
        <Link
          to="/rooms/$room"
          params={{ room: room.name }}
          search={{ sid: room.sid }}
          className="text-accent hover:underline"
        >
          <Foreign value={room.name || text.unnamedRoom} />
        </Link>
      </td>
      <td className="cell text-end!">{formatCount(room.people_count)}</td>
      <td className="cell max-sm:hidden">
        <Instant at={room.started_at} />
      </td>
      <td className="cell">
        {room.status === 'finished' ? (
          <Status tone={toneOf('finished')} word={labels.status.finished ?? room.status} />
        ) : (
          <Duration since={room.started_at} seconds={room.duration_seconds} ticking />
        )}
      </td>
    </tr>
  )
}

/** Frames cover only subscribed rooms, so a changed number of open rooms triggers a read. */
function useRereadWhenRoomsChange(): void {
  const live = useLive()
  const queries = useQueryClient()
  useEffect(() => {
    let seen: number | null = null
    let timer: ReturnType<typeof setTimeout> | undefined
    const end = live.on('metrics', (metrics) => {
      if (seen !== null && metrics.active_rooms !== seen && timer === undefined) {
        timer = setTimeout(() => {
          timer = undefined
          void queries.invalidateQueries({ queryKey: query.queryKey })
        }, REFRESH_MS)
      }
      seen = metrics.active_rooms
    })
    return () => {
      end()
      clearTimeout(timer)
    }
  }, [live, queries])
}
