// The legend of a chart: each series with its line and its value at the crosshair, else its last one.
import type { RefObject } from 'react'
import type { ChartSeries } from '@/charts/plot-options'
import { formatCount, formatDecimal } from '@/lib/format'
import { text } from '@/text/text'

const LINE_COLORS = {
  s1: 'text-s1',
  s2: 'text-s2',
  s3: 'text-s3',
  s4: 'text-s4',
  s5: 'text-s5',
} as const

export function Legend({
  fields,
  series,
  stacked,
  beforeWord,
}: {
  /** The chart writes the values itself, several times a second. */
  fields: RefObject<HTMLDListElement | null>
  series: readonly ChartSeries[]
  stacked: boolean
  beforeWord: string | undefined
}) {
  return (
    // One line, whatever it holds: the plot below never moves.
    <dl
      ref={fields}
      className="flex h-5 min-w-0 shrink-0 gap-x-3 overflow-hidden whitespace-nowrap px-1.5 text-muted text-xs leading-5"
    >
      {series.map((each, index) => (
        <div key={each.label} className="flex items-center gap-1.5">
          <dt className="flex items-center gap-1.5">
            <Line color={LINE_COLORS[each.color]} dash={each.dash} width={stacked ? 8 : 2} />
            {each.label}
          </dt>
          <dd data-series={index} className="min-w-6 text-end font-semibold text-fg">
            {text.unknown}
          </dd>
        </div>
      ))}
      {beforeWord === undefined ? null : (
        <div className="flex items-center">
          <dt className="flex items-center gap-1.5">
            <Line color={LINE_COLORS.s4} dash={[1, 3]} width={1} />
            {beforeWord}
          </dt>
        </div>
      )}
    </dl>
  )
}

function Line({
  color,
  dash,
  width,
}: {
  color: string
  dash: number[] | undefined
  width: number
}) {
  return (
    <svg aria-hidden="true" width="16" height="8" className={color}>
      <line
        x1="0"
        y1="4"
        x2="16"
        y2="4"
        stroke="currentColor"
        strokeWidth={width}
        strokeDasharray={dash?.join(' ')}
      />
    </svg>
  )
}

export function valueWords(
  value: number | null | undefined,
  series: ChartSeries | undefined,
): string {
  if (value === null || value === undefined) return text.unknown
  return series?.whole ? formatCount(value) : formatDecimal(value)
}
