// The native modal dialog: it traps the focus, closes on Escape and gives the focus back, and needs no
// injected style, which the content security policy would refuse.
import { X } from 'lucide-react'
import { type ReactNode, useEffect, useId, useRef } from 'react'
import { Button } from '@/ui/button'

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
  useEffect(() => {
    const dialog = element.current
    if (open && dialog?.open === false) dialog.showModal()
    if (!open && dialog?.open === true) dialog.close()
  }, [open])
  return (
    <dialog
      ref={element}
      aria-labelledby={heading}
      onClose={onClose}
      className={`max-h-[min(88dvh,44rem)] ${wide ? 'w-[min(94vw,44rem)]' : 'w-[min(92vw,34rem)]'} overflow-y-auto rounded-sm border border-line-strong bg-surface p-4 text-fg`}
    >
      <div className="mb-3 flex items-center justify-between gap-2">
        <h2 id={heading} className="font-semibold text-lg">
          {title}
        </h2>
        <Button icon aria-label={closeWord} onClick={onClose}>
          <X aria-hidden="true" size={14} />
        </Button>
      </div>
      {open ? children : null}
    </dialog>
  )
}
