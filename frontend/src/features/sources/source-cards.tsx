// One card per source: status, time of the last data, rate and failures.

import type { ReactNode } from 'react'
import type {
  ApiSource,
  ClientSource,
  DeploymentSources,
  NodeSource,
  Refusal,
  SourceError,
  WebhookSource,
} from '@/api/model'
import { sourcesText } from '@/features/sources/text'
import { formatCount, formatDecimal, formatDuration } from '@/lib/format'
import { text } from '@/text/text'
import { Age, Instant } from '@/ui/clock'
import { Foreign } from '@/ui/foreign'
import { Panel } from '@/ui/panel'
import { Status, toneOf } from '@/ui/status'
import { Unknown } from '@/ui/unknown'
import { Words } from '@/ui/words'

const words = sourcesText

type Card = keyof typeof words.card

export function SourceCards({ of }: { of: DeploymentSources }) {
  return (
    <div className="grid grid-cols-1 items-stretch gap-3 group-data-old:text-muted md:grid-cols-2 xl:grid-cols-4">
      <Webhooks webhooks={of.webhooks} />
      <Api api={of.api} />
      <Nodes nodes={of.nodes} />
      <Clients clients={of.clients} />
    </div>
  )
}

function Webhooks({ webhooks }: { webhooks: WebhookSource }) {
  return (
    <Source card="webhooks" status={webhooks.status}>
      <Facts>
        <Row name={words.lastReceived}>
          <Ago at={webhooks.last_received_at} />
        </Row>
        <Row name={words.rate}>
          <PerMinute rate={webhooks.rate_per_minute} />
        </Row>
        <Row name={words.lag}>
          <Seconds value={webhooks.lag_seconds} />
        </Row>
        <Row name={words.skew}>
          <Seconds value={webhooks.clock_skew_seconds} />
        </Row>
        <Row name={words.received}>
          <Figure value={webhooks.received_total} />
          {webhooks.duplicates_total > 0 ? (
            <span className="text-muted text-xs">
              {' · '}
              {words.again(formatCount(webhooks.duplicates_total))}
            </span>
          ) : null}
        </Row>
        <Row name={words.refused} bad={webhooks.refused_total > 0}>
          <Figure value={webhooks.refused_total} />
        </Row>
      </Facts>
      <Refusals refusals={webhooks.refusals} />
    </Source>
  )
}

/** The refused deliveries, by error code. */
export function Refusals({ refusals }: { refusals: readonly Refusal[] }) {
  if (refusals.length === 0) return null
  return (
    <>
      <h3 className="mt-2 text-muted text-xs">{words.refusals}</h3>
      <ul className="text-sm">
        {refusals.map((refusal) => (
          <li key={refusal.code} className="border-line border-t py-1">
            <div className="flex flex-wrap justify-between gap-x-3">
              <code className="text-xs [overflow-wrap:anywhere]">{refusal.code}</code>
              <span>
                {formatCount(refusal.count)}
                <span className="text-muted text-xs">
                  {' · '}
                  <Ago at={refusal.last_at} />
                </span>
              </span>
            </div>
            <p className="text-muted text-xs [overflow-wrap:anywhere]">
              <Words text={refusal.detail} />
            </p>
          </li>
        ))}
      </ul>
    </>
  )
}

function Api({ api }: { api: ApiSource }) {
  return (
    <Source card="api" status={api.status}>
      <Facts>
        <Row name={words.lastAnswer}>
          <Ago at={api.last_success_at} />
        </Row>
        <Row name={words.lastRequest}>
          <Ago at={api.last_attempt_at} />
        </Row>
        <Row name={words.rate}>
          {api.requests_per_minute === null || api.budget_per_minute === null ? (
            <PerMinute rate={api.requests_per_minute} />
          ) : (
            words.budget(formatDecimal(api.requests_per_minute), formatCount(api.budget_per_minute))
          )}
        </Row>
        <Row name={words.latency}>
          <Milliseconds value={api.latency_ms} />
        </Row>
        <Row name={words.oldestListing}>
          <Seconds value={api.oldest_listing_seconds} />
        </Row>
        <Row name={words.requests}>
          <Figure value={api.requests_total} />
        </Row>
        <Row name={words.errors} bad={(api.errors_total ?? 0) > 0}>
          <Figure value={api.errors_total} />
        </Row>
        <Row name={words.egress}>
          <Available value={api.egress_available} />
        </Row>
        <Row name={words.ingress}>
          <Available value={api.ingress_available} />
        </Row>
        {api.url === null ? null : <Address url={api.url} />}
      </Facts>
      <LastFailure error={api.error} />
    </Source>
  )
}

/** The worst status of the nodes: one node that is down must be visible. */
function nodesStatus(nodes: readonly NodeSource[]): string {
  if (nodes.length === 0) return 'off'
  const known = ['down', 'unknown', 'ok']
  const worst = known.find((status) => nodes.some((node) => node.status === status))
  return worst ?? nodes[0]?.status ?? 'unknown'
}

function Nodes({ nodes }: { nodes: readonly NodeSource[] }) {
  return (
    <Source card="nodes" status={nodesStatus(nodes)}>
      {nodes.length === 0 ? (
        <p className="text-muted text-sm">{words.noNodes}</p>
      ) : (
        <ul>
          {nodes.map((node) => (
            <li
              key={node.url}
              className="border-line not-first:border-t not-first:pt-2 not-last:pb-2"
            >
              <Node node={node} />
            </li>
          ))}
        </ul>
      )}
    </Source>
  )
}

