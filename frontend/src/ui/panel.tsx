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
      className={`min-w-0 rounded-sm border border-line bg-surface ${className}`}
    >
      <div
        className={
          headingHidden
            ? 'sr-only'
            : 'flex min-h-9 flex-wrap items-center justify-between gap-x-3 gap-y-1 border-line border-b px-3 py-1'
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
