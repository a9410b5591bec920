// Why a participant session ended, in words: what happened, what the reason means, the likely cause, how
// certain it is, what speaks for it, and what to look at next.
import { useQuery } from '@tanstack/react-query'
import { Check, Minus } from 'lucide-react'
import type { ReactNode } from 'react'
import { droppedAroundQuery, sessionsAfterQuery, TOGETHER_MAX } from '@/api/around-end'
import type { Participant, QualityPoint } from '@/api/model'
import { participantQualityQuery } from '@/api/participants'
import { sourcesQuery } from '@/api/sources'
import { NextLinks } from '@/features/shared/why-ended/next-links'
import { whyText } from '@/features/shared/why-ended/text'
import {
  type Findings,
  findingsOf,
  lastReport,
  type Restarted,
} from '@/features/shared/why-ended/why'
import { formatCount, formatDecimal, formatDuration, instantOf } from '@/lib/format'
import { reasonWords } from '@/text/disconnect-reasons'
import { timelineText } from '@/text/timeline'
import { Instant } from '@/ui/clock'
import { Span } from '@/ui/facts'
import { Foreign } from '@/ui/foreign'
import { Panel } from '@/ui/panel'
import { Words } from '@/ui/words'

const words = whyText

/** Reports older than this say nothing of the end, in milliseconds. */
const BEFORE_MS = 180_000

/** LiveKit's limit of a poor connection. */
const POOR = 40

/** The last restarts of the nodes of a deployment; `null`: none tells its metrics, or not read yet. */
export function useRestarts(deployment: string): Restarted[] | null {
  const { data } = useQuery(sourcesQuery)
  const nodes = data?.deployments.find((each) => each.deployment === deployment)?.nodes ?? []
  if (nodes.length === 0) return null
  return nodes.flatMap((node) => {
    const at = instantOf(node.restarted_at)
    return at === null ? [] : [{ at, node: node.node_id ?? node.url }]
  })
}

export function WhyEnded({ session, linked }: { session: Participant; linked: boolean }) {
  const { identity, deployment, departure, left_at } = session
  const endedAt = instantOf(left_at)
  const enabled = departure !== null && endedAt !== null
  const dropped = useQuery({ ...droppedAroundQuery(endedAt ?? 0, deployment), enabled })
  const later = useQuery({ ...sessionsAfterQuery(identity, endedAt ?? 0, deployment), enabled })
  const reports = useQuery({
    ...participantQualityQuery(
      session.sid,
      new Date((endedAt ?? 0) - BEFORE_MS).toISOString(),
      left_at,
      deployment,
    ),
    enabled,
  })
  const restarts = useRestarts(deployment)
  const findings = findingsOf(session, {
    dropped: dropped.data?.participants ?? null,
    later: later.data?.participants ?? null,
    restarts,
  })
  const name = <Foreign value={session.name || identity || session.sid} />
  if (findings === null) {
    return (
      <Panel title={words.titleOpen}>
        <div className="px-3.5 pb-3.5">
          <p className="font-semibold text-lg">
            {name} {words.stillHere}
          </p>
          {session.certainty === 'in_doubt' ? (
            <p className="text-sm text-soft">
              {words.doubt} {session.evidence === null ? null : <Words text={session.evidence} />}
            </p>
          ) : null}
          <NextLinks session={session} findings={null} linked={linked} />
        </div>
      </Panel>
    )
  }
  if (dropped.isPending || later.isPending || reports.isPending) {
    return (
      <Panel title={words.title}>
        {/* The space of the answer: nothing below it moves. */}
        <p className="min-h-64 px-3.5 text-muted text-sm max-lg:min-h-120">{words.loading}</p>
      </Panel>
    )
  }
  const reason = reasonWords(session.disconnect_reason)
  return (
    <Panel title={words.title}>
      <div className="grid min-h-64 grid-cols-1 content-start max-lg:min-h-120 gap-x-6 gap-y-4 px-3.5 pb-3.5 lg:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-2">
          <Headline session={session} findings={findings} name={name} />
          <p className="text-soft">
            <b className="font-semibold text-fg">{reason.title}</b> {reason.meaning}
          </p>
          {findings.cause === null ? null : (
            <p className="text-soft">
              <b className="font-semibold text-fg">{words.likely[findings.cause]}</b>{' '}
              {words.because[findings.cause]}
            </p>
          )}
          <Certain session={session} />
          {reason.next === null ? null : (
            <p className="text-soft">
              <b className="font-semibold text-fg">{words.next}</b> {reason.next}
            </p>
          )}
          <NextLinks session={session} findings={findings} linked={linked} />
        </div>
        <Evidence
          findings={findings}
          report={reports.data === undefined ? null : lastReport(reports.data.points)}
          more={(dropped.data?.participants.length ?? 0) >= TOGETHER_MAX}
        />
      </div>
    </Panel>
  )
}

