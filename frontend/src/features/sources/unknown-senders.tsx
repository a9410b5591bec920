import type { Unattributed } from '@/api/model'
import { Refusals } from '@/features/sources/source-cards'
import { sourcesText } from '@/features/sources/text'
import { formatCount } from '@/lib/format'
import { visible } from '@/ui/foreign'
import { Panel } from '@/ui/panel'

const words = sourcesText.unknownSenders

/** Requests to the webhook path without the key of a deployment; anyone can send them. */
export function UnknownSenders({ unattributed }: { unattributed: Unattributed }) {
  const { refused_total, refusals, api_keys } = unattributed
  if (refused_total === 0) return null
  return (
    <Panel
      title={words.title}
      aside={
        <span className="text-muted text-xs">{words.refused(formatCount(refused_total))}</span>
      }
    >
      <div className="px-3 py-2">
        <p className="text-muted text-xs">{words.hint}</p>
        {api_keys.length === 0 ? null : (
          <p className="mt-1 text-sm [overflow-wrap:anywhere]">
            {words.keys} {api_keys.map(visible).join(', ')}
          </p>
        )}
        <Refusals refusals={refusals} />
      </div>
    </Panel>
  )
}
