// The pages on a phone: five items within reach of the thumb; the rest is behind the last one.

import { Link } from '@tanstack/react-router'
import { Ellipsis } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { PageMarks } from '@/app/page-marks'
import { PAGES, SETTINGS_PAGE } from '@/app/pages'
import { appText } from '@/app/text'
import { text } from '@/text/text'
import { Dialog } from '@/ui/dialog'

const ITEM =
  'relative flex h-14 min-w-0 flex-col items-center justify-center gap-1 text-2xs text-muted aria-[current=page]:font-semibold aria-[current=page]:text-fg aria-[current=page]:before:absolute aria-[current=page]:before:inset-x-4 aria-[current=page]:before:top-0 aria-[current=page]:before:h-0.5 aria-[current=page]:before:bg-fg focus-visible:-outline-offset-2'

/** Pages in the bar itself. */
const SHOWN = 4

export function BottomBar({
  children,
}: {
  /** The settings; they may close the dialog that they are in. */
  children: (close: () => void) => ReactNode
}) {
  const [open, setOpen] = useState(false)
  return (
    <nav
      aria-label={appText.nav.label}
      className="grid shrink-0 grid-cols-5 border-line border-t bg-surface print:hidden"
    >
      {PAGES.slice(0, SHOWN).map(({ to, word, icon: Icon }) => (
        <Link
          key={to}
          to={to}
          activeOptions={{ exact: to === '/', includeSearch: false }}
          className={ITEM}
        >
          <Icon aria-hidden="true" size={20} />
          {word}
          <span className="absolute start-[calc(50%+8px)] top-1 bg-surface [&>*:not(:first-child)]:hidden">
            <PageMarks to={to} />
          </span>
        </Link>
      ))}
      <button type="button" className={ITEM} onClick={() => setOpen(true)}>
        <Ellipsis aria-hidden="true" size={20} />
        {appText.nav.more}
      </button>
      <Dialog
        open={open}
        title={appText.nav.more}
        closeWord={text.close}
        onClose={() => setOpen(false)}
      >
        <ul className="mb-3">
          {[...PAGES.slice(SHOWN), SETTINGS_PAGE].map(({ to, word, icon: Icon }) => (
            <li key={to}>
              <Link
                to={to}
                onClick={() => setOpen(false)}
                className="flex min-h-10 items-center gap-3 rounded-sm px-2 hover:bg-raised"
              >
                <Icon aria-hidden="true" size={16} />
                {word}
                <PageMarks to={to} />
              </Link>
            </li>
          ))}
        </ul>
        <div className="flex flex-wrap gap-2 border-line border-t pt-3">
          {children(() => setOpen(false))}
        </div>
      </Dialog>
    </nav>
  )
}
