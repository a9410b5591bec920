import type { ReactNode } from 'react'
import { overviewText } from '@/features/overview/text'

const words = overviewText.charts

/** What the marks on the axes of all charts mean, and how to use the charts. */
export function ChartMarks({ children }: { children: ReactNode }) {
  return (
    <div className="flex min-h-8 flex-wrap items-center gap-x-4 gap-y-1 pt-2 text-muted text-xs">
      <Sign word={words.marks.critical} className="text-crit-mark">
        <path d="M2.5 12V0l7 3.5-7 3.5" fill="currentColor" stroke="currentColor" />
      </Sign>
      <Sign word={words.marks.warning} className="text-warn-mark">
        <path d="M2.5 12V2l6 3-6 3" fill="currentColor" stroke="currentColor" />
      </Sign>
      <Sign word={words.marks.restart} className="text-soft">
        <path d="M6 1l4.500 4.500L6 10 1.500 5.500Z" fill="none" stroke="currentColor" />
      </Sign>
      <Sign word={words.marks.gap} className="text-hatch">
        <path d="M0 4h12M-1 12l8-8M4 12l8-8" stroke="currentColor" />
      </Sign>
      {children}
      <span className="ms-auto max-rail:hidden">{words.hint}</span>
    </div>
  )
}

function Sign({
  word,
  className,
  children,
}: {
  word: string
  className: string
  children: ReactNode
}) {
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
      <svg aria-hidden="true" width="12" height="12" viewBox="0 0 12 12" className={className}>
        {children}
      </svg>
      {word}
    </span>
  )
}
