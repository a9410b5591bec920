// One room session: its facts, its participants and its events.

import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { lazy, Suspense } from 'react'
import { ApiError } from '@/api/client'
import type { RoomDetail as Detail } from '@/api/model'
import { type Presence, roomQuery } from '@/api/rooms'
import { roomTimelineQuery } from '@/api/timeline'
import { EventLog } from '@/features/room-detail/event-log'
import { JobTable } from '@/features/room-detail/job-table'
import { Metadata } from '@/features/room-detail/metadata'
import { Player } from '@/features/room-detail/player'
import { RoomAlerts } from '@/features/room-detail/room-alerts'
import { RoomFacts } from '@/features/room-detail/room-facts'
import { roomText } from '@/features/room-detail/text'
import { useRoomUpdates } from '@/features/room-detail/use-room-updates'
import { instantOf } from '@/lib/format'
import { lastSearch } from '@/lib/last-search'
import { momentOf } from '@/lib/moment'
import { serverNow } from '@/lib/server-clock'
import { text } from '@/text/text'
import { Choice } from '@/ui/button'
import { Empty } from '@/ui/empty'
import { Failure } from '@/ui/failure'
import { Panel } from '@/ui/panel'
import { Timeline } from '@/ui/timeline'

// Chunks of their own: a room is shown in one of the two ways.
const RoomLanes = lazy(async () => ({
  default: (await import('@/features/room-detail/room-lanes')).RoomLanes,
}))
const ParticipantTable = lazy(async () => ({
  default: (await import('@/features/room-detail/participant-table')).ParticipantTable,
}))

interface Props {
  name: string
  sid: string | null
  /** `null`: everybody who was there if the room has finished, else who is present. */
  presence: Presence | null
  onPresence: (presence: Presence) => void
  view: View
  /** The identity whose lane is chosen; `null`: the latest drop. */
  who: string | null
  onWho: (identity: string) => void
  /** The time whose state is shown; `null`: now. */
  at: string | null
  onAt: (at: string | null) => void
}

type View = 'lanes' | 'table' | 'timeline'

export function RoomDetail({
  name,
  sid,
  presence: asked,
  onPresence,
  view,
  who,
  onWho,
  at,
  onAt,
}: Props) {
  const first = useQuery(roomQuery(name, sid, asked ?? (view === 'lanes' ? 'all' : 'present'), at))
  const finished = at === null && first.data?.status === 'finished'
  const presence = asked ?? (finished || view === 'lanes' ? 'all' : 'present')
  const query = useQuery({
    ...roomQuery(name, sid, presence, at),
    // While time is played, the page shows the state before until the next is there.
    ...(at === null ? {} : { placeholderData: keepPreviousData }),
  })
  const { error, errorUpdatedAt, refetch } = query
  const data = query.data ?? first.data
  // What is known now of the session that is shown at a past time.
  const known = useQuery({
    ...roomQuery(name, data?.sid ?? sid, 'all'),
    enabled: at !== null && (data !== undefined || sid !== null),
  })
  const whole = at === null ? data : known.data
  useRoomUpdates(name, sid, presence, at === null ? (data?.sid ?? null) : null)
  return (
    <div className="page">
      <Link
        to="/rooms"
        search={lastSearch('/rooms')}
        className="inline-flex items-center gap-1 self-start text-accent text-sm"
      >
        <ArrowLeft aria-hidden="true" size={14} />
        {roomText.back}
      </Link>
      {data === undefined && at !== null && known.data !== undefined ? (
        <RoomPlayer room={null} whole={known.data} at={at} onAt={onAt} />
      ) : null}
      {error === null ? null : error instanceof ApiError && error.status === 404 ? (
        <Empty
          title={roomText.notFoundTitle}
          body={at === null ? roomText.notFound : roomText.notThen}
        />
      ) : (
        <Failure error={error} tried={errorUpdatedAt} onRetry={() => void refetch()} />
      )}
      {data !== undefined ? (
        <Session
          room={data}
          whole={whole ?? data}
          at={at}
          onAt={onAt}
          presence={presence}
          onPresence={onPresence}
          view={view}
          who={who}
          onWho={onWho}
        />
      ) : error === null ? (
        <p className="text-muted text-sm">{text.loading}</p>
      ) : null}
    </div>
  )
}

function Session({
  room,
  whole,
  at,
  onAt,
  presence,
  onPresence,
  view,
  who,
  onWho,
}: {
  room: Detail
  /** The session with everybody of it, as it is known now. */
  whole: Detail
  at: string | null
  onAt: (at: string | null) => void
  presence: Presence
  onPresence: (presence: Presence) => void
  view: View
  who: string | null
  onWho: (identity: string) => void
}) {
  const past = at !== null
  return (
    <>
      <RoomFacts room={room} />
      {past ? null : <RoomAlerts name={room.name} deployment={room.deployment} />}
      <nav aria-label={roomText.view} className="flex gap-1 border-line border-b">
        <ViewLink view="lanes" current={view} />
        <ViewLink view="table" current={view} />
        <ViewLink view="timeline" current={view} />
      </nav>
      {view === 'timeline' ? null : <RoomPlayer room={room} whole={whole} at={at} onAt={onAt} />}
      {view === 'timeline' ? (
        <RoomTimeline name={room.name} sid={room.sid} deployment={room.deployment} />
      ) : (
        <State
          room={room}
          whole={whole}
          at={at}
          who={who}
          onWho={onWho}
          presence={presence}
          onPresence={onPresence}
          view={view}
        />
      )}
    </>
  )
}

