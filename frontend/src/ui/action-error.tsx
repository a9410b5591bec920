import { text } from '@/text/text'
import { Status } from '@/ui/status'
import { Words } from '@/ui/words'

/** The error of a user's action. */
export function ActionError({ error, word = text.failed }: { error: Error | null; word?: string }) {
  return (
    <div role="alert">
      {error === null ? null : (
        <p className="flex flex-wrap items-baseline gap-x-2 rounded-sm bg-crit-ground px-3 py-1.5 text-sm">
          <Status tone="crit" word={word} />
          <span className="min-w-0 [overflow-wrap:anywhere]">
            <Words text={error.message} />
          </span>
        </p>
      )}
    </div>
  )
}
