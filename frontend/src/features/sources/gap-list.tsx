import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { gapsQuery } from '@/api/gaps'
import type { Gap } from '@/api/model'
import { inOrder } from '@/features/sources/gap-order'
import { sourcesText } from '@/features/sources/text'
import { formatCount, formatDuration, instantOf } from '@/lib/format'
import type { TimeRange } from '@/lib/time-range'
import { gapCause, labels } from '@/text/labels'
import { text } from '@/text/text'
import { Button } from '@/ui/button'
import { Duration, Instant } from '@/ui/clock'
import { Failure } from '@/ui/failure'
import { Foreign } from '@/ui/foreign'
import { Panel } from '@/ui/panel'
import { Status } from '@/ui/status'
import { Words } from '@/ui/words'

const words = sourcesText.gaps

/** Gaps shown at first: a deployment that is often away has hundreds a day. */
const SHOWN = 20

export function GapList({
  range,
  deployment,
  complete,
}: {
  range: TimeRange
  deployment: string | null
  /** `false` while the database, which stores closed gaps, does not answer. */
  complete: boolean
}) {
  const { data, error, errorUpdatedAt, refetch } = useQuery(
    gapsQuery(range.from, range.to, deployment),
  )
  const [shown, setShown] = useState(SHOWN)
  return (
    <Panel title={words.title}>
      <p className="px-3 py-1.5 text-muted text-xs">{words.hint}</p>
      {complete ? null : (
        <p className="border-line border-t px-3 py-1.5 text-sm">
          <Status tone="warn" word={words.incomplete} wrap />
        </p>
      )}
      {error === null ? null : (
        <Failure error={error} tried={errorUpdatedAt} onRetry={() => void refetch()} />
      )}
      {data === undefined ? (
        error === null ? (
          <p className="border-line border-t p-3 text-muted text-sm">{text.loading}</p>
        ) : null
      ) : data.gaps.length === 0 ? (
        <p className="border-line border-t px-3 py-2 text-sm">{words.none}</p>
      ) : (
        <section
          aria-label={words.rows}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard
          tabIndex={0}
          className="max-h-96 overflow-y-auto"
        >
          <ul className="text-sm">
            {inOrder(data.gaps)
              .slice(0, shown)
              .map((gap) => (
                <Row key={gap.id} gap={gap} />
              ))}
          </ul>
          {data.gaps.length > shown ? (
            <div className="border-line border-t p-2">
              <Button onClick={() => setShown(shown + SHOWN)}>
                {words.more(formatCount(data.gaps.length - shown))}
              </Button>
            </div>
          ) : null}
        </section>
      )}
    </Panel>
  )
}

function Row({ gap }: { gap: Gap }) {
  const start = instantOf(gap.started_at)
  const end = instantOf(gap.ended_at)
  return (
    <li className="border-line border-t px-3 py-1.5">
      <div className="flex flex-wrap items-center gap-x-3">
        {gap.ended_at === null ? (
          <Status tone="warn" word={words.open} />
        ) : (
          <Status tone="off" word={words.closed} />
        )}
        <span className="font-semibold">{labels.source[gap.source] ?? gap.source}</span>
        <span className="text-muted">{gap.deployment ?? words.everywhere}</span>
        {gap.subject ? (
          <span className="font-mono text-muted text-xs [overflow-wrap:anywhere]">
            {gap.subject}
          </span>
        ) : null}
        <span className="sm:ms-auto">
          <Instant at={gap.started_at} />
          {gap.ended_at === null ? null : (
            <>
              {' – '}
              <Instant at={gap.ended_at} />
            </>
          )}{' '}
          <span className="text-muted">
            {gap.ended_at === null ? (
              <>
                {words.since} <Duration since={gap.started_at} seconds={null} ticking />
              </>
            ) : start !== null && end !== null ? (
              `${words.lasted} ${formatDuration((end - start) / 1_000)}`
            ) : null}
          </span>
        </span>
      </div>
      <p className="[overflow-wrap:anywhere]">
        <Foreign value={gapCause(gap.cause)} />
      </p>
      {gap.evidence ? (
        <p className="text-muted text-xs [overflow-wrap:anywhere]">
          <Words text={gap.evidence} />
        </p>
      ) : null}
    </li>
  )
}