function RoomPlayer({
  room,
  whole,
  at,
  onAt,
}: {
  /** `null`: nothing is known of it at this time. */
  room: Detail | null
  whole: Detail
  at: string | null
  onAt: (at: string | null) => void
}) {
  const started = instantOf(whole.started_at)
  if (started === null) return null
  // Moments are whole seconds: the one before the start has no room.
  const from = Math.ceil(started / 1_000) * 1_000
  const to = instantOf(whole.finished_at) ?? serverNow()
  return (
    <Player
      life={{ from, to: Math.max(to, from + 1_000) }}
      at={at === null ? null : Date.parse(at)}
      active={whole.status === 'active'}
      counts={
        room === null
          ? roomText.player.unknown
          : roomText.player.counts(room.people_count, room.machine_count, room.in_doubt_count)
      }
      onAt={(next) => onAt(next === null ? null : momentOf(next))}
    />
  )
}

/** A tab as a link that keeps the other URL parameters. */
function ViewLink({ view, current }: { view: View; current: View }) {
  return (
    <Link
      from="/rooms/$room"
      to="."
      search={(now) => ({ ...now, view: view === 'lanes' ? undefined : view })}
      replace
      // Both link to the same path: the current one is set by the view.
      activeOptions={{ exact: true, includeSearch: true, explicitUndefined: true }}
      aria-current={view === current ? 'page' : undefined}
      className="-mb-px border-transparent border-b-2 px-3 py-1.5 text-muted text-sm hover:text-fg focus-visible:-outline-offset-2 aria-[current=page]:border-accent aria-[current=page]:font-semibold aria-[current=page]:text-fg"
    >
      {roomText[view]}
    </Link>
  )
}

function RoomTimeline({
  name,
  sid,
  deployment,
}: {
  name: string
  sid: string
  deployment: string
}) {
  return <Timeline pages={useInfiniteQuery(roomTimelineQuery(name, sid, deployment))} linked />
}

/** The height of a lane, and of what is around the lanes and explains one, in pixels. */
const LANE_PX = 30
const AROUND_PX = 420

/** Takes about the space of the lanes, so that nothing below them moves. */
function LanesPlace({ lanes }: { lanes: number }) {
  return (
    <p
      className="text-muted text-sm"
      style={{ minHeight: `calc(min(62dvh, ${lanes * LANE_PX}px) + ${AROUND_PX}px)` }}
    >
      {text.loading}
    </p>
  )
}

function State({
  room,
  whole,
  at,
  presence,
  onPresence,
  view,
  who,
  onWho,
}: {
  room: Detail
  whole: Detail
  at: string | null
  presence: Presence
  onPresence: (presence: Presence) => void
  view: View
  who: string | null
  onWho: (identity: string) => void
}) {
  return (
    <>
      {view === 'lanes' ? (
        <Suspense fallback={<LanesPlace lanes={whole.participants.length} />}>
          <RoomLanes
            room={whole}
            at={at === null ? null : Date.parse(at)}
            who={who}
            onWho={onWho}
          />
        </Suspense>
      ) : (
        <Panel
          title={roomText.participants}
          aside={
            <Choice
              label={roomText.presence}
              value={presence}
              options={[
                { value: 'present', word: roomText.present },
                { value: 'all', word: roomText.all },
              ]}
              onChange={onPresence}
            />
          }
        >
          {room.participants.length > 0 ? (
            <Suspense fallback={<p className="p-3 text-muted text-sm">{text.loading}</p>}>
              <ParticipantTable participants={room.participants} />
            </Suspense>
          ) : presence === 'present' ? (
            <Empty title={roomText.nobodyTitle} body={roomText.nobody} />
          ) : (
            <Empty title={roomText.nobodyEver} />
          )}
        </Panel>
      )}
      <div className="grid grid-cols-1 items-start gap-3 lg:grid-cols-2 wide:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_minmax(0,2fr)] wide:gap-5">
        <Panel title={roomText.jobs}>
          <JobTable jobs={room.jobs} />
        </Panel>
        <Panel title={roomText.metadata}>
          <Metadata value={room.metadata} truncated={room.metadata_truncated} />
        </Panel>
        {at !== null ? null : (
          <div className="min-w-0 lg:col-span-2 wide:col-span-1">
            <EventLog sid={room.sid} />
          </div>
        )}
      </div>
    </>
  )
}
