// The sources page: what the console receives from each source, and how well the sources agree.

import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { RefreshCw } from 'lucide-react'
import type { DeploymentSources } from '@/api/model'
import { sourcesQuery } from '@/api/sources'
import { CountTable } from '@/features/sources/count-table'
import { Diagnostics } from '@/features/sources/diagnostics'
import { DriftChart } from '@/features/sources/drift-chart'
import { DriftTable } from '@/features/sources/drift-table'
import { GapList } from '@/features/sources/gap-list'
import { SourceCards } from '@/features/sources/source-cards'
import { sourcesText } from '@/features/sources/text'
import { UnknownSenders } from '@/features/sources/unknown-senders'
import type { Interval, TimeRange } from '@/lib/time-range'
import { text } from '@/text/text'
import { Button } from '@/ui/button'
import { Instant } from '@/ui/clock'
import { Empty } from '@/ui/empty'
import { Badge } from '@/ui/facts'
import { Failure } from '@/ui/failure'

const words = sourcesText

interface Props {
  range: TimeRange
  /** `null`: all deployments. */
  deployment: string | null
  onZoom: (interval: Interval) => void
  onReset: () => void
}

export function Sources({ range, deployment, onZoom, onReset }: Props) {
  const { data, error, errorUpdatedAt, refetch } = useQuery(sourcesQuery)
  const shown =
    data?.deployments.filter((each) => deployment === null || each.deployment === deployment) ?? []
  return (
    <div className="page">
      <header className="flex flex-wrap items-baseline gap-x-3">
        <h1 className="font-semibold text-lg">{words.title}</h1>
        <p className="text-muted text-sm">{words.intro}</p>
        {data === undefined ? null : (
          <p className="flex items-center gap-2 text-muted text-xs sm:ms-auto">
            <span>
              {words.asOf} <Instant at={data.at} />
            </span>
            <Link to="/connect" className="text-accent text-sm hover:underline">
              {words.connect}
            </Link>
            <Button onClick={() => void refetch()}>
              <RefreshCw aria-hidden="true" size={14} />
              {text.refresh}
            </Button>
          </p>
        )}
      </header>
      {error === null ? null : (
        <div className="rounded-md border border-line bg-surface">
          <Failure error={error} tried={errorUpdatedAt} onRetry={() => void refetch()} />
        </div>
      )}
      {data === undefined ? (
        error === null ? (
          <p className="text-muted text-sm">{text.loading}</p>
        ) : null
      ) : shown.length === 0 ? (
        <Empty title={words.none} body={words.noneBody}>
          <Link to="/connect" className="text-accent text-sm hover:underline">
            {words.connect}
          </Link>
        </Empty>
      ) : (
        shown.map((each) => (
          <Deployment
            key={each.deployment}
            of={each}
            named={data.deployments.length > 1}
            old={error !== null}
          />
        ))
      )}
      {data === undefined || deployment !== null ? null : (
        <UnknownSenders unattributed={data.unattributed} />
      )}
      {/* After the cards, which take their space only when they are read: nothing moves. */}
      {data === undefined && error === null ? null : (
        <div className="grid grid-cols-1 items-start gap-3 xl:grid-cols-2 wide:gap-5">
          <DriftChart
            range={range}
            deployment={deployment}
            polled={data === undefined || shown.some((each) => each.api.status !== 'off')}
            onZoom={onZoom}
            onReset={onReset}
          />
          <GapList range={range} deployment={deployment} complete={data?.gaps_complete ?? true} />
        </div>
      )}
    </div>
  )
}

function Deployment({
  of,
  named,
  old,
}: {
  of: DeploymentSources
  named: boolean
  /** The latest read failed: these figures are older. */
  old: boolean
}) {
  return (
    <section
      aria-label={`${words.watched} ${of.deployment}`}
      data-old={old || undefined}
      className="group flex flex-col gap-3"
    >
      {named ? (
        <h2 className="flex flex-wrap items-center gap-x-2 border-line border-b pb-1 font-semibold">
          <span className="[overflow-wrap:anywhere]">{of.deployment}</span>
          {of.region === null ? null : (
            <span className="font-normal text-muted text-sm">{of.region}</span>
          )}
          {of.synthetic ? <Badge word={words.synthetic} /> : null}
        </h2>
      ) : null}
      <SourceCards of={of} />
      <Diagnostics of={of} />
      <div className="grid grid-cols-1 items-start gap-3 xl:grid-cols-2">
        <CountTable counts={of.counts} />
        <DriftTable drift={of.drift} polled={of.api.status !== 'off'} />
      </div>
    </section>
  )
}
