import { Link } from '@tanstack/react-router'
import type { Participant } from '@/api/model'
import { historyText } from '@/features/history/text'
import { labels } from '@/text/labels'
import { text } from '@/text/text'
import { Duration, Instant } from '@/ui/clock'
import { Certainty, Departure, Quality, Span } from '@/ui/facts'
import { Foreign } from '@/ui/foreign'
import { TableHead } from '@/ui/table-head'
import { Unknown } from '@/ui/unknown'

const words = historyText.columns

const COLUMNS = [
  { title: words.participant, look: 'w-44' },
  { title: words.room, look: 'w-44' },
  { title: words.kind, look: 'w-20' },
  { title: words.joined, look: 'w-33' },
  { title: words.left, look: 'w-33' },
  { title: words.duration, look: 'w-22' },
  { title: words.departure, look: 'w-37' },
  { title: words.certainty, look: '' },
  { title: words.quality, look: 'w-18' },
] as const

export function ParticipantRows({ participants }: { participants: readonly Participant[] }) {
  return (
    <table className="w-full min-w-300 table-fixed text-sm">
      <TableHead columns={COLUMNS} />
      <tbody>
        {participants.map((participant) => (
          <Row key={`${participant.deployment} ${participant.sid}`} participant={participant} />
        ))}
      </tbody>
    </table>
  )
}

const CELL = 'px-2 py-1 first:ps-3 last:pe-3 align-top overflow-hidden'

function Row({ participant }: { participant: Participant }) {
  const { name, identity, sid, deployment, kind, left_at_range } = participant
  const here = participant.departure === null
  return (
    <tr className="border-line border-b hover:bg-raised">
      <td className={CELL}>
        <div className="truncate">
          <Link
            to="/participants/$sid"
            params={{ sid }}
            search={{ deployment }}
            className="text-accent hover:underline focus-visible:-outline-offset-2"
          >
            <Foreign value={name || identity || sid} />
          </Link>
        </div>
        {name && name !== identity ? (
          <div className="truncate text-muted text-xs">
            <Foreign value={identity} />
          </div>
        ) : null}
      </td>
      <td className={CELL}>
        <div className="truncate">
          <Link
            to="/rooms/$room"
            params={{ room: participant.room_name }}
            search={{ sid: participant.room_sid }}
            className="text-accent hover:underline focus-visible:-outline-offset-2"
          >
            <Foreign value={participant.room_name || text.unnamedRoom} />
          </Link>
        </div>
        <div className="truncate text-muted text-xs">{deployment}</div>
      </td>
      <td className={CELL}>
        {kind === null ? (
          <Unknown reason={text.reason.notReported} />
        ) : (
          (labels.participantKind[kind] ?? kind)
        )}
      </td>
      <td className={CELL}>
        <Instant at={participant.joined_at} />
      </td>
      <td className={CELL}>
        {left_at_range !== null ? (
          <span className="text-xs">
            <Span earliest={left_at_range.earliest} latest={left_at_range.latest} />
          </span>
        ) : here ? (
          <span className="text-muted">
            {participant.certainty === 'in_doubt'
              ? historyText.maybePresent
              : historyText.stillPresent}
          </span>
        ) : (
          <Instant at={participant.left_at} />
        )}
      </td>
      <td className={CELL}>
        <Duration
          since={participant.joined_at}
          seconds={participant.duration_seconds}
          ticking={here}
        />
      </td>
      <td className={CELL}>
        <Departure
          departure={participant.departure}
          reason={participant.disconnect_reason}
          aborted={participant.aborted}
        />
      </td>
      <td className={CELL}>
        <Certainty
          certainty={participant.certainty}
          evidence={participant.evidence}
          sources={participant.sources}
        />
      </td>
      <td className={CELL}>
        <Quality value={participant.connection_quality} source={participant.quality_source} />
      </td>
    </tr>
  )
}
