import type { ButtonHTMLAttributes, ReactNode } from 'react'

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  children: ReactNode
  /** Contains only an icon: `aria-label` must name the action. */
  icon?: boolean
  /** `plain` is less prominent, `marked` more. */
  look?: keyof typeof LOOKS
}

const LOOKS = {
  normal: 'border-line-2 bg-surface hover:bg-raised',
  plain: 'border-transparent hover:bg-raised',
  marked: 'border-accent bg-accent font-semibold text-accent-fg hover:opacity-90',
} as const

const BASE =
  'inline-flex h-7.5 items-center justify-center gap-1.5 rounded-sm border text-sm whitespace-nowrap disabled:opacity-50 aria-disabled:opacity-50 pointer-coarse:h-9'

export function Button({
  icon = false,
  look = 'normal',
  className = '',
  type = 'button',
  ...rest
}: ButtonProps) {
  const width = icon ? 'w-7.5 pointer-coarse:w-9' : 'px-2.5'
  return <button type={type} className={`${BASE} ${LOOKS[look]} ${width} ${className}`} {...rest} />
}

/** A choice of one of a few visible options. */
export function Choice<T extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string
  value: T
  options: ReadonlyArray<{ value: T; word: string }>
  onChange: (value: T) => void
}) {
  return (
    <fieldset className="inline-flex overflow-hidden rounded-sm border border-line-2 bg-surface">
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          onClick={() => onChange(option.value)}
          className="h-7 border-line px-2.5 text-muted text-sm not-last:border-e hover:bg-raised focus-visible:-outline-offset-2 aria-pressed:bg-raised aria-pressed:font-semibold aria-pressed:text-fg pointer-coarse:h-8.5"
        >
          {option.word}
        </button>
      ))}
    </fieldset>
  )
}
