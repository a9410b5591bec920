// What a reader must know before using the data on the page: one chip, with the details on a click.

import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { FlaskConical, LockOpen } from 'lucide-react'
import { useId } from 'react'
import { healthQuery } from '@/api/health'
import { appText } from '@/app/text'

const words = appText.notice

export function NoticeChip() {
  const { data } = useQuery(healthQuery)
  const body = useId()
  // Until it is known, the chip takes its space, so that nothing moves when it appears.
  const notices =
    data === undefined
      ? [words.synthetic, words.open]
      : [
          ...(data.mode === 'mock' ? [words.synthetic] : []),
          ...(data.auth === 'none' ? [words.open] : []),
        ]
  if (notices.length === 0) return null
  const synthetic = notices.includes(words.synthetic)
  const Icon = synthetic ? FlaskConical : LockOpen
  return (
    <aside aria-label={words.label} className={data === undefined ? 'invisible' : ''}>
      <button
        type="button"
        popoverTarget={body}
        aria-label={`${words.label}: ${notices.join(' · ')}`}
        className={`inline-flex h-7.5 items-center gap-1.5 whitespace-nowrap rounded-sm border border-dashed px-2 text-xs hover:bg-raised pointer-coarse:h-9 ${
          synthetic ? 'border-line-strong text-soft' : 'border-warn-mark text-warn'
        }`}
      >
        <Icon aria-hidden="true" size={15} />
        <span className="max-chip:hidden">{notices.join(' · ')}</span>
      </button>
      <div
        id={body}
        popover="auto"
        className="fixed inset-auto end-3 top-12 w-86 max-w-[calc(100vw-24px)] rounded-md border border-line-2 bg-surface px-4 py-3.5 text-fg text-sm shadow-pop"
      >
        {notices.map((notice) => (
          <p
            key={notice}
            className="not-first:mt-2.5 not-first:border-line not-first:border-t not-first:pt-2.5"
          >
            <strong className="font-semibold">{notice}.</strong>{' '}
            {notice === words.synthetic ? words.syntheticDetail : words.openDetail}
            {notice === words.synthetic ? (
              <Link
                to="/connect"
                onClick={() => document.getElementById(body)?.hidePopover()}
                className="mt-1 block text-accent hover:underline"
              >
                {appText.nav.connect}
              </Link>
            ) : null}
          </p>
        ))}
      </div>
    </aside>
  )
}
