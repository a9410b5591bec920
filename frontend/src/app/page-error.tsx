import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import { useCallback, useEffect } from 'react'
import { appText } from '@/app/text'
import { useLiveState } from '@/live/live-context'
import { Failure } from '@/ui/failure'

/** Replaces a page that threw an error; the header keeps working. */
export function PageError({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  const retry = useCallback(() => {
    reset()
    void router.invalidate()
  }, [reset, router])
  const away = isMissingChunk(error)
  const { phase } = useLiveState()
  useEffect(() => {
    // The chunk of the page can be read again: the server has returned.
    if (away && phase === 'live') retry()
  }, [away, phase, retry])
  return (
    <div className="p-5 max-nav:p-3">
      <h1 className="font-semibold text-lg">{away ? appText.pageAway.title : appText.pageError}</h1>
      <Failure
        error={
          away
            ? new Error(appText.pageAway.body)
            : error instanceof Error
              ? error
              : new Error(String(error))
        }
        onRetry={retry}
      />
    </div>
  )
}

/** Whether the error is that of a chunk which could not be read; each browser has its words. */
function isMissingChunk(error: unknown): boolean {
  return (
    error instanceof Error &&
    /dynamically imported module|Importing a module script failed/.test(error.message)
  )
}
