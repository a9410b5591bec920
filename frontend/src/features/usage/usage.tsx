// How much LiveKit was used: minutes by kind, peaks, identities, egress and calls, by time and by group.
import { useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { usageExportUrl, usageQuery } from '@/api/usage'
import { USAGE_GROUPS, USAGE_STEPS, type UsageFilter } from '@/api/usage-filter'
import { isKnown } from '@/features/usage/figures'
import { usageText } from '@/features/usage/text'
import { UsageCharts } from '@/features/usage/usage-charts'
import { UsageTable } from '@/features/usage/usage-table'
import { UsageTiles } from '@/features/usage/usage-tiles'
import { monthRange, rangeBeforeOf } from '@/lib/calendar-month'
import { serverNow } from '@/lib/server-clock'
import { type Interval, resolveRange, type TimeRange } from '@/lib/time-range'
import { Button, Choice } from '@/ui/button'
import { Instant } from '@/ui/clock'
import { Empty } from '@/ui/empty'
import { Failure } from '@/ui/failure'

const words = usageText

/** The end of a range that ends now, in whole minutes: the range before must not change each second. */
const GRAIN_MS = 60_000

export function Usage({
  filter,
  onFilter,
  onRange,
  onZoom,
}: {
  filter: UsageFilter
  onFilter: (change: Partial<Pick<UsageFilter, 'step' | 'by' | 'prefix'>>) => void
  /** `null`: the page's default. */
  onRange: (range: TimeRange | null) => void
  onZoom: (interval: Interval) => void
}) {
  const { from, to } = filter
  const query = useQuery(usageQuery(filter))
  const now = Math.floor(serverNow() / GRAIN_MS) * GRAIN_MS
  const earlier = rangeBeforeOf(resolveRange({ from, to }, now))
  // One count after the other: the service runs few at a time.
  const before = useQuery({
    ...usageQuery({ ...filter, ...earlier }),
    enabled: query.data !== undefined,
  })
  const { data } = query
  const known = before.data !== undefined && isKnown(before.data) ? before.data : null
  return (
    <div className="page">
      <div className="flex flex-wrap items-center gap-2">
        <h1 className="me-2 font-semibold text-xl">{words.title}</h1>
        <fieldset className="flex flex-wrap gap-1">
          <legend className="sr-only">{words.months.label}</legend>
          <Button onClick={() => onRange(monthRange(serverNow(), 0))}>{words.months.now}</Button>
          <Button onClick={() => onRange(monthRange(serverNow(), 1))}>{words.months.last}</Button>
          <Button onClick={() => onRange(null)}>{words.months.days}</Button>
        </fieldset>
        <span className="ms-auto flex flex-wrap items-center gap-2">
          <Choice
            label={words.step}
            value={filter.step}
            options={USAGE_STEPS.map((value) => ({ value, word: words.steps[value] ?? value }))}
            onChange={(step) => onFilter({ step })}
          />
          <select
            aria-label={words.by}
            className="field"
            value={filter.by}
            onChange={({ target }) =>
              onFilter({ by: USAGE_GROUPS.find((each) => each === target.value) ?? 'prefix' })
            }
          >
            {USAGE_GROUPS.map((by) => (
              <option key={by} value={by}>
                {words.groups[by]}
              </option>
            ))}
          </select>
          <input
            type="search"
            aria-label={words.prefix}
            placeholder={words.prefix}
            defaultValue={filter.prefix}
            onBlur={({ target }) => onFilter({ prefix: target.value.trim() })}
            onKeyDown={(event) => {
              if (event.key === 'Enter') onFilter({ prefix: event.currentTarget.value.trim() })
            }}
            className="field w-44"
          />
          {(['steps', 'groups'] as const).map((rows) => (
            <a
              key={rows}
              href={usageExportUrl(filter, rows)}
              download
              className="inline-flex h-7.5 items-center gap-1.5 rounded-sm border border-line-2 bg-surface px-2.5 text-sm hover:bg-raised pointer-coarse:h-9"
            >
              <Download aria-hidden="true" size={14} />
              {words.csv[rows]}
            </a>
          ))}
        </span>
      </div>
      {query.error === null ? null : (
        <div className="rounded-md border border-line bg-surface">
          <Failure
            error={query.error}
            tried={query.errorUpdatedAt}
            onRetry={() => void query.refetch()}
          />
        </div>
      )}
      {data === undefined ? (
        query.error === null ? (
          <p className="text-muted text-sm">{words.loading}</p>
        ) : null
      ) : data.total === null ? (
        <Empty title={words.nothing} />
      ) : (
        <>
          <UsageTiles figures={data.total} before={known?.total ?? null} />
          <p className="text-muted text-xs">
            {isKnown(data) ? null : (
              <>
                {words.knownFrom} <Instant at={data.known_from} />: {words.knownFromWhy}{' '}
              </>
            )}
            {words.zone}
          </p>
          <UsageCharts
            report={data}
            step={filter.step}
            onZoom={onZoom}
            onReset={() => onRange(null)}
          />
          <UsageTable report={data} before={known} by={filter.by} />
        </>
      )}
    </div>
  )
}
