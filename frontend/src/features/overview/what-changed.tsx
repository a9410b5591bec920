// What differs in the chosen span from the equal span before: for a span that was brushed on a chart.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { droppedBetweenQuery, TOGETHER_MAX } from '@/api/around-end'
import { sourcesQuery } from '@/api/sources'
import { type Change, changesOf } from '@/features/overview/changes'
import type { Scope } from '@/features/overview/scope'
import { overviewText } from '@/features/overview/text'
import { formatCount, instantOf } from '@/lib/format'
import { serverNow } from '@/lib/server-clock'
import { resolveRange } from '@/lib/time-range'
import { reasonWords } from '@/text/disconnect-reasons'
import { text } from '@/text/text'
import { Instant } from '@/ui/clock'
import { Failure } from '@/ui/failure'
import { Foreign } from '@/ui/foreign'
import { Panel } from '@/ui/panel'

const words = overviewText.changed

export function WhatChanged({ scope }: { scope: Scope }) {
  const interval = resolveRange(scope.range, serverNow())
  const { from, to } = interval
  const query = useQuery(droppedBetweenQuery(2 * from - to, to, scope))
  const { data: sources } = useQuery(sourcesQuery)
  const restarted = (sources?.deployments ?? [])
    .filter(({ deployment }) => scope.deployment === null || deployment === scope.deployment)
    .flatMap(({ nodes }) => nodes)
    .filter(({ restarted_at }) => {
      const at = instantOf(restarted_at)
      return at !== null && at >= from && at < to
    })
  const found = query.data?.participants ?? null
  const changes = found === null ? null : changesOf(found, interval)
  return (
    <Panel
      title={words.title}
      unit={words.unit}
      aside={
        <Link
          to="/history"
          search={{ departure: 'unexpected', from: String(from), to: String(to) }}
          className="text-accent text-xs hover:underline"
        >
          {words.all}
        </Link>
      }
    >
      {query.error === null ? null : (
        <Failure
          error={query.error}
          tried={query.errorUpdatedAt}
          onRetry={() => void query.refetch()}
        />
      )}
      {changes === null ? (
        query.error === null ? (
          <p className="px-3.5 pb-3 text-muted text-sm">{text.loading}</p>
        ) : null
      ) : (
        <div className="grid grid-cols-1 gap-x-6 gap-y-3 px-3.5 pb-3 text-sm nav:max-rail:grid-cols-3 wide:grid-cols-3">
          <p className="nav:max-rail:col-span-3 wide:col-span-3">
            {words.dropped(
              formatCount(changes.dropped.now),
              formatCount(changes.dropped.before),
              (found?.length ?? 0) >= TOGETHER_MAX,
            )}
            {restarted.map((node) => (
              <span key={node.url}>
                {' '}
                {words.restarted(node.node_id ?? node.url)} <Instant at={node.restarted_at} />.
              </span>
            ))}
          </p>
          <Differences title={words.reasons} changes={changes.reasons}>
            {(name) => reasonWords(name).title.replace(/\.$/, '')}
          </Differences>
          <Differences title={words.rooms} changes={changes.rooms}>
            {(name) => (
              <Link
                to="/rooms/$room"
                params={{ room: name }}
                search={{ at: new Date(to).toISOString() }}
                className="text-accent hover:underline"
              >
                <Foreign value={name || text.unnamedRoom} />
              </Link>
            )}
          </Differences>
          <Differences title={words.regions} changes={changes.regions}>
            {(name) => <Foreign value={name} />}
          </Differences>
        </div>
      )}
    </Panel>
  )
}

function Differences({
  title,
  changes,
  children,
}: {
  title: string
  changes: readonly Change[]
  children: (name: string) => ReactNode
}) {
  return changes.length === 0 ? null : (
    <section aria-label={title} className="min-w-0">
      <h3 className="text-muted text-xs">{title}</h3>
      <ul>
        {changes.map(({ name, now, before }) => (
          <li key={name} className="flex items-baseline justify-between gap-3 py-0.5">
            <span className="min-w-0 truncate">{children(name)}</span>
            <span className="whitespace-nowrap text-muted text-xs">
              <b className="font-semibold text-fg">{formatCount(now)}</b>{' '}
              {words.before(formatCount(before))}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
