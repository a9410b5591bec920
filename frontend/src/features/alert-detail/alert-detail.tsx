// One alert: its facts, transitions, evidence and notifications.

import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { useRef } from 'react'
import { rulesQuery } from '@/api/alert-rules'
import { alertQuery } from '@/api/alerts'
import { ApiError } from '@/api/client'
import type { AlertDetail as Detail } from '@/api/model'
import { Condition } from '@/features/alert-detail/condition'
import { Evidence } from '@/features/alert-detail/evidence'
import { Notifications } from '@/features/alert-detail/notifications'
import { alertDetailText } from '@/features/alert-detail/text'
import { Transitions } from '@/features/alert-detail/transitions'
import { AlertActions } from '@/features/shared/alert-actions'
import { Flags, SeverityMark, StatusMark } from '@/features/shared/alert-marks'
import { IdentityLink, RoomLink } from '@/features/shared/alert-subject'
import { alertText } from '@/features/shared/text'
import { useAlertKeys } from '@/features/shared/use-alert-keys'
import { formatFigure, formatMeasured, instantOf } from '@/lib/format'
import { lastSearch } from '@/lib/last-search'
import { text } from '@/text/text'
import { Duration, Instant } from '@/ui/clock'
import { Empty } from '@/ui/empty'
import { Fact } from '@/ui/facts'
import { Failure } from '@/ui/failure'
import { Foreign } from '@/ui/foreign'
import { Words } from '@/ui/words'

const words = alertDetailText

export function AlertDetail({ id }: { id: string }) {
  const { data, error, errorUpdatedAt, refetch } = useQuery(alertQuery(id))
  // The condition needs the rule: what is below it must not move when it comes.
  const { isPending: waiting } = useQuery(rulesQuery)
  const page = useRef<HTMLDivElement>(null)
  useAlertKeys(() => page.current)
  return (
    <div ref={page} className="flex flex-col gap-3">
      <Link
        to="/alerts"
        search={lastSearch('/alerts')}
        className="inline-flex items-center gap-1 self-start text-accent text-sm"
      >
        <ArrowLeft aria-hidden="true" size={14} />
        {words.back}
      </Link>
      {error === null ? null : error instanceof ApiError && error.status === 404 ? (
        <Empty title={words.notFoundTitle} body={words.notFound} />
      ) : (
        <Failure error={error} tried={errorUpdatedAt} onRetry={() => void refetch()} />
      )}
      {data !== undefined && !waiting ? (
        <>
          <Facts alert={data} />
          <Condition alert={data} />
          <div className="grid grid-cols-1 items-start gap-3 xl:grid-cols-2 wide:grid-cols-3 wide:gap-5">
            <Transitions transitions={data.transitions} />
            <div className="flex flex-col gap-3 wide:contents">
              <Evidence evidence={data.evidence} links={data.links} at={data.started_at} />
              <Notifications notifications={data.notifications} />
            </div>
          </div>
        </>
      ) : error === null ? (
        <p className="text-muted text-sm">{text.loading}</p>
      ) : null}
    </div>
  )
}

function Facts({ alert }: { alert: Detail }) {
  const open = alert.status !== 'resolved'
  const start = instantOf(alert.started_at)
  const end = instantOf(alert.resolved_at)
  return (
    <section aria-labelledby="alert-message" className="rounded-md border border-line bg-surface">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 border-line border-b px-3 py-2">
        <SeverityMark severity={alert.severity} />
        <h2
          id="alert-message"
          className="min-w-0 font-semibold text-lg leading-6 [overflow-wrap:anywhere]"
        >
          <Words text={alert.message} />
        </h2>
        <StatusMark alert={alert} />
        <Flags alert={alert} />
      </div>
      <dl className="grid grid-cols-2 gap-x-4 gap-y-2 px-3 py-2 text-sm sm:grid-cols-3 lg:grid-cols-6">
        <Fact name={words.facts.rule}>
          <Link
            to="/alerts/rules/edit/$rule"
            params={{ rule: alert.rule }}
            className="font-mono text-accent text-xs hover:underline"
          >
            {alert.rule}
          </Link>
        </Fact>
        {alert.value === null ? null : (
          <Fact name={words.facts.value}>{formatMeasured(alert.value)}</Fact>
        )}
        {alert.threshold === null ? null : (
          <Fact name={words.facts.threshold}>{formatFigure(alert.threshold)}</Fact>
        )}
        <Fact name={words.facts.deployment}>
          {alert.deployment ?? words.all}
          {alert.region === null ? null : <span className="text-muted"> {alert.region}</span>}
        </Fact>
        {alert.room === null ? null : (
          <Fact name={words.facts.room}>
            <RoomLink room={alert.room} sid={alert.room_sid} />
          </Fact>
        )}
        {alert.participant === null ? null : (
          <Fact name={words.facts.participant}>
            <IdentityLink identity={alert.participant} room={alert.room} />
          </Fact>
        )}
        {alert.node === null ? null : (
          <Fact name={words.facts.node}>
            <span className="font-mono text-xs">
              <Foreign value={alert.node} />
            </span>
          </Fact>
        )}
        <Fact name={words.facts.started}>
          <Instant at={alert.started_at} />
        </Fact>
        <Fact name={words.facts.lasted}>
          <Duration
            since={alert.started_at}
            seconds={start === null || end === null ? null : (end - start) / 1_000}
            ticking={open}
          />
        </Fact>
        <Fact name={words.facts.acknowledged}>
          <When at={alert.acknowledged_at} by={alert.acknowledged_by} none={words.nobody} />
        </Fact>
        <Fact name={words.facts.assignee}>
          {alert.assignee === null ? (
            <span className="text-muted">{words.nobody}</span>
          ) : (
            <Foreign value={alert.assignee} />
          )}
        </Fact>
        {open ? null : (
          <Fact name={words.facts.resolved}>
            <When
              at={alert.resolved_at}
              by={alert.resolved_by}
              none={alertText.resolvedAutomatically}
            />
          </Fact>
        )}
        {alert.runbook_url === null ? null : (
          <Fact name={words.facts.runbook}>
            <Runbook url={alert.runbook_url} />
          </Fact>
        )}
        <Fact name={words.facts.id}>
          <span className="font-mono text-xs">{alert.id}</span>
        </Fact>
      </dl>
      <div className="border-line border-t px-3 py-2">
        <AlertActions alert={alert} named />
      </div>
    </section>
  )
}

function When({ at, by, none }: { at: string | null; by: string | null; none: string }) {
  if (at === null) return <span className="text-muted">{none}</span>
  return (
    <>
      <Instant at={at} /> <span className="text-muted">{by === null ? none : words.by(by)}</span>
    </>
  )
}

/** A user wrote the URL: only http and https become a link. */
function Runbook({ url }: { url: string }) {
  return /^https?:\/\//.test(url) ? (
    <a href={url} rel="noreferrer noopener" target="_blank" className="text-accent hover:underline">
      <Foreign value={url} />
    </a>
  ) : (
    <Foreign value={url} />
  )
}
