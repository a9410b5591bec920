// What the console runs with: configuration, data and disk, receivers, diagnostics, about, LiveKit's words.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { healthQuery } from '@/api/health'
import type { Health, SettingsReport } from '@/api/model'
import { receiversQuery } from '@/api/receivers'
import { settingsQuery } from '@/api/settings'
import { Configuration } from '@/features/settings/configuration'
import { settingsText } from '@/features/settings/text'
import { Vocabulary } from '@/features/settings/vocabulary'
import { formatBytes, formatCount } from '@/lib/format'
import { labels } from '@/text/labels'
import { text } from '@/text/text'
import { Instant } from '@/ui/clock'
import { Fact } from '@/ui/facts'
import { Failure } from '@/ui/failure'
import { Foreign } from '@/ui/foreign'
import { Panel } from '@/ui/panel'
import { Status, toneOf } from '@/ui/status'
import { Unknown } from '@/ui/unknown'

const words = settingsText
const FACTS = 'grid grid-cols-2 gap-x-4 gap-y-2 px-3.5 pb-3 text-sm'
const LINK = 'text-accent text-sm hover:underline'

export function Settings() {
  const { data, error, errorUpdatedAt, refetch } = useQuery(settingsQuery)
  const { data: health } = useQuery(healthQuery)
  return (
    <div className="page">
      <div>
        <h1 className="font-semibold text-xl">{words.title}</h1>
        <p className="text-muted text-sm">{words.hint}</p>
      </div>
      {error === null ? null : (
        <div className="rounded-md border border-line bg-surface">
          <Failure error={error} tried={errorUpdatedAt} onRetry={() => void refetch()} />
        </div>
      )}
      {data === undefined || health === undefined ? (
        error === null ? (
          <p className="text-muted text-sm">{text.loading}</p>
        ) : null
      ) : (
        <div className="grid grid-cols-1 items-start gap-4 rail:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
          <div className="flex min-w-0 flex-col gap-4">
            <Configuration settings={data.settings} />
            <Vocabulary />
          </div>
          <div className="flex min-w-0 flex-col gap-4">
            <DataPanel report={data} />
            <Diagnostics health={health} />
            <About health={health} license={data.license} />
            {/* Last, because it is read apart: nothing moves below it. */}
            <Receivers />
          </div>
        </div>
      )}
    </div>
  )
}

function DataPanel({ report }: { report: SettingsReport }) {
  const kept = report.settings.filter(({ name }) => name.startsWith('retention_'))
  return (
    <Panel title={words.data.title}>
      <dl className={FACTS}>
        <Fact name={words.data.database}>
          {report.database_bytes === null ? (
            <Unknown reason={words.data.notAnswering} />
          ) : (
            formatBytes(report.database_bytes)
          )}
        </Fact>
        <Fact name={words.data.journal}>{formatBytes(report.journal_bytes)}</Fact>
        {kept.map(({ name, value }) => (
          <Fact key={name} name={words.data.names[name] ?? name}>
            {/^\d+$/.test(value) ? words.data.days(formatCount(Number(value))) : value}
          </Fact>
        ))}
      </dl>
    </Panel>
  )
}

function Receivers() {
  const { data, error, errorUpdatedAt, refetch } = useQuery(receiversQuery)
  return (
    <Panel
      title={words.receivers.title}
      aside={
        <Link to="/alerts/receivers" className={LINK}>
          {words.receivers.open}
        </Link>
      }
    >
      {error === null ? null : (
        <Failure error={error} tried={errorUpdatedAt} onRetry={() => void refetch()} />
      )}
      {data === undefined ? null : data.receivers.length === 0 ? (
        <p className="px-3.5 pb-3 text-muted text-sm">{words.receivers.none}</p>
      ) : (
        <ul className="px-3.5 pb-3 text-sm">
          {data.receivers.map(({ name, enabled }) => (
            <li key={name} className="flex justify-between gap-2 py-0.5">
              <Foreign value={name} />
              <span className="text-muted">
                {enabled ? words.receivers.enabled : words.receivers.disabled}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}

function Diagnostics({ health }: { health: Health }) {
  const mark = (status: string) => (
    <Status tone={toneOf(status)} word={labels.status[status] ?? status} />
  )
  return (
    <Panel
      title={words.diagnostics.title}
      aside={
        <Link to="/sources" className={LINK}>
          {words.diagnostics.open}
        </Link>
      }
    >
      <dl className={FACTS}>
        <Fact name={words.diagnostics.console}>{mark(health.status)}</Fact>
        <Fact name={words.diagnostics.store}>{mark(health.store.status)}</Fact>
        <Fact name={words.diagnostics.journal}>{mark(health.journal.status)}</Fact>
        <Fact name={words.diagnostics.losses}>{formatCount(health.journal.losses)}</Fact>
        <Fact name={words.diagnostics.stalled} wide>
          {health.stalled_tasks.length === 0
            ? words.diagnostics.noStalled
            : health.stalled_tasks.join(', ')}
        </Fact>
        <Fact name={words.diagnostics.sources} wide>
          <Link to="/connect" className={LINK}>
            {words.diagnostics.connect}
          </Link>
        </Fact>
      </dl>
    </Panel>
  )
}

function About({ health, license }: { health: Health; license: string }) {
  return (
    <Panel title={words.about.title}>
      <dl className={FACTS}>
        <Fact name={words.about.version}>{health.version}</Fact>
        <Fact name={words.about.license}>{license}</Fact>
        <Fact name={words.about.mode}>{words.about.modes[health.mode] ?? health.mode}</Fact>
        <Fact name={words.about.started}>
          <Instant at={health.started_at} />
        </Fact>
        <Fact name={words.diagnostics.store}>{health.store.edition ?? health.store.kind}</Fact>
        <Fact name={words.about.auth}>
          {health.auth === 'none' ? words.about.noAuth : health.auth}
        </Fact>
        <Fact name={words.about.api} wide>
          <a href="/openapi.json" className={LINK}>
            {words.about.openapi}
          </a>{' '}
          ·{' '}
          <a href="/metrics" className={LINK}>
            {words.about.metrics}
          </a>
        </Fact>
      </dl>
    </Panel>
  )
}
