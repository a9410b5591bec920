import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { healthQuery } from '@/api/health'
import type { Health, SourceHealth } from '@/api/model'
import { overviewText } from '@/features/overview/text'
import { formatBytes, formatCount, formatDuration } from '@/lib/format'
import { labels } from '@/text/labels'
import { text } from '@/text/text'
import { Age } from '@/ui/clock'
import { Failure } from '@/ui/failure'
import { Panel } from '@/ui/panel'
import { Status, toneOf } from '@/ui/status'

export function SourceStrip() {
  const { data, error, errorUpdatedAt, refetch } = useQuery(healthQuery)
  return (
    <Panel
      title={overviewText.health.title}
      aside={
        data === undefined ? null : (
          <span className="flex flex-wrap items-center gap-x-2 text-muted text-xs">
            <span>{overviewText.health.version(data.version)}</span>
            <span>{overviewText.health.uptime(formatDuration(data.uptime_seconds))}</span>
          </span>
        )
      }
    >
      {error === null ? null : (
        <Failure error={error} tried={errorUpdatedAt} onRetry={() => void refetch()} />
      )}
      {data !== undefined ? (
        <HealthList health={data} />
      ) : error === null ? (
        <p className="p-3 text-muted text-sm">{text.loading}</p>
      ) : null}
    </Panel>
  )
}

export function HealthList({ health }: { health: Health }) {
  return (
    <ul className="text-sm">
      <Line name={overviewText.health.overall} status={health.status} />
      {health.sources.map((source) => (
        <Line
          key={`${source.deployment} ${source.source}`}
          name={labels.source[source.source] ?? source.source}
          scope={health.deployments.length > 1 ? source.deployment : undefined}
          status={source.status}
        >
          <Received source={source} />
        </Line>
      ))}
      <Line name={overviewText.health.journal} status={health.journal.status}>
        {formatBytes(health.journal.bytes)} ·{' '}
        {overviewText.health.pending(formatCount(health.journal.pending_events))}
        {health.journal.losses > 0 ? (
          <span className="text-crit">
            {' · '}
            {overviewText.health.lost(
              health.journal.lost_events === null ? null : formatCount(health.journal.lost_events),
            )}
          </span>
        ) : null}
      </Line>
      <Line name={overviewText.health.store} status={health.store.status}>
        {health.store.edition ?? health.store.kind}
        {health.store.error === null ? null : ` · ${health.store.error}`}
      </Line>
    </ul>
  )
}

function Received({ source }: { source: SourceHealth }) {
  return (
    <>
      {source.last_received_at === null ? (
        overviewText.health.never
      ) : (
        <Age at={source.last_received_at} />
      )}
      {' · '}
      {overviewText.health.received(formatCount(source.received_total))}
      {source.refused_total > 0
        ? ` · ${overviewText.health.refused(formatCount(source.refused_total))}`
        : null}
    </>
  )
}

function Line({
  name,
  scope,
  status,
  children,
}: {
  name: string
  scope?: string | undefined
  status: string
  children?: ReactNode
}) {
  return (
    <li className="flex min-h-8 flex-wrap items-center gap-x-3 border-line border-t px-3 py-1 first:border-t-0">
      <span className="w-32 shrink-0">
        {name}
        {scope === undefined ? null : <span className="text-muted"> {scope}</span>}
      </span>
      <span className="w-24 shrink-0">
        <Status tone={toneOf(status)} word={labels.status[status] ?? status} />
      </span>
      <span className="min-w-0 text-muted text-xs">{children}</span>
    </li>
  )
}