function Node({ node }: { node: NodeSource }) {
  const lost = Object.entries(node.webhooks_lost).filter(([, count]) => count > 0)
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-x-2">
        <span className="min-w-0 font-mono text-xs [overflow-wrap:anywhere]">{node.url}</span>
        <Status
          tone={toneOf(node.status)}
          word={words.status.nodes?.[node.status] ?? node.status}
        />
      </div>
      <Facts>
        <Row name={words.skew}>
          <Seconds value={node.clock_skew_seconds} />
        </Row>
        <Row name={words.nodeId}>
          {node.node_id === null ? (
            <Unknown reason={words.notReported} />
          ) : (
            <span className="font-mono text-xs [overflow-wrap:anywhere]">
              <Foreign value={node.node_id} />
            </span>
          )}
        </Row>
        <Row name={words.lastAnswer}>
          <Ago at={node.last_success_at} />
        </Row>
        <Row name={words.latency}>
          <Milliseconds value={node.latency_ms} />
        </Row>
        <Row name={words.rooms}>
          <Figure value={node.rooms} />
        </Row>
        <Row name={words.participants}>
          <Figure value={node.participants} />
        </Row>
        <Row name={words.restarts}>
          <Figure value={node.restarts_total} />
          {node.restarted_at === null ? null : (
            <span className="text-muted text-xs">
              {' · '}
              <Instant at={node.restarted_at} />
            </span>
          )}
        </Row>
        <Row name={words.delivered}>
          <Figure value={node.webhooks_delivered} />
        </Row>
        <Row name={words.lost} bad={lost.length > 0}>
          {lost.length > 0
            ? lost.map(([reason, count]) => words.lostReason(reason, formatCount(count))).join(', ')
            : node.webhooks_delivered === null
              ? words.unknown
              : '0'}
        </Row>
      </Facts>
      <LastFailure error={node.error} />
    </>
  )
}

function Clients({ clients }: { clients: ClientSource }) {
  return (
    <Source card="clients" status={clients.status}>
      {clients.last_received_at === null ? (
        <p className="mb-1 text-muted text-sm">{words.noClients}</p>
      ) : null}
      <Facts>
        <Row name={words.lastReceived}>
          <Ago at={clients.last_received_at} />
        </Row>
        <Row name={words.rate}>
          <PerMinute rate={clients.rate_per_minute} />
        </Row>
        <Row name={words.reporting}>
          <Figure value={clients.reporting} />
        </Row>
      </Facts>
    </Source>
  )
}

function Source({ card, status, children }: { card: Card; status: string; children: ReactNode }) {
  return (
    <Panel
      title={words.card[card]}
      aside={
        <span data-source={card}>
          <Status tone={toneOf(status)} word={words.status[card]?.[status] ?? status} />
        </span>
      }
    >
      <div className="px-3 py-2">{children}</div>
    </Panel>
  )
}

function Facts({ children }: { children: ReactNode }) {
  return <dl className="text-sm">{children}</dl>
}

function Row({
  name,
  bad = false,
  children,
}: {
  name: string
  bad?: boolean
  children: ReactNode
}) {
  return (
    <div className="flex flex-wrap justify-between gap-x-3">
      <dt className="text-muted">{name}</dt>
      <dd className={`min-w-0 text-end [overflow-wrap:anywhere] ${bad ? 'font-semibold' : ''}`}>
        {children}
      </dd>
    </div>
  )
}

function Address({ url }: { url: string }) {
  return (
    <Row name={words.url}>
      <span className="font-mono text-xs">{url}</span>
    </Row>
  )
}

function LastFailure({ error }: { error: SourceError | null }) {
  if (error === null) return null
  return (
    <div className="mt-1 text-sm">
      <Status tone="crit" word={words.error} />{' '}
      {error.at === null ? null : (
        <span className="text-muted text-xs">
          <Instant at={error.at} />
        </span>
      )}
      <p className="text-xs [overflow-wrap:anywhere]">
        <code>{error.code}</code>: <Words text={error.message} />
      </p>
    </div>
  )
}

/** The age of a time; "never" means not since the console started. */
function Ago({ at }: { at: string | null }) {
  return at === null ? (
    <span className="text-muted">{words.never}</span>
  ) : (
    <span className="whitespace-nowrap">
      <Age at={at} /> {text.ago}
    </span>
  )
}

function Figure({ value }: { value: number | null }) {
  return value === null ? <Unknown reason={words.notReported} /> : formatCount(value)
}

function PerMinute({ rate }: { rate: number | null }) {
  return rate === null ? (
    <Unknown reason={words.notReported} />
  ) : (
    words.perMinute(formatDecimal(rate))
  )
}

function Milliseconds({ value }: { value: number | null }) {
  return value === null ? <Unknown reason={words.notReported} /> : words.ms(formatDecimal(value))
}

function Seconds({ value }: { value: number | null }) {
  if (value === null) return <Unknown reason={words.notReported} />
  const size = Math.abs(value)
  const sign = value < 0 ? '−' : ''
  return size < 60 ? `${sign}${formatDecimal(size)} s` : `${sign}${formatDuration(size)}`
}

function Available({ value }: { value: boolean | null }) {
  if (value === null) return <Unknown reason={words.notReported} />
  return value ? words.available : words.unavailable
}
