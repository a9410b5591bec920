import type { RoomDetail } from '@/api/model'
import { RoomActions } from '@/features/room-detail/room-actions'
import { roomText } from '@/features/room-detail/text'
import { formatCount } from '@/lib/format'
import { labels } from '@/text/labels'
import { sentenceOf } from '@/text/livekit-words'
import { text } from '@/text/text'
import { Duration, Instant } from '@/ui/clock'
import { Fact, Healed, Quality, Span } from '@/ui/facts'
import { Foreign } from '@/ui/foreign'
import { Status, toneOf } from '@/ui/status'
import { Words } from '@/ui/words'

export function RoomFacts({ room }: { room: RoomDetail }) {
  const active = room.status === 'active'
  return (
    <header className="rounded-md border border-line bg-surface">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 border-line border-b px-3 py-2">
        <h1 className="min-w-0 break-words font-semibold text-xl leading-7 [overflow-wrap:anywhere]">
          <Foreign value={room.name || text.unnamedRoom} />
        </h1>
        <Status tone={toneOf(room.status)} word={labels.status[room.status] ?? room.status} />
        <RoomActions room={room} />
      </div>
      <dl className="grid grid-cols-2 gap-x-4 gap-y-2 px-3 py-2 text-sm sm:grid-cols-3 lg:grid-cols-6">
        <Fact name={roomText.duration}>
          <Duration since={room.started_at} seconds={room.duration_seconds} ticking={active} />
        </Fact>
        <Fact name={roomText.started}>
          <Instant at={room.started_at} />
        </Fact>
        <Fact name={roomText.finished}>
          {room.finished_at_range === null ? (
            <Instant
              at={room.finished_at}
              reason={active ? text.reason.present : text.reason.notReported}
            />
          ) : (
            <Span
              earliest={room.finished_at_range.earliest}
              latest={room.finished_at_range.latest}
            />
          )}
        </Fact>
        <Fact name={roomText.certainty}>
          <Status
            tone={room.certainty === 'observed' ? 'ok' : toneOf(room.certainty)}
            word={labels.certainty[room.certainty] ?? room.certainty}
          />{' '}
          <Healed sources={room.sources} />
        </Fact>
        <Fact name={roomText.people}>{formatCount(room.people_count)}</Fact>
        <Fact name={roomText.machines}>{formatCount(room.machine_count)}</Fact>
        {room.forwarded_count > 0 ? (
          <Fact name={roomText.forwardedHere}>{formatCount(room.forwarded_count)}</Fact>
        ) : null}
        <Fact name={roomText.publishing}>{formatCount(room.publisher_count)}</Fact>
        <Fact name={roomText.inDoubt}>{formatCount(room.in_doubt_count)}</Fact>
        <Fact name={roomText.participantsTotal}>{formatCount(room.participants_total)}</Fact>
        <Fact name={roomText.quality}>
          <Quality value={room.connection_quality} source={room.quality_source} named />
        </Fact>
        <Fact name={roomText.deployment}>
          {room.deployment}
          {room.region === null ? null : <span className="text-muted"> {room.region}</span>}
        </Fact>
        <Fact name={roomText.sid}>
          <span className="font-mono text-xs [overflow-wrap:anywhere]">{room.sid}</span>
        </Fact>
        {room.end_reason === null ? null : (
          <Fact name={roomText.endReason}>
            <span className="[overflow-wrap:anywhere]">
              {sentenceOf('roomEnds', room.end_reason) ?? room.end_reason}
            </span>
          </Fact>
        )}
        {room.evidence === null ? null : (
          <Fact name={roomText.evidence} wide>
            <Words text={room.evidence} />
          </Fact>
        )}
      </dl>
    </header>
  )
}
