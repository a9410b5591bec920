import { text } from '@/text/text'
// An unknown value: an em dash with the reason, never zero.

export function Unknown({ reason }: { reason: string }) {
  return (
    <span className="text-muted" title={reason}>
      <span aria-hidden="true">{text.unknown}</span>
      <span className="sr-only">{reason}</span>
    </span>
  )
}
