// Where to look next, from the end of a session.
import { Link } from '@tanstack/react-router'
import { TOGETHER_MS } from '@/api/history-filter'
import type { Participant } from '@/api/model'
import { whyText } from '@/features/shared/why-ended/text'
import type { Findings } from '@/features/shared/why-ended/why'

const words = whyText.links
const LOOK =
  'inline-flex h-7.5 items-center rounded-sm border border-line-2 bg-surface px-2.5 text-sm whitespace-nowrap hover:bg-raised pointer-coarse:h-9'

/** The room is shown this long before the end, in milliseconds: then the participant was still there. */
const BEFORE_MS = 1_000

export function NextLinks({
  session,
  findings,
  linked,
}: {
  session: Participant
  /** `null` for an open session. */
  findings: Findings | null
  /** Whether to link to the page of the session, where this is not that page. */
  linked: boolean
}) {
  const { sid, deployment, identity, room_name, room_sid } = session
  const time = (at: number) => String(Math.round(at))
  return (
    <p className="flex flex-wrap gap-2 pt-1">
      {linked ? (
        <>
          <Link to="/participants/$sid" params={{ sid }} search={{ deployment }} className={LOOK}>
            {words.session}
          </Link>
          <Link to="/history" search={{ identity, from: 'now-30d', to: 'now' }} className={LOOK}>
            {words.identity}
          </Link>
        </>
      ) : null}
      {findings === null ? null : (
        <>
          {linked ? null : (
            <Link
              to="/rooms/$room"
              params={{ room: room_name }}
              search={{ sid: room_sid, at: new Date(findings.endedAt - BEFORE_MS).toISOString() }}
              className={LOOK}
            >
              {words.room}
            </Link>
          )}
          {findings.others === null || findings.others.length === 0 ? null : (
            <Link
              to="/history"
              search={{
                departure: 'unexpected',
                from: time(findings.endedAt - TOGETHER_MS),
                to: time(findings.endedAt + TOGETHER_MS),
              }}
              className={LOOK}
            >
              {words.dropped}
            </Link>
          )}
          {findings.next ? (
            <Link
              to="/participants/$sid"
              params={{ sid: findings.next.session.sid }}
              search={{ deployment }}
              className={LOOK}
            >
              {words.next}
            </Link>
          ) : null}
          {findings.restart ? (
            <Link to="/sources" className={LOOK}>
              {words.nodes}
            </Link>
          ) : null}
        </>
      )}
    </p>
  )
}
