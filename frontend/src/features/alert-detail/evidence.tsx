import { Link } from '@tanstack/react-router'
import { History } from 'lucide-react'
import type { ReactNode } from 'react'
import type { AlertDetail, Evidence as AlertEvidence } from '@/api/model'
import { alertDetailText } from '@/features/alert-detail/text'
import { formatCount } from '@/lib/format'
import { Foreign } from '@/ui/foreign'
import { Panel } from '@/ui/panel'
import { Words } from '@/ui/words'

const words = alertDetailText

const LINK = 'inline-flex min-h-6 items-center text-accent hover:underline [overflow-wrap:anywhere]'

/** The evidence recorded when the alert fired, and links to pages that show that time. */
export function Evidence({
  evidence,
  links,
  at,
}: {
  evidence: AlertEvidence
  links: AlertDetail['links']
  /** When the alert fired: links show rooms at that time. */
  at: string
}) {
  const none = evidence.rooms.length + evidence.participants.length + evidence.facts.length === 0
  return (
    <Panel title={words.evidence}>
      <div className="flex flex-col gap-2 px-3 py-2 text-sm">
        <p className="text-muted text-xs">{none ? words.noEvidence : words.evidenceHint}</p>
        {evidence.facts.length === 0 ? null : (
          <List title={words.factsTitle} beyond={0}>
            {evidence.facts.map((fact) => (
              <li key={fact} className="[overflow-wrap:anywhere]">
                <Words text={fact} />
              </li>
            ))}
          </List>
        )}
        {evidence.rooms.length === 0 ? null : (
          <List title={words.rooms} beyond={evidence.rooms_total - evidence.rooms.length}>
            {evidence.rooms.map((room) => (
              <li key={room.sid}>
                <Link
                  to="/rooms/$room"
                  params={{ room: room.name }}
                  search={{ sid: room.sid, at }}
                  className={LINK}
                >
                  <Foreign value={room.name} />
                </Link>
              </li>
            ))}
          </List>
        )}
        {evidence.participants.length === 0 ? null : (
          <List
            title={words.participants}
            beyond={evidence.participants_total - evidence.participants.length}
          >
            {evidence.participants.map((participant) => (
              <li key={participant.sid}>
                <Link to="/participants/$sid" params={{ sid: participant.sid }} className={LINK}>
                  <Foreign value={participant.identity} />
                </Link>{' '}
                <span className="text-muted text-xs">
                  <Foreign value={participant.room} />
                </span>
              </li>
            ))}
          </List>
        )}
        {links.length === 0 ? null : (
          <div>
            <h3 className="text-muted text-xs">{words.links}</h3>
            <ul className="flex flex-wrap gap-x-4 gap-y-1">
              {links.filter(ours).map((link) => (
                <li key={link.href}>
                  <a href={link.href} className={`${LINK} gap-1`}>
                    <History aria-hidden="true" size={14} className="shrink-0" />
                    <Foreign value={link.label} />
                  </a>
                </li>
              ))}
            </ul>
          </div>
        )}
      </div>
    </Panel>
  )
}

/** Whether a link leads to a page of this console. */
function ours({ href }: { href: string }): boolean {
  return /^\/(?!\/)/.test(href)
}

function List({
  title,
  beyond,
  children,
}: {
  title: string
  /** The number of items that are not listed. */
  beyond: number
  children: ReactNode
}) {
  return (
    <div>
      <h3 className="text-muted text-xs">{title}</h3>
      <ul className="flex flex-wrap gap-x-4 gap-y-0.5">
        {children}
        {beyond > 0 ? <li className="text-muted">{words.more(formatCount(beyond))}</li> : null}
      </ul>
    </div>
  )
}
