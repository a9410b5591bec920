import { Suspense, useMemo, useState } from 'react'
import type { UsageFigures, UsageReport } from '@/api/model'
import type { UsageStepLength } from '@/api/usage-filter'
import { type ChartData, NO_NOTES, type Notes } from '@/charts/chart-data'
import type { ChartSeries } from '@/charts/plot-options'
import type { ChartSource } from '@/charts/time-chart'
import { TimeChart } from '@/features/shared/lazy-chart'
import { minutesOf, SERIES, stepPoints, sumPoints } from '@/features/usage/figures'
import { usageText } from '@/features/usage/text'
import { formatCount } from '@/lib/format'
import { readPreference, writePreference } from '@/lib/preference'
import type { Interval } from '@/lib/time-range'
import { Panel } from '@/ui/panel'

const words = usageText.charts

/** The budget, as kept in the browser: minutes. */
const BUDGET_PREFERENCE = 'usage-budget-minutes'

const BY_KIND: readonly ChartSeries[] = SERIES.map(({ name, color }) => ({
  label: usageText.series[name] ?? name,
  color,
  whole: true,
}))
const USED: readonly ChartSeries[] = [{ label: words.used, color: 's1', whole: true, area: true }]
const PEAK: readonly ChartSeries[] = [{ label: words.peak, color: 's4', whole: true }]
const IDENTITIES: readonly ChartSeries[] = [{ label: words.identities, color: 's2', whole: true }]
const KINDS = SERIES.map(
  ({ name }) =>
    (figures: UsageFigures) =>
      minutesOf(figures, name),
)

interface Props {
  report: UsageReport
  step: UsageStepLength
  onZoom: (interval: Interval) => void
  onReset: () => void
}

export function UsageCharts({ report, step, onZoom, onReset }: Props) {
  const [budget, setBudget] = useState(() => readPreference(BUDGET_PREFERENCE) ?? '')
  const interval = useMemo(
    () => ({ from: Date.parse(report.from), to: Date.parse(report.to) }),
    [report],
  )
  const limit = Number(budget)
  const hasBudget = budget !== '' && Number.isFinite(limit) && limit > 0
  const used = report.total?.participant_minutes ?? 0
  const notes: Notes = hasBudget
    ? {
        ...NO_NOTES,
        thresholds: [{ value: limit, wrong: 'above', label: words.budgetLine(formatCount(limit)) }],
      }
    : NO_NOTES
  const zoom = { onZoom, onReset }
  return (
    <div className="grid grid-cols-1 gap-4 rail:grid-cols-[minmax(0,2fr)_minmax(0,1fr)] wide:grid-cols-[minmax(0,2fr)_repeat(3,minmax(0,1fr))] wide:gap-5">
      <Chart
        title={words.minutes}
        unit={words.perStep[step] ?? step}
        series={BY_KIND}
        stacked
        read={() => stepPoints(report, interval, KINDS)}
        of={report}
        {...zoom}
      />
      <Chart
        title={words.budget}
        unit={hasBudget ? words.share(formatCount((100 * used) / limit)) : words.budgetUnit}
        series={USED}
        read={() => sumPoints(report, interval)}
        of={report}
        notes={notes}
        aside={
          <input
            type="number"
            min={0}
            step={1_000}
            value={budget}
            aria-label={words.budgetField}
            placeholder={words.budget}
            onChange={({ target }) => {
              writePreference(BUDGET_PREFERENCE, target.value)
              setBudget(target.value)
            }}
            className="field w-28 text-fg"
          />
        }
        {...zoom}
      />
      <div className="grid grid-cols-1 gap-4 nav:grid-cols-2 rail:col-span-2 wide:contents">
        <Chart
          title={words.peak}
          unit={words.perStep[step] ?? step}
          series={PEAK}
          stacked
          read={() => stepPoints(report, interval, [(figures) => figures.peak_participants])}
          of={report}
          {...zoom}
        />
        <Chart
          title={words.identities}
          unit={words.perStep[step] ?? step}
          series={IDENTITIES}
          stacked
          read={() => stepPoints(report, interval, [(figures) => figures.identities])}
          of={report}
          {...zoom}
        />
      </div>
    </div>
  )
}

function Chart({
  title,
  unit,
  series,
  stacked = false,
  read,
  of,
  notes = NO_NOTES,
  aside,
  onZoom,
  onReset,
}: {
  title: string
  unit: string
  series: readonly ChartSeries[]
  stacked?: boolean
  read: () => ChartData
  /** What it is read from. */
  of: UsageReport
  notes?: Notes
  aside?: React.ReactNode
  onZoom: (interval: Interval) => void
  onReset: () => void
}) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: `read` is made anew at each render, from `of`
  const source = useMemo<ChartSource>(() => ({ read, listen: () => () => {} }), [of])
  return (
    <Suspense
      fallback={
        <Panel title={title}>
          <div className="h-49" />
        </Panel>
      }
    >
      <TimeChart
        title={title}
        unit={unit}
        series={series}
        stacked={stacked}
        source={source}
        notes={notes}
        aside={aside}
        onZoom={onZoom}
        onReset={onReset}
      />
    </Suspense>
  )
}
