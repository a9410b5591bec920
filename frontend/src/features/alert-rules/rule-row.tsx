import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { alertsKey } from '@/api/alert-filter'
import { changeRule, deleteRule, rulesQuery } from '@/api/alert-rules'
import { ruleOf } from '@/api/editable-fields'
import type { RuleRow, RuleState } from '@/api/model'
import { useAction } from '@/api/use-action'
import { RULE_GRID } from '@/features/alert-rules/rule-grid'
import { rulesText } from '@/features/alert-rules/text'
import { SeverityMark } from '@/features/shared/alert-marks'
import { actor } from '@/lib/actor'
import { formatCount } from '@/lib/format'
import { text } from '@/text/text'
import { ActionError } from '@/ui/action-error'
import { Button } from '@/ui/button'
import { Age } from '@/ui/clock'
import { ConfirmDialog } from '@/ui/confirm-dialog'
import { Badge } from '@/ui/facts'
import { Switch } from '@/ui/form'
import { Status, type Tone, toneOf } from '@/ui/status'
import { Unknown } from '@/ui/unknown'
import { Words } from '@/ui/words'

const words = rulesText

export function RuleRowItem({ rule }: { rule: RuleRow }) {
  const action = useAction([rulesQuery.queryKey, alertsKey])
  return (
    <li
      data-rule={rule.name}
      className={`${RULE_GRID} border-line border-t py-2 hover:bg-raised ${rule.enabled ? '' : 'text-muted'}`}
    >
      <div className="min-w-0 max-lg:col-span-full">
        <div className="flex flex-wrap items-center gap-x-2">
          <Link
            to="/alerts/rules/edit/$rule"
            params={{ rule: rule.name }}
            className="font-mono text-accent [overflow-wrap:anywhere] hover:underline"
          >
            {rule.name}
          </Link>
          <Badge
            word={words.origin[rule.origin] ?? rule.origin}
            hint={words.originHint[rule.origin] ?? ''}
          />
          {rule.replaces === null ? null : (
            <Badge word={words.replaces(words.origin[rule.replaces] ?? rule.replaces)} />
          )}
          {rule.updated_by === null ? null : (
            <span className="text-muted text-xs">{words.changedBy(rule.updated_by)}</span>
          )}
        </div>
        <p className="text-muted [overflow-wrap:anywhere]">
          <Words text={rule.sentence} />
        </p>
        {rule.state.error === null ? null : (
          <p className="text-crit text-xs [overflow-wrap:anywhere]">
            <Words text={rule.state.error} />
          </p>
        )}
        <ActionError error={action.error} />
      </div>
      <div>
        <SeverityMark severity={rule.severity} />
      </div>
      <div className="max-lg:justify-self-end max-lg:text-end">
        <State state={rule.state} severity={rule.severity} />
      </div>
      <div className="text-muted">
        {rule.state.evaluated_at === null ? (
          <Unknown reason={words.neverEvaluated} />
        ) : (
          <span className="whitespace-nowrap">
            <Age at={rule.state.evaluated_at} /> {text.ago}
          </span>
        )}
      </div>
      <div className="max-lg:justify-self-end">
        <Switch
          label={words.enabled(rule.name)}
          on={rule.enabled}
          disabled={action.pending}
          onChange={(enabled) =>
            void action.run(() => changeRule({ ...ruleOf(rule), enabled }, actor(), rule.version))
          }
        />
      </div>
      <Actions rule={rule} />
    </li>
  )
}

function Actions({ rule }: { rule: RuleRow }) {
  const [asking, setAsking] = useState(false)
  const action = useAction([rulesQuery.queryKey, alertsKey])
  const before = rule.replaces === null ? null : (words.origin[rule.replaces] ?? rule.replaces)
  return (
    <div className="flex flex-wrap items-start gap-1 max-lg:col-span-full lg:justify-end">
      <Link
        to="/alerts/rules/edit/$rule"
        params={{ rule: rule.name }}
        aria-label={`${text.edit} ${rule.name}`}
        className="inline-flex h-7 items-center rounded-sm border border-line-strong bg-surface px-2.5 text-fg text-sm hover:bg-raised pointer-coarse:h-9"
      >
        {text.edit}
      </Link>
      {rule.origin === 'ui' ? (
        <Button className="text-fg" onClick={() => setAsking(true)}>
          {before === null ? text.delete : words.restore(before)}
        </Button>
      ) : null}
      <ConfirmDialog
        open={asking}
        title={before === null ? words.deleteTitle(rule.name) : words.restoreTitle(rule.name)}
        body={before === null ? words.deleteBody : words.restoreBody(before)}
        action={before === null ? text.delete : words.restore(before)}
        error={action.error}
        pending={action.pending}
        onConfirm={() =>
          void action
            .run(() => deleteRule(rule.name, actor()))
            .then((worked) => {
              if (worked) setAsking(false)
            })
        }
        onClose={() => {
          action.reset()
          setAsking(false)
        }}
      />
    </div>
  )
}

const TONES: Readonly<Record<string, Tone>> = {
  ok: 'ok',
  pending: 'warn',
  no_data: 'unk',
  error: 'crit',
  disabled: 'off',
}

const COUNTS = ['firing', 'pending', 'no_data', 'suppressed', 'held'] as const

function State({ state, severity }: { state: RuleState; severity: string }) {
  // A count of one is already shown by the state next to it.
  const counted = COUNTS.filter((each) => state[each] > (each === state.status ? 1 : 0))
  return (
    <>
      <Status
        tone={state.status === 'firing' ? toneOf(severity) : (TONES[state.status] ?? 'unk')}
        word={words.state[state.status] ?? state.status}
      />
      <div className="text-muted text-xs">
        {counted.map((each, at) => (
          <span
            key={each}
            title={each === 'suppressed' || each === 'held' ? words.countsHint[each] : undefined}
          >
            {at === 0 ? '' : ' · '}
            {words.counts[each](formatCount(state[each]))}
          </span>
        ))}
      </div>
    </>
  )
}
