// A part of the page that could not be loaded: the error, the time, and a retry button. One
// failing part never blanks the page.

import { formatInstant } from '@/lib/format'
import { text } from '@/text/text'
import { Button } from '@/ui/button'
import { useZone } from '@/ui/clock'
import { Status } from '@/ui/status'

export function Failure({
  error,
  tried,
  onRetry,
}: {
  error: Error & { requestId?: string | null }
  /** The time of the last attempt, in milliseconds. */
  tried?: number
  onRetry: () => void
}) {
  const zone = useZone()
  return (
    <div role="alert" className="flex flex-col items-start gap-1.5 p-3 text-sm">
      <Status tone="crit" word={text.error.title} />
      <p>
        {error.message}
        {tried === undefined || tried === 0
          ? null
          : `. ${text.error.tried(formatInstant(tried, zone, Date.now()))}`}
      </p>
      {error.requestId ? (
        <p className="text-muted text-xs">{text.error.request(error.requestId)}</p>
      ) : null}
      <Button onClick={onRetry}>{text.error.retry}</Button>
    </div>
  )
}
