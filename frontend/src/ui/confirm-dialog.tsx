import { text } from '@/text/text'
import { ActError } from '@/ui/action-error'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'

/** Asks before something that cannot be taken back. */
export function Confirm({
  open,
  title,
  body,
  act,
  error,
  pending,
  onAct,
  onClose,
}: {
  open: boolean
  title: string
  body: string
  act: string
  error: Error | null
  pending: boolean
  onAct: () => void
  onClose: () => void
}) {
  return (
    <Dialog open={open} title={title} closeWord={text.close} onClose={onClose}>
      <div className="flex flex-col gap-3">
        <p className="text-sm">{body}</p>
        <ActError error={error} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{text.cancel}</Button>
          <Button look="marked" disabled={pending} onClick={onAct}>
            {act}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
