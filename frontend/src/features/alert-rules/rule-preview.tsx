import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { rulePreviewQuery } from '@/api/alert-rules'
import type { Rule } from '@/api/model'
import { rulesText } from '@/features/alert-rules/text'
import { Panel } from '@/ui/panel'
import { Status } from '@/ui/status'
import { useDebounced } from '@/ui/use-debounced'
import { Words } from '@/ui/words'

const words = rulesText.preview

/** The meaning of the rule, and a sample message; `null` while the form is invalid. */
export function RulePreviewPanel({ rule }: { rule: Rule | null }) {
  const debounced = useDebounced(rule)
  return (
    <Panel title={words.title}>
      <div className="px-3 py-2 text-sm" aria-live="polite">
        {rule === null || debounced === null ? (
          <p className="text-muted">{words.wait}</p>
        ) : (
          <PreviewText rule={debounced} />
        )}
      </div>
    </Panel>
  )
}

function PreviewText({ rule }: { rule: Rule }) {
  const { data, error } = useQuery({
    ...rulePreviewQuery(rule),
    placeholderData: keepPreviousData,
  })
  const fault = error?.message ?? data?.fault ?? null
  return (
    <>
      {fault === null ? null : (
        <p className="[overflow-wrap:anywhere]">
          <Status tone="warn" word={words.fault} /> <Words text={fault} />
        </p>
      )}
      {data === undefined || fault !== null ? null : (
        <>
          <p className="[overflow-wrap:anywhere]">
            <Words text={data.sentence} />
          </p>
          <h3 className="mt-2 text-muted text-xs" title={words.messageHint}>
            {words.message}
          </h3>
          <p className="rounded-sm bg-raised px-2 py-1 [overflow-wrap:anywhere]">
            <Words text={data.message} />
          </p>
        </>
      )}
    </>
  )
}
