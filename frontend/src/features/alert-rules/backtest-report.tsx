import type { ReactNode } from 'react'
import type { BacktestResult } from '@/api/model'
import { STRIP_WIDTH, stripMarks } from '@/features/alert-rules/alert-buckets'
import { rulesText } from '@/features/alert-rules/text'
import { AlertSubject } from '@/features/shared/alert-subject'
import {
  formatCount,
  formatDecimal,
  formatDuration,
  formatInstant,
  formatMeasured,
  instantOf,
} from '@/lib/format'
import { serverNow } from '@/lib/server-clock'
import { Instant, useZone } from '@/ui/clock'
import { Badge, Fact } from '@/ui/facts'
import { Status } from '@/ui/status'
import { Unknown } from '@/ui/unknown'

const words = rulesText.backtest

/** Below this share of time with data a result without alerts is unreliable. */
const MOSTLY_KNOWN = 0.9

export function BacktestReport({ result }: { result: BacktestResult }) {
  const known = result.known_ratio
  const blind = known === null || known === 0
  return (
    <div className="flex flex-col gap-2" data-backtest={result.rule}>
      <dl className="grid grid-cols-2 gap-x-4 gap-y-2 sm:grid-cols-4 xl:grid-cols-2">
        <Fact name={words.alerts}>
          <Big>
            {blind ? <Unknown reason={words.nothingKnown} /> : formatCount(result.alerts_total)}
          </Big>
          <Small>{words.subjects(result.subjects)}</Small>
        </Fact>
        <Fact name={words.perWeek}>
          <Big>
            {blind ? (
              <Unknown reason={words.nothingKnown} />
            ) : (
              formatDecimal(result.notifications_per_week)
            )}
          </Big>
          <Small>{words.notifications(formatCount(result.notifications_total))}</Small>
        </Fact>
        <Fact name={words.firing}>
          {blind ? <Unknown reason={words.nothingKnown} /> : formatDuration(result.firing_seconds)}
        </Fact>
        <Fact name={words.known}>
          {known === null ? (
            <Unknown reason={words.nothingKnown} />
          ) : (
            words.percent(formatDecimal(known * 100))
          )}
        </Fact>
      </dl>
      {blind ? (
        <Status tone="unk" word={words.nothingKnown} wrap />
      ) : known < MOSTLY_KNOWN ? (
        <Status tone="warn" word={words.knownLow} wrap />
      ) : null}
      {blind ? null : result.alerts_total === 0 ? (
        <p>{words.never}</p>
      ) : (
        <>
          <Strip result={result} />
          <Fired result={result} />
        </>
      )}
    </div>
  )
}

function Big({ children }: { children: ReactNode }) {
  return <span className="font-semibold text-xl leading-6">{children}</span>
}

function Small({ children }: { children: ReactNode }) {
  return <span className="block text-muted text-xs">{children}</span>
}

/** A time strip with a mark for each alert; the list below has the same content as text. */
function Strip({ result }: { result: BacktestResult }) {
  const zone = useZone()
  const now = serverNow()
  const time = (at: string) => formatInstant(instantOf(at) ?? now, zone, now)
  return (
    <figure>
      <svg
        role="img"
        aria-label={words.strip(
          formatCount(result.alerts_total),
          time(result.from),
          time(result.to),
        )}
        viewBox={`0 0 ${STRIP_WIDTH} 24`}
        preserveAspectRatio="none"
        className="h-6 w-full rounded-sm border border-line bg-raised"
      >
        {stripMarks(result.alerts, result.from, result.to).map((mark, at) => (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a result never changes
            key={at}
            x={mark.x}
            y={0}
            width={mark.width}
            height={24}
            className="fill-crit"
          />
        ))}
      </svg>
      <figcaption className="flex justify-between text-muted text-xs">
        <Instant at={result.from} />
        <Instant at={result.to} />
      </figcaption>
    </figure>
  )
}

function Fired({ result }: { result: BacktestResult }) {
  return (
    <section
      aria-label={words.list}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard
      tabIndex={0}
      className="max-h-72 overflow-y-auto rounded-sm border border-line"
    >
      {result.alerts.length < result.alerts_total ? (
        <p className="px-2 py-1 text-muted text-xs">
          {words.first(formatCount(result.alerts.length), formatCount(result.alerts_total))}
        </p>
      ) : null}
      <ul className="text-xs">
        {result.alerts.map((alert, at) => (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: a result never changes
            key={at}
            className="border-line border-t px-2 py-1 first:border-t-0"
          >
            <div className="flex flex-wrap justify-between gap-x-3">
              <span>
                <Instant at={alert.started_at} />
                {' – '}
                {alert.resolved_at === null ? words.still : <Instant at={alert.resolved_at} />}
              </span>
              <span className="text-muted">
                {alert.max_value === null ? null : words.reached(formatMeasured(alert.max_value))}{' '}
                {alert.silenced ? <Badge word={words.silenced} /> : null}
              </span>
            </div>
            <AlertSubject of={alert.subject} />
          </li>
        ))}
      </ul>
    </section>
  )
}
