import { Link } from '@tanstack/react-router'
import type { ParticipantDetail } from '@/api/model'
import { participantText } from '@/features/participant-detail/text'
import { labels } from '@/text/labels'
import { sentenceOf } from '@/text/livekit-words'
import { text } from '@/text/text'
import { timelineText } from '@/text/timeline'
import { Duration, Instant } from '@/ui/clock'
import { Badge, Departure, Fact, Healed, Quality, Span } from '@/ui/facts'
import { Foreign } from '@/ui/foreign'
import { Status, toneOf } from '@/ui/status'
import { Unknown } from '@/ui/unknown'
import { Words } from '@/ui/words'

const words = participantText

export function ParticipantFacts({ participant }: { participant: ParticipantDetail }) {
  const { name, identity, kind, certainty, departure, left_at_range, evidence } = participant
  const here = departure === null
  return (
    <header className="rounded-md border border-line bg-surface">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 border-line border-b px-3 py-2">
        <h1 className="min-w-0 font-semibold text-xl leading-7 [overflow-wrap:anywhere]">
          <Foreign value={name || identity || participant.sid} />
        </h1>
        {here && certainty === 'in_doubt' ? (
          <Status tone="unk" word={words.maybePresent} />
        ) : (
          <Status tone={here ? 'ok' : 'off'} word={here ? words.present : words.gone} />
        )}
        {certainty === 'observed' ? null : (
          <Status tone={toneOf(certainty)} word={labels.certainty[certainty] ?? certainty} />
        )}
        <Healed sources={participant.sources} />
        {participant.is_machine ? <Badge word={text.participant.machine} /> : null}
        {participant.is_forwarded ? <Badge word={text.participant.forwarded} /> : null}
        {participant.hidden ? <Badge word={text.participant.hidden} /> : null}
      </div>
      {certainty === 'in_doubt' ? (
        <div className="border-line border-b bg-warn-ground px-3 py-2 text-sm">
          <Status tone="warn" word={words.doubt} />
          {evidence === null ? null : (
            <p className="[overflow-wrap:anywhere]">
              <span className="text-muted">{words.evidence}:</span> <Words text={evidence} />
            </p>
          )}
        </div>
      ) : null}
      <dl className="grid grid-cols-2 gap-x-4 gap-y-2 px-3 py-2 text-sm sm:grid-cols-3 lg:grid-cols-6">
        <Fact name={words.identity}>
          <Foreign value={identity} />
          <div>
            <Link
              to="/history"
              search={{ identity, from: 'now-30d', to: 'now' }}
              className="text-accent text-xs hover:underline"
            >
              {words.sessions}
            </Link>
          </div>
        </Fact>
        <Fact name={words.room}>
          <Link
            to="/rooms/$room"
            params={{ room: participant.room_name }}
            search={{ sid: participant.room_sid }}
            className="text-accent hover:underline"
          >
            <Foreign value={participant.room_name || text.unnamedRoom} />
          </Link>
          {participant.room === null || participant.room === undefined ? null : (
            <div className="text-muted text-xs">
              {labels.status[participant.room.status] ?? participant.room.status}
            </div>
          )}
        </Fact>
        <Fact name={words.kind}>
          {kind === null ? (
            <Unknown reason={text.reason.notReported} />
          ) : (
            <>
              {labels.participantKind[kind] ?? kind}
              <div className="text-muted text-xs">{sentenceOf('kinds', kind)}</div>
            </>
          )}
        </Fact>
        <Fact name={words.state}>
          {labels.participantState[participant.state] ?? participant.state}
        </Fact>
        <Fact name={words.joined}>
          <Instant at={participant.joined_at} />
        </Fact>
        <Fact name={words.left}>
          {left_at_range !== null ? (
            <Span earliest={left_at_range.earliest} latest={left_at_range.latest} />
          ) : (
            <Instant
              at={participant.left_at}
              reason={here ? text.reason.present : text.reason.notReported}
            />
          )}
        </Fact>
        <Fact name={words.duration}>
          <Duration
            since={participant.joined_at}
            seconds={participant.duration_seconds}
            ticking={here}
          />
        </Fact>
        <Fact name={words.departure}>
          <Departure
            departure={departure}
            reason={participant.disconnect_reason}
            aborted={participant.aborted}
          />
        </Fact>
        <Fact name={words.quality}>
          <Quality
            value={participant.connection_quality}
            source={participant.quality_source}
            named
          />
        </Fact>
        <Fact name={words.sources}>
          {participant.sources === undefined || participant.sources.length === 0 ? (
            <Unknown reason={text.reason.notReported} />
          ) : (
            participant.sources.map((each) => timelineText.sources[each] ?? each).join(', ')
          )}
        </Fact>
        <Fact name={words.deployment}>
          {participant.deployment}
          {participant.region === null ? null : (
            <span className="text-muted"> {participant.region}</span>
          )}
        </Fact>
        <Fact name={words.sid}>
          <span className="font-mono text-xs">{participant.sid}</span>
        </Fact>
      </dl>
    </header>
  )
}
