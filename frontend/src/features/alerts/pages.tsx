// What the pages of long lists share: links to files, and the way to the next page.
import { Download } from 'lucide-react'
import { alertsText } from '@/text/alerts'
import { Button } from '@/ui/button'

const words = alertsText.history

/** All that was found, as files. */
export function Exports<F extends keyof typeof words.formats>({
  formats,
  href,
}: {
  formats: readonly F[]
  href: (format: F) => string
}) {
  return (
    <fieldset className="inline-flex gap-1.5">
      <legend className="sr-only">{words.exports}</legend>
      {formats.map((format) => (
        <a
          key={format}
          href={href(format)}
          download
          title={words.exportAs(words.formats[format])}
          aria-label={words.exportAs(words.formats[format])}
          className="inline-flex h-7 items-center gap-1.5 rounded-sm border border-line-strong bg-surface px-2.5 text-sm hover:bg-raised pointer-coarse:h-9"
        >
          <Download aria-hidden="true" size={14} />
          {words.formats[format]}
        </a>
      ))}
    </fieldset>
  )
}

export function Pages({
  label,
  shown,
  back,
  backWord,
  next,
  nextWord,
}: {
  label: string
  shown?: string
  /** `null` where there is none. */
  back: (() => void) | null
  backWord: string
  next: (() => void) | null
  nextWord: string
}) {
  return (
    <nav aria-label={label} className="flex items-center gap-2 text-sm">
      <output className="text-muted">{shown}</output>
      <Button className="ms-auto" disabled={back === null} onClick={() => back?.()}>
        {backWord}
      </Button>
      <Button disabled={next === null} onClick={() => next?.()}>
        {nextWord}
      </Button>
    </nav>
  )
}
