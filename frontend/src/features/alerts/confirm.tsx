import { ActError } from '@/features/alerts/act-error'
import { alertsText } from '@/text/alerts'
import { text } from '@/text/text'
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
    <Dialog open={open} title={title} closeWord={text.help.close} onClose={onClose}>
      <div className="flex flex-col gap-3">
        <p className="text-sm">{body}</p>
        <ActError error={error} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{alertsText.cancel}</Button>
          <Button look="marked" disabled={pending} onClick={onAct}>
            {act}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
