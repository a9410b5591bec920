// Creates or edits a rule, with a preview of its meaning and a backtest.

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { alertsKey } from '@/api/alert-filter'
import { changeRule, createRule, measuresQuery, rulesQuery } from '@/api/alert-rules'
import { ApiError } from '@/api/client'
import type { RuleRow } from '@/api/model'
import { useAction } from '@/api/use-action'
import { Backtest } from '@/features/alert-rules/backtest'
import {
  draftOfRule,
  EMPTY_RULE,
  type RuleDraft,
  ruleFaults,
  ruleOfDraft,
} from '@/features/alert-rules/rule-draft'
import { RuleFields } from '@/features/alert-rules/rule-fields'
import { RulePreviewPanel } from '@/features/alert-rules/rule-preview'
import { rulesText } from '@/features/alert-rules/text'
import { actor } from '@/lib/actor'
import { text } from '@/text/text'
import { ActionError } from '@/ui/action-error'
import { Button } from '@/ui/button'
import { Failure } from '@/ui/failure'
import { Notice } from '@/ui/notice'

const words = rulesText.form

export function RuleForm({
  kept,
  onDone,
  onReload,
}: {
  /** `null`: create a new one. */
  kept: RuleRow | null
  onDone: () => void
  onReload: () => void
}) {
  const measures = useQuery(measuresQuery)
  const [draft, setDraft] = useState<RuleDraft>(() =>
    kept === null ? EMPTY_RULE : draftOfRule(kept),
  )
  const [tried, setTried] = useState(false)
  const action = useAction([rulesQuery.queryKey, alertsKey])
  const known = measures.data?.measures ?? []
  const measure = known.find(({ name }) => name === draft.measure)
  const faults = ruleFaults(draft, measure)
  const right = Object.keys(faults).length === 0
  const rule = ruleOfDraft(draft, measure)
  const changed = action.error instanceof ApiError && action.error.code === 'rule_changed'

  const save = async () => {
    setTried(true)
    if (!right) return
    const worked = await action.run(() =>
      kept === null ? createRule(rule, actor()) : changeRule(rule, actor(), kept.version),
    )
    if (worked) onDone()
  }

  return (
    <form
      noValidate
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <h2 className="font-semibold text-base">
        {kept === null ? words.createTitle : words.editTitle(kept.name)}
      </h2>
      {kept === null || kept.origin === 'ui' ? null : (
        <div className="overflow-hidden rounded-sm border border-line">
          <Notice
            tone="warn"
            title={words.replacesNote(rulesText.origin[kept.origin] ?? kept.origin)}
          />
        </div>
      )}
      {measures.error === null ? null : (
        <Failure
          error={measures.error}
          tried={measures.errorUpdatedAt}
          onRetry={() => void measures.refetch()}
        />
      )}
      <div className="grid grid-cols-1 items-start gap-3 xl:grid-cols-[minmax(0,1fr)_minmax(0,26rem)]">
        <div className="flex min-w-0 flex-col gap-3">
          <RuleFields
            draft={draft}
            named={kept === null}
            measures={known}
            faults={shownFaults(faults, draft, tried)}
            onChange={setDraft}
          />
          <ActionError error={action.error} />
          <div className="flex flex-wrap items-center gap-2">
            <Button type="submit" look="marked" disabled={action.pending}>
              {words.save}
            </Button>
            <Button onClick={onDone}>{text.cancel}</Button>
            {changed ? <Button onClick={onReload}>{words.reload}</Button> : null}
          </div>
        </div>
        <div className="flex min-w-0 flex-col gap-3">
          <RulePreviewPanel rule={right ? rule : null} />
          <Backtest rule={right ? rule : null} measure={measure} />
        </div>
      </div>
    </form>
  )
}

/** Before the first submit only filled fields are validated: an empty form shows no faults. */
function shownFaults(faults: ReturnType<typeof ruleFaults>, draft: RuleDraft, tried: boolean) {
  if (tried) return faults
  return Object.fromEntries(
    Object.entries(faults).filter(([field]) => {
      const value = draft[field as keyof RuleDraft]
      return typeof value !== 'string' || value !== ''
    }),
  ) as typeof faults
}