function Headline({
  session,
  findings,
  name,
}: {
  session: Participant
  findings: Findings
  name: ReactNode
}) {
  const { next, isDropped } = findings
  return (
    <p className="font-semibold text-lg">
      {name} {isDropped ? words.dropped : words.left} <Instant at={session.left_at} />
      {next === null || !isDropped
        ? null
        : ` ${next === undefined ? words.notBack : words.back(formatDuration(next.after / 1_000))}`}
    </p>
  )
}

function Certain({ session }: { session: Participant }) {
  const sources = session.sources.map((each) => timelineText.sources[each] ?? each).join(', ')
  return (
    <p className="text-soft [overflow-wrap:anywhere]">
      <b className="font-semibold text-fg">{words.sure}</b>{' '}
      {session.certainty === 'observed' ? (
        words.observed(sources)
      ) : (
        <>
          {words.inferred} {session.evidence === null ? null : <Words text={session.evidence} />}{' '}
          {session.left_at_range === null ? null : (
            <Span earliest={session.left_at_range.earliest} latest={session.left_at_range.latest} />
          )}
        </>
      )}
    </p>
  )
}

function Evidence({
  findings,
  report,
  more,
}: {
  findings: Findings
  /** The last report of the client before the end. */
  report: QualityPoint | null
  more: boolean
}) {
  const { others, inRoom, rooms, region, restart, next, endedAt, cause, isDropped } = findings
  if (others === null || next === null) return <p className="text-muted text-sm">{words.unread}</p>
  return (
    <dl aria-label={words.evidence} className="self-start text-sm">
      <Row fits={others.length > 0 && isDropped} name={words.rows.minute}>
        {others.length === 0 ? words.nobody : words.together(others.length, rooms, more)}
      </Row>
      <Row fits={cause === 'room'} name={words.rows.room}>
        {words.inRoom(inRoom)}
      </Row>
      {region === null || others.length === 0 ? null : (
        <Row fits={cause === 'region'} name={words.rows.region}>
          {words.inRegion(region.others, others.length, region.name)}
        </Row>
      )}
      <Row fits={Boolean(restart)} name={words.rows.node}>
        {restart === null
          ? words.noNodes
          : restart === undefined
            ? words.noRestart
            : words.restarted(restart.node, distance(restart.at, endedAt))}
      </Row>
      <Row fits={(report?.quality ?? 100) <= POOR} name={words.rows.before}>
        {report === null ? words.noReports : reportWords(report)}
      </Row>
      <Row fits={next !== undefined} name={words.rows.back}>
        {next === undefined ? words.neverBack : words.cameBack(formatDuration(next.after / 1_000))}
      </Row>
    </dl>
  )
}

function reportWords({
  quality,
  loss_ratio,
  rtt_ms,
  protocol,
  candidate_type,
}: QualityPoint): string {
  return [
    quality === null ? null : words.quality(formatCount(quality)),
    loss_ratio === null ? null : words.lost(formatDecimal(100 * loss_ratio)),
    rtt_ms === null ? null : words.roundTrip(formatCount(rtt_ms)),
    words.way(protocol, candidate_type),
  ]
    .filter(Boolean)
    .join(' · ')
}

function distance(at: number, end: number): string {
  const duration = formatDuration(Math.abs(at - end) / 1_000)
  return at <= end ? words.before(duration) : words.after(duration)
}

function Row({ fits, name, children }: { fits: boolean; name: string; children: ReactNode }) {
  const Icon = fits ? Check : Minus
  return (
    <div className="grid grid-cols-[1rem_7rem_1fr] gap-x-2 border-line border-t py-1.5 first:border-t-0">
      <Icon aria-hidden="true" size={14} className={`mt-0.75 ${fits ? 'text-fg' : 'text-muted'}`} />
      <dt className="text-muted">{name}</dt>
      <dd className={`[overflow-wrap:anywhere] ${fits ? '' : 'text-muted'}`}>{children}</dd>
    </div>
  )
}
