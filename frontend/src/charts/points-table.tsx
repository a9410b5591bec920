import type { ChartData } from '@/charts/chart-data'
import { gapsAt, gapWords } from '@/charts/gaps'
import { chartText } from '@/charts/text'
import { formatDecimal, formatInstant, type Zone } from '@/lib/format'
import { gapCause } from '@/text/labels'
import { text } from '@/text/text'
import { Unknown } from '@/ui/unknown'

/** The points of a chart at the time when the table was opened, newest first. */
export function PointsTable({
  title,
  series,
  data,
  zone,
}: {
  title: string
  series: ReadonlyArray<{ label: string }>
  data: ChartData
  zone: Zone
}) {
  if (data.times.length === 0) {
    return <p className="p-3 text-muted text-sm">{chartText.noPoints}</p>
  }
  const now = Date.now()
  const rows = data.times.map((_, index) => data.times.length - 1 - index)
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard
      tabIndex={0}
      aria-label={chartText.points(title)}
      className="h-50 overflow-y-auto text-xs"
    >
      {data.gaps === undefined || data.gaps.length === 0 ? null : (
        <ul aria-label={chartText.gaps(data.gaps.length)} className="px-3 py-1 text-muted">
          {data.gaps.map((gap) => (
            <li
              key={`${gap.source} ${gap.from} ${gap.cause}`}
              className="foreign [overflow-wrap:anywhere]"
            >
              {gapWords(gap, zone, now)}
            </li>
          ))}
        </ul>
      )}
      <table className="w-full">
        <thead className="sticky top-0 bg-surface">
          <tr>
            <th scope="col" className="px-3 py-1 text-start font-semibold">
              {chartText.time}
            </th>
            {series.map((each) => (
              <th key={each.label} scope="col" className="px-3 py-1 text-end font-semibold">
                {each.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((at) => (
            <tr key={data.times[at]} className="border-line border-t">
              <td className="px-3 py-0.5">
                {formatInstant((data.times[at] ?? 0) * 1_000, zone, now)}
              </td>
              {series.map((each, index) => {
                const value = data.columns[index]?.[at] ?? null
                const [gap] = gapsAt(data.gaps ?? [], (data.times[at] ?? 0) * 1_000)
                return (
                  <td key={each.label} className="px-3 py-0.5 text-end">
                    {value === null ? (
                      <Unknown
                        reason={gap === undefined ? text.reason.notMeasured : gapCause(gap.cause)}
                      />
                    ) : (
                      formatDecimal(value)
                    )}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
