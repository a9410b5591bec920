// The sources and the storage in one strip: how each is, how late, and how much.

import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { healthQuery } from '@/api/health'
import type { DeploymentSources, Health } from '@/api/model'
import { sourcesQuery } from '@/api/sources'
import { overviewText } from '@/features/overview/text'
import { formatBytes, formatCount, formatDecimal, formatDuration } from '@/lib/format'
import { LATE_SECONDS } from '@/lib/lateness'
import { labels } from '@/text/labels'
import { text } from '@/text/text'
import { Age } from '@/ui/clock'
import { Failure } from '@/ui/failure'
import { Status, toneOf } from '@/ui/status'

const words = overviewText.health

export function SourceStrip({ deployment }: { deployment: string | null }) {
  const health = useQuery(healthQuery)
  const sources = useQuery(sourcesQuery)
  const error = health.error ?? sources.error
  const shown =
    sources.data?.deployments.filter(
      (each) => deployment === null || each.deployment === deployment,
    ) ?? []
  return (
    <section aria-label={words.title} className="min-w-0">
      <h2 className="sr-only">{words.title}</h2>
      {error === null ? null : (
        <Failure
          error={error}
          tried={Math.max(health.errorUpdatedAt, sources.errorUpdatedAt)}
          onRetry={() => {
            void health.refetch()
            void sources.refetch()
          }}
        />
      )}
      <div className="grid gap-px overflow-hidden rounded-md border border-line bg-line min-h-22 nav:grid-cols-3 chip:grid-cols-6">
        {health.data === undefined ? (
          <p className="col-span-full bg-surface p-3.5 text-muted text-sm">{text.loading}</p>
        ) : (
          <SourceCells health={health.data} sources={shown} />
        )}
      </div>
      {health.data === undefined ? null : (
        <p className="pt-2 text-muted text-xs">
          {words.version(health.data.version)} ·{' '}
          {words.uptime(formatDuration(health.data.uptime_seconds))}
        </p>
      )}
    </section>
  )
}

/** The most worrying statuses first. */
const WORST = ['down', 'refusing', 'silent', 'rate_limited', 'unknown', 'ok', 'off']

function worst<T>(all: readonly T[], statusOf: (one: T) => string): T | undefined {
  const rank = (one: T) => WORST.indexOf(statusOf(one))
  return [...all].sort((a, b) => rank(a) - rank(b))[0]
}

export function SourceCells({
  health,
  sources,
}: {
  health: Health
  sources: readonly DeploymentSources[]
}) {
  const many = sources.length > 1
  const late = (of: DeploymentSources) => (of.webhooks.lag_seconds ?? 0) > LATE_SECONDS
  const hooks = worst(sources, (of) =>
    of.webhooks.status === 'ok' && late(of) ? 'silent' : of.webhooks.status,
  )
  const api = worst(sources, (of) => of.api.status)
  const clients = worst(sources, (of) => of.clients.status)
  const nodes = sources.flatMap((of) => of.nodes)
  const up = nodes.filter(({ status }) => status === 'ok').length
  const node = worst(nodes, ({ status }) => status)
  const scope = (of: DeploymentSources | undefined) => (many ? of?.deployment : undefined)
  const { journal, store } = health
  return (
    <>
      <Cell
        name={labels.source.webhook ?? ''}
        scope={scope(hooks)}
        status={hooks !== undefined && late(hooks) ? 'silent' : hooks?.webhooks.status}
        word={hooks !== undefined && late(hooks) ? words.late : undefined}
        first={
          hooks === undefined
            ? null
            : join(
                hooks.webhooks.lag_seconds === null
                  ? null
                  : words.lateBy(seconds(hooks.webhooks.lag_seconds)),
                hooks.webhooks.rate_per_minute === null
                  ? null
                  : words.rate(formatDecimal(hooks.webhooks.rate_per_minute)),
              )
        }
        second={<Newest at={hooks?.webhooks.last_received_at ?? null} />}
      />
      <Cell
        name={labels.source.poll ?? ''}
        scope={scope(api)}
        status={api?.api.status}
        first={
          api?.api.latency_ms == null ? null : words.answered(formatDecimal(api.api.latency_ms))
        }
        second={<Newest at={api?.api.last_success_at ?? null} />}
      />
      <Cell
        name={labels.source.scrape ?? ''}
        status={node?.status ?? 'off'}
        word={
          nodes.length > 0 ? words.nodes(formatCount(up), formatCount(nodes.length)) : undefined
        }
        first={
          node === undefined
            ? words.noNodes
            : node.latency_ms === null
              ? null
              : words.answered(formatDecimal(node.latency_ms))
        }
        second={node === undefined ? null : <Newest at={node.last_success_at} />}
      />
      <Cell
        name={labels.source.client ?? ''}
        scope={scope(clients)}
        status={clients?.clients.status}
        first={
          clients?.clients.reporting == null
            ? words.noClients
            : words.reporting(formatCount(clients.clients.reporting))
        }
        second={<Newest at={clients?.clients.last_received_at ?? null} />}
      />
      <Cell
        name={words.journal}
        status={journal.status}
        first={words.waiting(formatCount(journal.pending_events))}
        second={
          journal.losses > 0 ? (
            <span className="text-crit">
              {words.lost(journal.lost_events === null ? null : formatCount(journal.lost_events))}
            </span>
          ) : (
            formatBytes(journal.bytes)
          )
        }
      />
      <Cell
        name={words.store}
        status={store.status}
        first={store.edition ?? store.kind}
        second={store.error}
      />
    </>
  )
}

function Cell({
  name,
  scope,
  status = 'unknown',
  word,
  first,
  second,
}: {
  name: string
  /** The deployment that this is about, where there are several. */
  scope?: string | undefined
  status?: string | undefined
  word?: string | undefined
  first: ReactNode
  second: ReactNode
}) {
  return (
    <Link
      to="/sources"
      className="min-w-0 bg-surface px-3.5 py-2.5 text-xs hover:bg-raised focus-visible:-outline-offset-2"
    >
      <span className="flex items-center justify-between gap-2 pb-1.5">
        <span className="truncate font-semibold text-sm">
          {name}
          {scope === undefined ? null : <span className="font-normal text-muted"> {scope}</span>}
        </span>
        <Status tone={toneOf(status)} word={word ?? labels.status[status] ?? status} />
      </span>
      <span className="block truncate text-muted">{first ?? text.unknown}</span>
      <span className="block min-h-4 truncate text-muted">{second}</span>
    </Link>
  )
}

function Newest({ at }: { at: string | null }) {
  if (at === null) return <>{words.never}</>
  return (
    <>
      {words.newest} <Age at={at} /> {text.ago}
    </>
  )
}

function seconds(value: number): string {
  return value < LATE_SECONDS ? `${formatDecimal(Math.max(0, value))} s` : formatDuration(value)
}

function join(...parts: (string | null)[]): string {
  return parts.filter((part) => part !== null).join(' · ')
}
