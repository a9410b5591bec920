// The native modal dialog: it closes on Escape, and needs no injected style, which the content security
// policy would refuse.
import { X } from 'lucide-react'
import { type ReactNode, useId, useRef } from 'react'
import { Button } from '@/ui/button'
import { keepTabInside, useModal } from '@/ui/use-modal'

export function Dialog({
  open,
  title,
  closeWord,
  wide = false,
  onClose,
  children,
}: {
  open: boolean
  title: string
  closeWord: string
  /** For forms. */
  wide?: boolean
  onClose: () => void
  children: ReactNode
}) {
  const element = useRef<HTMLDialogElement>(null)
  const heading = useId()
  useModal(open, element)
  return (
    <dialog
      ref={element}
      aria-labelledby={heading}
      onClose={() => {
        if (element.current?.open !== true) onClose()
      }}
      onKeyDown={keepTabInside}
      className={`max-h-[min(88dvh,44rem)] ${wide ? 'w-[min(94vw,44rem)]' : 'w-[min(92vw,34rem)]'} overflow-y-auto rounded-md border border-line-2 bg-surface p-4 text-fg shadow-pop`}
    >
      <div className="mb-3 flex items-center justify-between gap-2">
        <h2 id={heading} className="font-semibold text-lg">
          {title}
        </h2>
        <Button icon look="plain" aria-label={closeWord} onClick={onClose}>
          <X aria-hidden="true" size={16} />
        </Button>
      </div>
      {open ? children : null}
    </dialog>
  )
}
