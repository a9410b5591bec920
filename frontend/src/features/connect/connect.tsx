// Three steps that connect a LiveKit, and checks that turn good while they are made.

import { useQuery } from '@tanstack/react-query'
import { Check as CheckMark } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { latestEventsQuery } from '@/api/events'
import type { DeploymentSources } from '@/api/model'
import { settingsQuery } from '@/api/settings'
import { sourcesQuery } from '@/api/sources'
import { CheckList } from '@/features/connect/check-list'
import { type Check, type CheckId, checksOf } from '@/features/connect/checks'
import {
  consoleLines,
  isLoopback,
  metricsLines,
  nodeLines,
  webhookLines,
} from '@/features/connect/lines'
import { connectText } from '@/features/connect/text'
import { formatInstant } from '@/lib/format'
import { serverNow } from '@/lib/server-clock'
import { text } from '@/text/text'
import { Choice } from '@/ui/button'
import { useZone } from '@/ui/clock'
import { Code } from '@/ui/code'
import { Failure } from '@/ui/failure'
import { visible } from '@/ui/foreign'
import { Words } from '@/ui/words'

const words = connectText

/** How often the checks are read, in milliseconds: the reader waits for them. */
const WATCH_MS = 2_000

export function Connect() {
  const { data, error, errorUpdatedAt, refetch } = useQuery({
    ...sourcesQuery,
    refetchInterval: WATCH_MS,
  })
  const [asked, setAsked] = useState<string | null>(null)
  const deployments = data?.deployments ?? []
  const of =
    deployments.find(({ deployment }) => deployment === asked) ??
    deployments.find(({ synthetic }) => !synthetic) ??
    deployments[0]
  return (
    <div className="page mx-auto w-full max-w-340">
      <header>
        <h1 className="font-semibold text-xl leading-7 tracking-[-0.012em]">{words.title}</h1>
        <p className="max-w-prose text-soft">{words.intro}</p>
        {of?.synthetic ? <p className="mt-1 max-w-prose text-soft">{words.mock}</p> : null}
      </header>
      {deployments.length > 1 && of !== undefined ? (
        <Choice
          label={words.deployment}
          value={of.deployment}
          options={deployments.map(({ deployment }) => ({
            value: deployment,
            word: visible(deployment),
          }))}
          onChange={setAsked}
        />
      ) : null}
      {error === null ? null : (
        <div className="rounded-md border border-line bg-surface">
          <Failure error={error} tried={errorUpdatedAt} onRetry={() => void refetch()} />
        </div>
      )}
      {data === undefined || of === undefined ? (
        error === null ? (
          <p className="text-muted text-sm">{text.loading}</p>
        ) : null
      ) : (
        <Steps
          of={of}
          named={deployments.length > 1}
          unattributed={data.unattributed}
          key={of.deployment}
        />
      )}
    </div>
  )
}

function Steps({
  of,
  named,
  unattributed,
}: {
  of: DeploymentSources
  /** The path of webhooks names the deployment. */
  named: boolean
  unattributed: Parameters<typeof checksOf>[1]
}) {
  const last = useLastWebhook(of)
  const { data: settings } = useQuery(settingsQuery)
  const mocked = settings?.settings.some(
    ({ name, value, origin }) => name === 'mock_mode' && value === 'true' && origin !== 'default',
  )
  const checks = checksOf(of, unattributed, last)
  const { origin } = window.location
  const webhook = webhookLines(of, origin, named)
  const api = consoleLines(of, mocked ?? false)
  const node = nodeLines()
  const metrics = metricsLines(of)
  return (
    <div className="grid grid-cols-1 items-start gap-6 rail:grid-cols-[minmax(0,1fr)_27.5rem]">
      <ol className="flex min-w-0 flex-col">
        <Step n={1} checks={checks} of={['webhook', 'signature', 'redirect']} {...words.webhooks}>
          <Code name={words.webhooks.file} code={webhook.text} filled={webhook.filled} />
          {isLoopback(origin) ? (
            <p className="max-w-prose text-sm text-warn">{words.webhooks.loopback}</p>
          ) : null}
          <p className="max-w-prose text-muted text-sm">{words.webhooks.cloud}</p>
        </Step>
        <Step n={2} checks={checks} of={['api', 'clock']} {...words.api}>
          <Code name={words.api.file} code={api.text} filled={api.filled} />
        </Step>
        <Step n={3} checks={checks} of={['nodes']} {...words.nodes}>
          <Code name={words.nodes.livekit} code={node.text} filled={node.filled} />
          <Code name={words.nodes.console} code={metrics.text} filled={metrics.filled} />
          <p className="max-w-prose text-muted text-sm">{words.nodes.each}</p>
        </Step>
      </ol>
      <CheckList checks={checks} />
    </div>
  )
}

function Step({
  n,
  title,
  body,
  checks,
  of,
  children,
}: {
  n: number
  title: string
  body: string
  checks: readonly Check[]
  /** The checks that this step makes good. */
  of: readonly CheckId[]
  children: ReactNode
}) {
  const mine = checks.filter(({ id }) => of.includes(id))
  const done = mine.every(({ state }) => state === 'ok')
  const failed = mine.some(({ state }) => state === 'bad')
  return (
    <li className="group relative flex gap-3.5 pb-6 last:pb-0">
      <i
        aria-hidden="true"
        className="absolute start-3.5 top-9 bottom-1 w-px bg-line-2 group-last:hidden"
      />
      <span
        aria-hidden="true"
        className={`grid size-7.5 shrink-0 place-items-center rounded-full border text-sm ${
          done
            ? 'border-ok text-ok'
            : failed
              ? 'border-crit-mark font-semibold text-crit'
              : 'border-line-strong text-muted'
        }`}
      >
        {done ? <CheckMark size={15} /> : n}
      </span>
      <section className="flex min-w-0 flex-1 flex-col gap-2">
        <h2 className="pt-0.5 font-semibold text-lg">{title}</h2>
        <p className="max-w-prose text-sm text-soft">
          <Words text={body} />
        </p>
        {children}
      </section>
    </li>
  )
}

/** The latest webhook: which event, and when. */
function useLastWebhook(of: DeploymentSources): string | null {
  const zone = useZone()
  const at = of.webhooks.last_received_at
  const { data } = useQuery({
    ...latestEventsQuery(of.deployment),
    enabled: at !== null && !of.synthetic,
    refetchInterval: WATCH_MS,
  })
  if (at === null) return null
  const event = data?.events.find(({ source }) => source === 'webhook')?.event ?? ''
  return words.checks.at(event, formatInstant(Date.parse(at), zone, serverNow()))
}
