// Lines to copy.

import { Check, Copy } from 'lucide-react'
import { Fragment, useEffect, useRef, useState } from 'react'
import { text } from '@/text/text'
import { Button } from '@/ui/button'
import { visible } from '@/ui/foreign'

/** How long a button shows that it copied, in milliseconds. */
const COPIED_MS = 2_000

export function Code({
  code,
  name,
  filled = [],
}: {
  code: string
  /** The file that the lines belong into; without one the button stands beside the lines. */
  name?: string
  /** Parts of the lines that are the reader's own values. */
  filled?: readonly string[]
}) {
  const [label, setLabel] = useState<string | null>(null)
  const block = useRef<HTMLPreElement>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  const copy = async () => {
    let word = text.copied
    try {
      await navigator.clipboard.writeText(code)
    } catch {
      // The clipboard API is missing over plain HTTP: then the text is selected for a manual copy.
      if (block.current !== null) window.getSelection()?.selectAllChildren(block.current)
      word = text.copyFailed
    }
    setLabel(word)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => setLabel(null), COPIED_MS)
  }
  const button = (
    <Button className="print:hidden" onClick={() => void copy()}>
      {label === text.copied ? (
        <Check aria-hidden="true" size={14} />
      ) : (
        <Copy aria-hidden="true" size={14} />
      )}
      <span aria-live="polite">{label ?? text.copy}</span>
    </Button>
  )
  const lines = (look: string) => (
    <pre
      ref={block}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard
      tabIndex={0}
      className={`foreign min-w-0 max-w-full grow overflow-x-auto font-mono text-xs ${look}`}
    >
      <Marked code={code.split('\n').map(visible).join('\n')} filled={filled} />
    </pre>
  )
  return name === undefined ? (
    <div className="flex flex-wrap items-start gap-2">
      {lines('rounded-sm border border-line bg-raised px-2 py-1.5')}
      {button}
    </div>
  ) : (
    <figure className="overflow-hidden rounded-md border border-line bg-surface">
      <figcaption className="flex min-h-10 items-center justify-between gap-2 border-line border-b bg-bg py-1 ps-3.5 pe-1.5">
        <span className="min-w-0 font-mono text-muted text-xs">{name}</span>
        {button}
      </figcaption>
      {lines('px-3.5 py-3 leading-5 focus-visible:-outline-offset-2')}
    </figure>
  )
}

function Marked({ code, filled }: { code: string; filled: readonly string[] }) {
  const values = filled.filter((value) => value !== '')
  if (values.length === 0) return code
  const escaped = values.map((value) => value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  let at = 0
  return code.split(new RegExp(`(${escaped.join('|')})`)).map((part, index) => {
    const key = at
    at += part.length
    return index % 2 === 0 ? (
      <Fragment key={key}>{part}</Fragment>
    ) : (
      <mark key={key} className="rounded-xs bg-accent-ground px-0.5 text-accent">
        {part}
      </mark>
    )
  })
}
