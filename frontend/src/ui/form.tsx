// The parts of forms: label, hint and fault, associated with their control.
import { type ReactNode, useId } from 'react'
import { DURATION_UNITS, type DurationParts, type DurationUnit } from '@/lib/duration-parts'

interface Tied {
  id: string
  'aria-describedby'?: string
  'aria-invalid'?: true
}

/** `children` renders the control with the ids of its label, hint and fault. */
export function Field({
  label,
  hint,
  fault,
  className = '',
  children,
}: {
  label: string
  hint?: ReactNode
  /** Why the value is invalid; `undefined` if it is valid. */
  fault?: string | undefined
  className?: string
  children: (tied: Tied) => ReactNode
}) {
  const id = useId()
  const words = fault ?? hint ?? null
  return (
    <div className={`flex min-w-0 flex-col gap-0.5 ${className}`}>
      <label htmlFor={id} className="text-muted text-xs">
        {label}
      </label>
      {children({
        id,
        ...(words === null ? {} : { 'aria-describedby': `${id}-words` }),
        ...(fault === undefined ? {} : { 'aria-invalid': true as const }),
      })}
      {words === null ? null : (
        <p
          id={`${id}-words`}
          className={`text-xs ${fault === undefined ? 'text-muted' : 'text-crit'}`}
        >
          {words}
        </p>
      )}
    </div>
  )
}

/** A duration as an amount and a unit. */
export function DurationField({
  label,
  hint,
  fault,
  unitLabel,
  units,
  value,
  disabled = false,
  onChange,
}: {
  label: string
  hint?: string | undefined
  fault?: string | undefined
  unitLabel: string
  units: Readonly<Record<string, string>>
  value: DurationParts
  disabled?: boolean
  onChange: (value: DurationParts) => void
}) {
  return (
    <Field label={label} hint={hint} fault={fault}>
      {(tied) => (
        <span className="flex gap-1">
          <input
            {...tied}
            inputMode="numeric"
            value={value.amount}
            disabled={disabled}
            autoComplete="off"
            onChange={(event) => onChange({ ...value, amount: event.target.value })}
            className="field w-16 min-w-0 disabled:opacity-50"
          />
          <select
            aria-label={unitLabel}
            value={value.unit}
            disabled={disabled}
            onChange={(event) => onChange({ ...value, unit: event.target.value as DurationUnit })}
            className="field min-w-0 disabled:opacity-50"
          >
            {DURATION_UNITS.map((unit) => (
              <option key={unit} value={unit}>
                {units[unit] ?? unit}
              </option>
            ))}
          </select>
        </span>
      )}
    </Field>
  )
}

/** A checkbox with its label. */
export function Check({
  label,
  checked,
  disabled = false,
  onChange,
}: {
  label: string
  checked: boolean
  disabled?: boolean
  onChange: (checked: boolean) => void
}) {
  return (
    <label className="inline-flex min-h-6 items-center gap-2 text-sm">
      <input
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked)}
        className="size-4 shrink-0 accent-accent"
      />
      {label}
    </label>
  )
}

/** A choice of several of a few options. */
export function Checks({
  label,
  hint,
  options,
  value,
  onChange,
}: {
  label: string
  hint?: string | undefined
  options: ReadonlyArray<{ value: string; word: string }>
  value: readonly string[]
  onChange: (value: string[]) => void
}) {
  return (
    <fieldset className="min-w-0">
      <legend className="text-muted text-xs">{label}</legend>
      <div className="flex flex-wrap gap-x-3">
        {options.map((option) => (
          <Check
            key={option.value}
            label={option.word}
            checked={value.includes(option.value)}
            onChange={(checked) =>
              onChange(
                options
                  .map((each) => each.value)
                  .filter((each) => (each === option.value ? checked : value.includes(each))),
              )
            }
          />
        ))}
      </div>
      {hint === undefined ? null : <p className="text-muted text-xs">{hint}</p>}
    </fieldset>
  )
}

/** A switch that takes effect immediately. */
export function Switch({
  label,
  on,
  disabled = false,
  onChange,
}: {
  label: string
  on: boolean
  disabled?: boolean
  onChange: (on: boolean) => void
}) {
  return (
    <button
      type="button"
      role="switch"
      aria-checked={on}
      aria-label={label}
      title={label}
      disabled={disabled}
      onClick={() => onChange(!on)}
      className="group/switch inline-flex h-6 w-9 items-center disabled:opacity-50"
    >
      <span className="flex h-4.5 w-full items-center rounded-full border border-line-strong bg-raised px-0.5 group-aria-checked/switch:justify-end group-aria-checked/switch:border-accent group-aria-checked/switch:bg-accent">
        <span className="size-3 rounded-full bg-line-strong group-aria-checked/switch:bg-accent-fg" />
      </span>
    </button>
  )
}
