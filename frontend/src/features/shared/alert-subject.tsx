// The subject of an alert: each part links to its page.
import { Link } from '@tanstack/react-router'
import { Foreign } from '@/ui/foreign'

interface Subject {
  deployment: string | null
  region?: string | null
  room: string | null
  room_sid: string | null
  participant: string | null
  node: string | null
}

const LINK = 'text-accent hover:underline'

export function AlertSubject({ of }: { of: Subject }) {
  const parts = [
    of.deployment === null ? null : (
      <span key="deployment" className="[overflow-wrap:anywhere]">
        {of.deployment}
        {of.region ? ` (${of.region})` : ''}
      </span>
    ),
    of.room === null ? null : <RoomLink key="room" room={of.room} sid={of.room_sid} />,
    of.participant === null ? null : (
      <IdentityLink key="participant" identity={of.participant} room={of.room} />
    ),
    of.node === null ? null : (
      <span key="node" className="font-mono text-xs [overflow-wrap:anywhere]">
        <Foreign value={of.node} />
      </span>
    ),
  ].filter((part) => part !== null)
  return (
    <span className="inline-flex min-w-0 flex-wrap items-baseline gap-x-1.5">
      {parts.map((part, at) => (
        <span key={part.key} className="min-w-0">
          {at === 0 ? null : <span aria-hidden="true">› </span>}
          {part}
        </span>
      ))}
    </span>
  )
}

export function RoomLink({ room, sid }: { room: string; sid: string | null }) {
  return (
    <Link
      to="/rooms/$room"
      params={{ room }}
      search={sid === null ? {} : { sid }}
      className={`${LINK} [overflow-wrap:anywhere]`}
    >
      <Foreign value={room} />
    </Link>
  )
}

/** Links to all sessions of an identity. */
export function IdentityLink({ identity, room }: { identity: string; room: string | null }) {
  return (
    <Link
      to="/history"
      search={{ identity, ...(room === null ? {} : { room }) }}
      className={`${LINK} [overflow-wrap:anywhere]`}
    >
      <Foreign value={identity} />
    </Link>
  )
}
