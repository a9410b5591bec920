import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import { appText } from '@/app/text'
import { Failure } from '@/ui/failure'

/** Replaces a page that threw an error; the header keeps working. */
export function PageError({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  return (
    <div className="p-3">
      <h1 className="font-semibold text-lg">{appText.pageError}</h1>
      <Failure
        error={error instanceof Error ? error : new Error(String(error))}
        onRetry={() => {
          reset()
          void router.invalidate()
        }}
      />
    </div>
  )
}
