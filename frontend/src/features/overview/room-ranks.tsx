// The rooms with the worst quality, and the busiest.

import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import type { Room } from '@/api/model'
import type { RoomOrder } from '@/api/room-filter'
import { roomPageQuery } from '@/api/rooms'
import type { Scope } from '@/features/overview/scope'
import { overviewText } from '@/features/overview/text'
import { formatCount } from '@/lib/format'
import { useRoomRow } from '@/live/live-context'
import { text } from '@/text/text'
import { Duration } from '@/ui/clock'
import { Failure } from '@/ui/failure'
import { Foreign } from '@/ui/foreign'
import { Panel } from '@/ui/panel'

const words = overviewText.rooms

/** Rows shown; a window without much space shows the first five. */
const ROWS = 12
const FEW = 5

/** Poll interval in milliseconds: no frame says which room is the busiest. */
const REFRESH_MS = 10_000

/** Below this a quality is poor, below the other it is lost; of 100. */
const POOR = 70
const LOST = 40

export function RoomRanks({ scope }: { scope: Scope }) {
  const ranked = (sort: RoomOrder) => ({
    ...roomPageQuery(
      {
        q: '',
        status: 'active',
        sort,
        deployment: scope.deployment,
        region: scope.region,
        at: null,
      },
      0,
      ROWS,
    ),
    refetchInterval: REFRESH_MS,
  })
  const query = useQuery(ranked('-participants'))
  const byQuality = useQuery(ranked('quality'))
  // Rows must not move under the pointer.
  const [held, setHeld] = useState(false)
  const shown = useRef({ busiest: query.data, worst: byQuality.data })
  if (!held) shown.current = { busiest: query.data, worst: byQuality.data }
  const { busiest: data, worst } = shown.current
  // Rooms of which nobody reports come last.
  const rated = (worst?.rooms ?? []).filter((room) => room.connection_quality !== null)
  return (
    <div
      className="contents"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
    >
      <Panel
        title={words.worst}
        aside={
          <Link
            to="/rooms"
            search={{ sort: 'quality' }}
            className="text-accent text-xs hover:underline"
          >
            {words.byQuality}
          </Link>
        }
      >
        <Rooms
          rooms={rated}
          seq={worst?.seq ?? 0}
          empty={worst === undefined ? text.loading : words.noQuality}
          quality
        />
      </Panel>
      <Panel
        title={words.busiest}
        aside={
          <Link
            to="/rooms"
            search={{ sort: '-participants' }}
            className="text-accent text-xs hover:underline"
          >
            {words.all(data === undefined ? '' : formatCount(data.total))}
          </Link>
        }
      >
        {query.error === null ? null : (
          <Failure
            error={query.error}
            tried={query.errorUpdatedAt}
            onRetry={() => void query.refetch()}
          />
        )}
        <Rooms
          rooms={data?.rooms ?? []}
          seq={data?.seq ?? 0}
          empty={data === undefined ? text.loading : text.noRooms.title}
          quality={false}
        />
      </Panel>
    </div>
  )
}

function Rooms({
  rooms,
  seq,
  empty,
  quality,
}: {
  rooms: readonly Room[]
  seq: number
  /** Why there are none. */
  empty: string
  quality: boolean
}) {
  return (
    // Takes the space of all rows, however many there are: nothing moves.
    <div className="min-h-45 pointer-coarse:min-h-58 wide:min-h-98">
      {rooms.length === 0 ? (
        <p className="px-3.5 py-2 text-muted text-sm">{empty}</p>
      ) : (
        <table className="w-full table-fixed text-sm">
          <thead className="text-muted text-xs">
            <tr>
              <th scope="col" className="px-3.5 pb-1.5 text-start font-normal">
                {words.columns.name}
              </th>
              <th scope="col" className="w-18 px-2 pb-1.5 text-end font-normal">
                {words.columns.present}
              </th>
              <th scope="col" className="w-24 px-3.5 pb-1.5 text-end font-normal">
                {quality ? words.columns.quality : words.columns.age}
              </th>
            </tr>
          </thead>
          <tbody>
            {rooms.map((room, index) => (
              <Row
                key={room.sid}
                read={room}
                seq={seq}
                quality={quality}
                className={index < FEW ? '' : 'max-wide:hidden'}
              />
            ))}
          </tbody>
        </table>
      )}
    </div>
  )
}

function Row({
  read,
  seq,
  quality,
  className,
}: {
  read: Room
  seq: number
  quality: boolean
  className: string
}) {
  const room = useRoomRow(read, seq)
  const value = room.connection_quality
  return (
    <tr className={`border-line border-t hover:bg-raised ${className}`}>
      <td className="h-7.25 truncate px-3.5 pointer-coarse:h-10">
        <Link
          to="/rooms/$room"
          params={{ room: room.name }}
          search={{ sid: room.sid }}
          className="hover:underline focus-visible:-outline-offset-2"
        >
          <Foreign value={room.name || text.unnamedRoom} />
        </Link>
      </td>
      <td className={`px-2 text-end ${quality ? '' : 'font-semibold'}`}>
        {formatCount(room.participant_count)}
      </td>
      <td className={`px-3.5 text-end ${quality ? 'font-semibold' : 'text-muted'}`}>
        {quality && value !== null ? (
          <span className={value < LOST ? 'text-crit' : value < POOR ? 'text-warn' : ''}>
            {formatCount(value)}
          </span>
        ) : (
          <Duration since={room.started_at} seconds={room.duration_seconds} ticking />
        )}
      </td>
    </tr>
  )
}
