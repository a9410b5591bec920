// One room session: what it is, who is and was in it, and what was received about it.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { ApiError } from '@/api/client'
import type { RoomDetail as Detail } from '@/api/model'
import { type Presence, roomQuery } from '@/api/rooms'
import { EventLog } from '@/features/room-detail/event-log'
import { JobTable } from '@/features/room-detail/job-table'
import { Metadata } from '@/features/room-detail/metadata'
import { ParticipantTable } from '@/features/room-detail/participant-table'
import { RoomFacts } from '@/features/room-detail/room-facts'
import { useRoomUpdates } from '@/features/room-detail/use-room-updates'
import { text } from '@/text/text'
import { Choice } from '@/ui/button'
import { Empty } from '@/ui/empty'
import { Failure } from '@/ui/failure'
import { Panel } from '@/ui/panel'

interface Props {
  name: string
  sid: string | null
  presence: Presence
  onPresence: (presence: Presence) => void
}

export function RoomDetail({ name, sid, presence, onPresence }: Props) {
  const { data, error, errorUpdatedAt, refetch } = useQuery(roomQuery(name, sid, presence))
  useRoomUpdates(name, sid, presence, data?.sid ?? null)
  return (
    <div className="flex flex-col gap-3 p-3">
      <Link to="/rooms" className="inline-flex items-center gap-1 self-start text-accent text-sm">
        <ArrowLeft aria-hidden="true" size={14} />
        {text.room.back}
      </Link>
      {error === null ? null : error instanceof ApiError && error.status === 404 ? (
        <Empty title={text.room.notFoundTitle} body={text.room.notFound} />
      ) : (
        <Failure error={error} tried={errorUpdatedAt} onRetry={() => void refetch()} />
      )}
      {data !== undefined ? (
        <Session room={data} presence={presence} onPresence={onPresence} />
      ) : error === null ? (
        <p className="text-muted text-sm">{text.loading}</p>
      ) : null}
    </div>
  )
}

function Session({
  room,
  presence,
  onPresence,
}: {
  room: Detail
  presence: Presence
  onPresence: (presence: Presence) => void
}) {
  return (
    <>
      <RoomFacts room={room} />
      <Panel
        title={text.room.participants}
        aside={
          <Choice
            label={text.room.presence}
            value={presence}
            options={[
              { value: 'present', word: text.room.present },
              { value: 'all', word: text.room.all },
            ]}
            onChange={onPresence}
          />
        }
      >
        {room.participants.length > 0 ? (
          <ParticipantTable participants={room.participants} />
        ) : presence === 'present' ? (
          <Empty title={text.room.nobodyTitle} body={text.room.nobody} />
        ) : (
          <Empty title={text.room.nobodyEver} />
        )}
      </Panel>
      <div className="grid grid-cols-1 items-start gap-3 lg:grid-cols-2">
        <Panel title={text.room.jobs}>
          <JobTable jobs={room.jobs} />
        </Panel>
        <Panel title={text.room.metadata}>
          <Metadata value={room.metadata} />
        </Panel>
      </div>
      <EventLog sid={room.sid} />
    </>
  )
}
