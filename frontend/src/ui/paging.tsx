// Buttons to the previous and the next page of a long list.
import { formatCount } from '@/lib/format'
import { text } from '@/text/text'
import { Button } from '@/ui/button'

const words = text.paging

export function Pages({
  shown,
  back,
  backWord,
  next,
  nextWord,
}: {
  shown?: string
  /** `null` on the first page. */
  back: (() => void) | null
  backWord: string
  /** `null` on the last page. */
  next: (() => void) | null
  nextWord: string
}) {
  return (
    <nav aria-label={words.label} className="flex items-center gap-2 text-sm">
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

/** Pages by number, of a list whose length is known. */
export function NumberedPages({
  page,
  size,
  found,
  total,
  onPage,
}: {
  /** From 0. */
  page: number
  /** Rows per page. */
  size: number
  /** Rows on this page. */
  found: number
  total: number
  onPage: (page: number) => void
}) {
  const first = page * size
  const rows = found === 0 ? '0' : `${formatCount(first + 1)}–${formatCount(first + found)}`
  return (
    <Pages
      shown={words.total(rows, formatCount(total))}
      backWord={words.previous}
      back={page === 0 ? null : () => onPage(page - 1)}
      nextWord={words.next}
      next={found === 0 || first + found >= total ? null : () => onPage(page + 1)}
    />
  )
}
