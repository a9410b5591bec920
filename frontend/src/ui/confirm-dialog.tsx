import { text } from '@/text/text'
import { ActionError } from '@/ui/action-error'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'

/** Asks for confirmation of an action that cannot be undone. */
export function ConfirmDialog({
  open,
  title,
  body,
  action,
  error,
  pending,
  onConfirm,
  onClose,
}: {
  open: boolean
  title: string
  body: string
  action: string
  error: Error | null
  pending: boolean
  onConfirm: () => void
  onClose: () => void
}) {
  return (
    <Dialog open={open} title={title} closeWord={text.close} onClose={onClose}>
      <div className="flex flex-col gap-3">
        <p className="text-sm">{body}</p>
        <ActionError error={error} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{text.cancel}</Button>
          <Button look="marked" disabled={pending} onClick={onConfirm}>
            {action}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
