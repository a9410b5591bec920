import { COMPARISONS, SEVERITIES } from '@/api/form-options'
import type { MeasureFacts } from '@/api/model'
import {
  hasRooms,
  type RuleDraft,
  type RuleFaults,
  withMeasure,
} from '@/features/alert-rules/rule-draft'
import { rulesText } from '@/features/alert-rules/text'
import { labels } from '@/text/labels'
import { text } from '@/text/text'
import { Check, DurationField, Field } from '@/ui/form'
import { FormSection } from '@/ui/form-section'
import { TemplatePlaceholders } from '@/ui/template-placeholders'

const words = rulesText.form

interface Props {
  draft: RuleDraft
  /** Whether the name can be edited: only of a new one. */
  named: boolean
  measures: readonly MeasureFacts[]
  faults: RuleFaults
  onChange: (draft: RuleDraft) => void
}

export function RuleFields({ draft, named, measures, faults, onChange }: Props) {
  const set = (change: Partial<RuleDraft>) => onChange({ ...draft, ...change })
  const measure = measures.find(({ name }) => name === draft.measure)
  const line = (
    field: 'name' | 'description' | 'deployment' | 'region' | 'room' | 'message' | 'runbook',
    label: string,
    hint?: string,
    disabled = false,
  ) => (
    <Field label={label} hint={hint} fault={faults[field]}>
      {(tied) => (
        <input
          {...tied}
          value={draft[field]}
          disabled={disabled}
          autoComplete="off"
          spellCheck={field === 'description'}
          onChange={(event) => set({ [field]: event.target.value })}
          className={`field w-full disabled:opacity-60 ${field === 'name' ? 'font-mono' : ''}`}
        />
      )}
    </Field>
  )
  return (
    <>
      <FormSection title={words.parts.what}>
        {line('name', words.name, named ? words.nameHint : undefined, !named)}
        <Measure draft={draft} measures={measures} fault={faults.measure} onChange={onChange} />
        <div className="sm:col-span-2">{line('description', words.description)}</div>
      </FormSection>
      <FormSection title={words.parts.when}>
        <Condition draft={draft} measure={measure} fault={faults.threshold} onChange={onChange} />
        <Field label={words.severity}>
          {(tied) => (
            <select
              {...tied}
              value={draft.severity}
              onChange={(event) => set({ severity: event.target.value })}
              className="field w-36"
            >
              {SEVERITIES.map((each) => (
                <option key={each} value={each}>
                  {labels.severity[each]}
                </option>
              ))}
            </select>
          )}
        </Field>
        {measure?.has_window === false ? null : (
          <Time
            label={measure?.is_ratio ? words.windowRatio : words.window}
            hint={measure?.is_ratio ? undefined : words.windowHint}
            fault={faults.window}
            value={draft.window}
            onChange={(window) => set({ window })}
          />
        )}
        {measure?.is_ratio ? (
          <Field label={words.minimum} hint={words.minimumHint} fault={faults.minimum}>
            {(tied) => (
              <input
                {...tied}
                inputMode="numeric"
                value={draft.minimum}
                autoComplete="off"
                onChange={(event) => set({ minimum: event.target.value })}
                className="field w-24"
              />
            )}
          </Field>
        ) : null}
        <Time
          label={words.for}
          hint={words.forHint}
          fault={faults.for}
          value={draft.for}
          onChange={(value) => set({ for: value })}
        />
        <Time
          label={words.keep}
          hint={words.keepHint}
          fault={faults.keep}
          value={draft.keep}
          onChange={(keep) => set({ keep })}
        />
      </FormSection>
      <FormSection title={words.parts.where}>
        {line('deployment', words.deployment)}
        {line('region', words.region)}
        {hasRooms(measure) ? line('room', words.room, words.roomHint) : null}
      </FormSection>
      <FormSection title={words.parts.message}>
        <Field
          label={words.message}
          hint={<TemplatePlaceholders intro={words.messageHint} names={words.placeholders} />}
          fault={faults.message}
          className="sm:col-span-2"
        >
          {(tied) => (
            <textarea
              {...tied}
              value={draft.message}
              rows={2}
              spellCheck
              onChange={(event) => set({ message: event.target.value })}
              className="field h-auto! w-full py-1"
            />
          )}
        </Field>
        <div className="sm:col-span-2">{line('runbook', words.runbook, words.runbookHint)}</div>
        <div className="sm:col-span-2">
          <Check
            label={words.enabled}
            checked={draft.enabled}
            onChange={(enabled) => set({ enabled })}
          />
          <p className="text-muted text-xs">{words.enabledHint}</p>
        </div>
      </FormSection>
    </>
  )
}

function Time(props: Omit<Parameters<typeof DurationField>[0], 'unitLabel' | 'units'>) {
  return (
    <DurationField
      {...props}
      unitLabel={text.duration.unitOf(props.label)}
      units={text.duration.units}
    />
  )
}

function Measure({
  draft,
  measures,
  fault,
  onChange,
}: {
  draft: RuleDraft
  measures: readonly MeasureFacts[]
  fault: string | undefined
  onChange: (draft: RuleDraft) => void
}) {
  const subjects = [...new Set(measures.map(({ subject }) => subject))]
  const strange = draft.measure !== '' && measures.every((each) => each.name !== draft.measure)
  const measure = measures.find(({ name }) => name === draft.measure)
  return (
    <Field label={words.measure} fault={fault} hint={measure?.noun}>
      {(tied) => (
        <select
          {...tied}
          value={draft.measure}
          onChange={(event) =>
            onChange(
              withMeasure(
                draft,
                measures.find(({ name }) => name === event.target.value),
              ),
            )
          }
          className="field w-full"
        >
          <option value="">{words.choose}</option>
          {strange ? <option value={draft.measure}>{draft.measure}</option> : null}
          {subjects.map((subject) => (
            <optgroup key={subject} label={words.subjects[subject] ?? subject}>
              {measures
                .filter((each) => each.subject === subject)
                .map((each) => (
                  <option key={each.name} value={each.name}>
                    {each.unit === '' ? each.name : `${each.name} (${each.unit})`}
                  </option>
                ))}
            </optgroup>
          ))}
        </select>
      )}
    </Field>
  )
}

function Condition({
  draft,
  measure,
  fault,
  onChange,
}: {
  draft: RuleDraft
  measure: MeasureFacts | undefined
  fault: string | undefined
  onChange: (draft: RuleDraft) => void
}) {
  const unit = measure?.is_ratio ? words.ratio : (measure?.unit ?? '')
  return (
    <div className="flex min-w-0 flex-wrap items-start gap-1.5">
      <Field label={words.comparison}>
        {(tied) => (
          <select
            {...tied}
            value={draft.comparison}
            onChange={(event) => onChange({ ...draft, comparison: event.target.value })}
            className="field"
          >
            {COMPARISONS.map((each) => (
              <option key={each} value={each}>
                {words.comparisons[each] ?? each}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={words.threshold} fault={fault}>
        {(tied) => (
          <span className="flex items-center gap-1.5">
            <input
              {...tied}
              inputMode="decimal"
              value={draft.threshold}
              autoComplete="off"
              onChange={(event) => onChange({ ...draft, threshold: event.target.value })}
              className="field w-24"
            />
            <span className="text-muted text-sm">{unit}</span>
          </span>
        )}
      </Field>
    </div>
  )
}
