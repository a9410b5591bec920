import type { ReactNode } from 'react'
import { MATCHER_NAMES, SEVERITIES, TARGET_TYPES } from '@/api/form-options'
import type { ReceiverDraft, ReceiverFaults, TargetType } from '@/features/receivers/receiver-draft'
import { TargetFields } from '@/features/receivers/target-fields'
import { receiversText } from '@/features/receivers/text'
import { labels } from '@/text/labels'
import { text } from '@/text/text'
import { Check, Checks, DurationField, Field } from '@/ui/form'
import { FormSection } from '@/ui/form-section'
import { TemplatePlaceholders } from '@/ui/template-placeholders'

const words = receiversText.form

interface Props {
  draft: ReceiverDraft
  /** Whether the name can be edited: only of a new one. */
  named: boolean
  faults: ReceiverFaults
  onChange: (draft: ReceiverDraft) => void
}

export function ReceiverFields({ draft, named, faults, onChange }: Props) {
  const set = (change: Partial<ReceiverDraft>) => onChange({ ...draft, ...change })
  const time = (field: 'groupWait' | 'groupInterval' | 'repeat', label: string, hint?: string) => (
    <DurationField
      label={label}
      hint={hint}
      fault={faults[field]}
      unitLabel={text.duration.unitOf(label)}
      units={text.duration.units}
      value={draft[field]}
      onChange={(value) => set({ [field]: value })}
    />
  )
  const area = (
    field: 'deployments' | 'rules' | 'text',
    label: string,
    hint: ReactNode,
    look: string,
  ) => (
    <Field label={label} hint={hint} fault={faults[field]} className={look}>
      {(tied) => (
        <textarea
          {...tied}
          value={draft[field]}
          rows={field === 'text' ? 4 : 2}
          spellCheck={field === 'text'}
          onChange={(event) => set({ [field]: event.target.value })}
          className="field h-auto! w-full py-1"
        />
      )}
    </Field>
  )
  return (
    <>
      <FormSection title={words.parts.target}>
        <Field label={words.name} hint={named ? words.nameHint : undefined} fault={faults.name}>
          {(tied) => (
            <input
              {...tied}
              value={draft.name}
              disabled={!named}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => set({ name: event.target.value })}
              className="field w-full font-mono disabled:opacity-60"
            />
          )}
        </Field>
        <Field label={words.type}>
          {(tied) => (
            <select
              {...tied}
              value={draft.type}
              onChange={(event) => set({ type: event.target.value as TargetType })}
              className="field w-full"
            >
              {TARGET_TYPES.map((type) => (
                <option key={type} value={type}>
                  {receiversText.types[type]}
                </option>
              ))}
            </select>
          )}
        </Field>
        <TargetFields draft={draft} faults={faults} onChange={onChange} />
        <Check
          label={words.enabled}
          checked={draft.enabled}
          onChange={(enabled) => set({ enabled })}
        />
      </FormSection>
      <FormSection title={words.parts.route}>
        <div className="sm:col-span-2">
          <Checks
            label={words.severities}
            hint={words.severitiesHint}
            options={SEVERITIES.map((value) => ({
              value,
              word: labels.severity[value] ?? value,
            }))}
            value={draft.severities}
            onChange={(severities) => set({ severities })}
          />
        </div>
        {area('deployments', words.deployments, words.patternsHint, '')}
        {area('rules', words.rules, words.patternsHint, '')}
      </FormSection>
      <FormSection title={words.parts.timing}>
        <div className="sm:col-span-2">
          <Checks
            label={words.groupBy}
            hint={words.groupByHint}
            options={MATCHER_NAMES.map((value) => ({
              value,
              word: labels.alertField[value] ?? value,
            }))}
            value={draft.groupBy}
            onChange={(groupBy) => set({ groupBy })}
          />
        </div>
        {time('groupWait', words.groupWait)}
        {time('groupInterval', words.groupInterval)}
        {time('repeat', words.repeat, words.repeatHint)}
        <Check
          label={words.resolved}
          checked={draft.sendResolved}
          onChange={(sendResolved) => set({ sendResolved })}
        />
      </FormSection>
      <FormSection title={words.parts.message}>
        <Field
          label={words.title}
          hint={<TemplatePlaceholders intro={words.templateHint} names={words.titlePlaceholders} />}
          fault={faults.title}
          className="sm:col-span-2"
        >
          {(tied) => (
            <input
              {...tied}
              value={draft.title}
              autoComplete="off"
              onChange={(event) => set({ title: event.target.value })}
              className="field w-full"
            />
          )}
        </Field>
        {area(
          'text',
          words.text,
          <TemplatePlaceholders
            intro={words.textHint}
            names={words.textPlaceholders}
            sample={words.textSample}
          />,
          'sm:col-span-2',
        )}
      </FormSection>
    </>
  )
}
