import type { Counts } from '@/api/model'
import { sourcesText } from '@/features/sources/text'
import { type Count, type Noun, type Range, verdictOf } from '@/features/sources/verdict'
import { formatCount } from '@/lib/format'
import { Instant } from '@/ui/clock'
import { Panel } from '@/ui/panel'
import { Status } from '@/ui/status'

const words = sourcesText.counts
const ROWS = ['console', 'webhooks', 'api', 'nodes'] as const

/** The counts of each source, and a text where a source differs from the console. */
export function CountTable({ counts }: { counts: Counts }) {
  return (
    <Panel title={words.title}>
      <table className="w-full text-sm max-sm:text-xs">
        <thead className="text-muted text-xs">
          <tr>
            <th
              scope="col"
              className="h-8 px-1 py-1 text-start first:ps-3 last:pe-3 sm:px-2 whitespace-nowrap font-normal"
            >
              {words.source}
            </th>
            <th
              scope="col"
              className="h-8 px-1 py-1 text-start first:ps-3 last:pe-3 sm:px-2 whitespace-nowrap text-end! font-normal"
            >
              {words.rooms}
            </th>
            <th
              scope="col"
              className="h-8 px-1 py-1 text-start first:ps-3 last:pe-3 sm:px-2 whitespace-nowrap text-end! font-normal"
            >
              {words.participants}
            </th>
            <th
              scope="col"
              className="h-8 px-1 py-1 text-start first:ps-3 last:pe-3 sm:px-2 whitespace-nowrap text-end! font-normal"
            >
              {words.people}
            </th>
            <th
              scope="col"
              className="h-8 px-1 py-1 text-start first:ps-3 last:pe-3 sm:px-2 whitespace-nowrap font-normal max-sm:hidden"
            >
              {words.at}
            </th>
            <th
              scope="col"
              className="h-8 px-1 py-1 text-start first:ps-3 last:pe-3 sm:px-2 whitespace-nowrap w-full font-normal max-sm:hidden"
            >
              {words.verdict}
            </th>
          </tr>
        </thead>
        {ROWS.map((row) => (
          <Row key={row} row={row} count={counts[row]} console={counts.console} />
        ))}
      </table>
      <p className="border-line border-t px-3 py-1.5 text-muted text-xs">{words.note}</p>
    </Panel>
  )
}

function Row({
  row,
  count,
  console,
}: {
  row: (typeof ROWS)[number]
  count: Count | null
  console: Count | null
}) {
  // The room API counts only people as participants: no agents and no egress.
  const counts: Record<Noun, number | null> = {
    rooms: count?.rooms ?? null,
    participants: row === 'api' ? null : (count?.participants ?? null),
    people: row === 'api' ? (count?.participants ?? null) : (count?.people ?? null),
  }
  const verdict =
    row === 'console' ? null : verdictOf(counts, console, count?.participants_range ?? null)
  const differs = verdict?.differs ?? false
  const sentence =
    verdict === null ? (
      <span className="text-muted">{words.itself}</span>
    ) : differs ? (
      <Status tone="warn" word={verdict.words} wrap />
    ) : (
      <span className="text-muted">{verdict.words}</span>
    )
  return (
    <tbody className="border-line border-t">
      <tr data-differs={differs || undefined} className={differs ? 'bg-warn-ground' : ''}>
        <th
          scope="row"
          className="h-8 px-1 py-1 text-start first:ps-3 last:pe-3 sm:px-2 whitespace-nowrap font-semibold"
        >
          {words.rows[row]}
        </th>
        <Cell value={counts.rooms} />
        <Cell value={counts.participants} range={count?.participants_range ?? null} />
        <Cell value={counts.people} />
        <td className="h-8 px-1 py-1 text-start first:ps-3 last:pe-3 sm:px-2 whitespace-nowrap text-muted max-sm:hidden">
          {count?.at ? <Instant at={count.at} /> : null}
        </td>
        <td className="h-8 px-1 py-1 text-start first:ps-3 last:pe-3 sm:px-2 whitespace-nowrap whitespace-normal! max-sm:hidden">
          {sentence}
        </td>
      </tr>
      <tr className={`sm:hidden ${differs ? 'bg-warn-ground' : ''}`}>
        <td colSpan={4} className="px-3 pb-1.5 text-xs">
          {sentence}
        </td>
      </tr>
    </tbody>
  )
}

function Cell({ value, range = null }: { value: number | null; range?: Range | null }) {
  const between = range && words.between(formatCount(range.least), formatCount(range.most))
  return (
    <td
      className={`h-8 px-1 py-1 first:ps-3 last:pe-3 sm:px-2 whitespace-nowrap text-end! ${value === null ? 'text-muted' : ''}`}
    >
      {value === null ? (between ?? sourcesText.unknown) : formatCount(value)}
    </td>
  )
}
