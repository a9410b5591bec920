import { Download } from 'lucide-react'
import { text } from '@/text/text'

const words = text.exports

/** Links to files that hold all results of a search. */
export function Exports<F extends keyof typeof words.formats>({
  formats,
  href,
}: {
  formats: readonly F[]
  href: (format: F) => string
}) {
  return (
    <fieldset className="inline-flex gap-1.5">
      <legend className="sr-only">{words.label}</legend>
      {formats.map((format) => (
        <a
          key={format}
          href={href(format)}
          download
          title={words.as(words.formats[format])}
          aria-label={words.as(words.formats[format])}
          className="inline-flex h-7 items-center gap-1.5 rounded-sm border border-line-strong bg-surface px-2.5 text-sm hover:bg-raised pointer-coarse:h-9"
        >
          <Download aria-hidden="true" size={14} />
          {words.formats[format]}
        </a>
      ))}
    </fieldset>
  )
}
