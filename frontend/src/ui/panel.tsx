import { type ReactNode, useId } from 'react'

export function Panel({
  title,
  unit,
  aside,
  children,
  className = '',
  headingHidden = false,
}: {
  title: string
  /** After the title, muted: the unit of what is drawn, or a count. */
  unit?: string | undefined
  aside?: ReactNode
  children: ReactNode
  className?: string
  headingHidden?: boolean
}) {
  const heading = useId()
  return (
    <section
      aria-labelledby={heading}
      className={`min-w-0 rounded-md border border-line bg-surface ${className}`}
    >
      <div
        className={
          headingHidden
            ? 'sr-only'
            : 'flex min-h-10 flex-wrap items-center justify-between gap-x-3 gap-y-1 px-3.5 pt-2 pb-1.5'
        }
      >
        <h2 id={heading} className="font-semibold text-sm">
          {title}
        </h2>
        {unit === undefined ? null : (
          <span className="me-auto whitespace-nowrap text-muted text-xs">{unit}</span>
        )}
        {aside}
      </div>
      {children}
    </section>
  )
}
