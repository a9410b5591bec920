import type { DriftTotal } from '@/api/model'
import { sourcesText } from '@/features/sources/text'
import { formatCount } from '@/lib/format'
import { Instant } from '@/ui/clock'
import { Panel } from '@/ui/panel'

const words = sourcesText.drift

/** The differences between polls and webhooks, by kind, the most frequent first. */
export function DriftTable({ drift, polled }: { drift: readonly DriftTotal[]; polled: boolean }) {
  const found = drift.filter((each) => each.total > 0).sort((a, b) => b.total - a.total)
  return (
    <Panel title={words.title}>
      <p className="px-3 py-1.5 text-muted text-xs">{words.hint}</p>
      {found.length === 0 ? (
        <p className="border-line border-t px-3 py-2 text-sm">
          {polled ? words.none : words.notPolled}
        </p>
      ) : (
        <table className="w-full text-sm">
          <thead className="text-muted text-xs">
            <tr>
              <th scope="col" className="cell font-normal">
                {words.kind}
              </th>
              <th scope="col" className="cell text-end! font-normal">
                {words.total}
              </th>
              <th scope="col" className="cell font-normal">
                {words.last}
              </th>
            </tr>
          </thead>
          <tbody>
            {found.map((each) => (
              <tr key={each.kind} className="border-line border-t">
                <td className="px-3 py-1">
                  {words.kinds[each.kind] ?? each.kind}{' '}
                  <code className="text-muted text-xs max-sm:hidden">{each.kind}</code>
                </td>
                <td className="cell text-end!">{formatCount(each.total)}</td>
                <td className="cell text-muted">
                  <Instant at={each.last_at} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  )
}
