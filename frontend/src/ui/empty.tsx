import { CircleDashed } from 'lucide-react'
import type { ReactNode } from 'react'

/** Explains why a list is empty, and what to do. */
export function Empty({
  title,
  body,
  children,
}: {
  title: string
  body?: string
  children?: ReactNode
}) {
  return (
    <div className="flex flex-col items-center gap-1.5 px-4 py-8 text-center">
      <CircleDashed aria-hidden="true" size={20} className="text-muted" />
      <p className="font-semibold">{title}</p>
      {body === undefined ? null : <p className="max-w-prose text-muted text-sm">{body}</p>}
      {children}
    </div>
  )
}
