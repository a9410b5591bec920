import type { ReactNode } from 'react'

/** A section of a long form. */
export function FormSection({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className="min-w-0 rounded-md border border-line bg-surface">
      <legend className="float-start w-full border-line border-b px-3 py-2 font-semibold text-sm leading-5">
        {title}
      </legend>
      <div className="clear-both grid grid-cols-1 items-start gap-x-4 gap-y-2 px-3 py-2 sm:grid-cols-2">
        {children}
      </div>
    </fieldset>
  )
}
