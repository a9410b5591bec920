import { type ReactNode, useId } from 'react'

export function Panel({
  title,
  aside,
  children,
  className = '',
  headingHidden = false,
}: {
  title: string
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
        {aside}
      </div>
      {children}
    </section>
  )
}
