import type { UsageFigures, UsageReport } from '@/api/model'
import type { UsageGrouping } from '@/api/usage-filter'
import { changeWords, minutesOf, SERIES } from '@/features/usage/figures'
import { usageText } from '@/features/usage/text'
import { formatCount } from '@/lib/format'
import { text } from '@/text/text'
import { Foreign } from '@/ui/foreign'
import { Panel } from '@/ui/panel'

const words = usageText.table
const HEAD = 'cell w-24 text-end! font-normal text-muted text-xs'

export function UsageTable({
  report,
  before,
  by,
}: {
  report: UsageReport
  /** `null`: not all of the time before is known. */
  before: UsageReport | null
  by: UsageGrouping
}) {
  const most = report.groups[0]?.figures.participant_minutes ?? 0
  return (
    <Panel title={usageText.groups[by] ?? by} unit={words.minutes}>
      <section
        aria-label={words.rows}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard
        tabIndex={0}
        className="relative overflow-x-auto"
      >
        <table className="w-full min-w-280 table-fixed text-sm">
          <thead>
            <tr className="border-line border-y">
              <th
                scope="col"
                className="cell sticky start-0 w-36 bg-surface font-normal text-muted text-xs rail:w-auto"
              >
                {usageText.names[by]}
              </th>
              <th scope="col" className="cell w-28 text-end! font-semibold text-xs">
                {words.minutes}
              </th>
              <th scope="col" className="cell w-28 font-normal text-muted text-xs">
                {words.share}
              </th>
              {SERIES.map(({ name }) => (
                <th key={name} scope="col" className={HEAD}>
                  {usageText.series[name]}
                </th>
              ))}
              <th scope="col" className={HEAD}>
                {words.peak}
              </th>
              <th scope="col" className={HEAD}>
                {words.identities}
              </th>
              <th scope="col" className={HEAD}>
                {words.before}
              </th>
            </tr>
          </thead>
          <tbody>
            {report.groups.map(({ name, is_rest, figures }) => {
              const earlier = before?.groups.find(
                (each) => each.name === name && each.is_rest === is_rest,
              )
              return (
                <tr key={`${is_rest} ${name}`} className="border-line border-b hover:bg-raised">
                  <th scope="row" className="cell sticky start-0 bg-surface font-normal">
                    {is_rest ? (
                      usageText.rest
                    ) : name === null ? (
                      <span className="text-muted">{usageText.nameless[by]}</span>
                    ) : (
                      <>
                        <Foreign value={name} />
                        {by === 'prefix' ? words.anyEnd : null}
                      </>
                    )}
                  </th>
                  <Cells
                    figures={figures}
                    share={most === 0 ? 0 : figures.participant_minutes / most}
                    change={
                      before === null || earlier === undefined
                        ? null
                        : changeWords(
                            figures.participant_minutes,
                            earlier.figures.participant_minutes,
                          )
                    }
                  />
                </tr>
              )
            })}
          </tbody>
          {report.total === null ? null : (
            <tfoot>
              <tr className="bg-raised font-semibold">
                <th scope="row" className="cell sticky start-0 bg-raised">
                  {words.all}
                </th>
                <Cells
                  figures={report.total}
                  share={null}
                  change={
                    before === null
                      ? null
                      : changeWords(
                          report.total.participant_minutes,
                          before.total?.participant_minutes ?? null,
                        )
                  }
                />
              </tr>
            </tfoot>
          )}
        </table>
      </section>
    </Panel>
  )
}

function Cells({
  figures,
  share,
  change,
}: {
  figures: UsageFigures
  /** Of the largest group, 0–1; `null`: no bar. */
  share: number | null
  change: string | null
}) {
  return (
    <>
      <td className="cell text-end! font-semibold">{formatCount(figures.participant_minutes)}</td>
      <td className="cell">
        {share === null ? null : (
          <svg
            viewBox="0 0 100 6"
            preserveAspectRatio="none"
            aria-hidden="true"
            className="h-1.5 w-full"
          >
            <rect width="100" height="6" className="fill-raised" />
            <rect width={100 * share} height="6" className="fill-s1" />
          </svg>
        )}
      </td>
      {SERIES.map(({ name }) => (
        <Count key={name} value={minutesOf(figures, name)} />
      ))}
      <Count value={figures.peak_participants} />
      <Count value={figures.identities} />
      <td className="cell text-end! text-muted">{change ?? text.unknown}</td>
    </>
  )
}

function Count({ value }: { value: number }) {
  return (
    <td className={`cell text-end! ${value === 0 ? 'text-muted' : ''}`}>{formatCount(value)}</td>
  )
}
