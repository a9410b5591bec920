import { useInfiniteQuery } from '@tanstack/react-query'
import { ChevronRight } from 'lucide-react'
import { roomEventsQuery } from '@/api/events'
import type { ReceivedEvent } from '@/api/model'
import { roomText } from '@/features/room-detail/text'
import { text } from '@/text/text'
import { Button } from '@/ui/button'
import { Instant } from '@/ui/clock'
import { Failure } from '@/ui/failure'
import { Foreign, visible } from '@/ui/foreign'
import { Panel } from '@/ui/panel'

/** The received events of the room session, newest first, each with its raw event. */
export function EventLog({ sid }: { sid: string }) {
  const { data, error, errorUpdatedAt, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } =
    useInfiniteQuery(roomEventsQuery(sid))
  const events = data?.pages.flatMap((page) => page.events) ?? []
  return (
    <Panel title={roomText.events}>
      {error === null ? null : (
        <Failure error={error} tried={errorUpdatedAt} onRetry={() => void refetch()} />
      )}
      {data === undefined ? (
        error === null ? (
          <p className="p-3 text-muted text-sm">{text.loading}</p>
        ) : null
      ) : events.length === 0 ? (
        <p className="p-3 text-muted text-sm">{roomText.noEvents}</p>
      ) : (
        <ol className="text-sm">
          {events.map((event) => (
            <Entry key={event.id} event={event} />
          ))}
        </ol>
      )}
      {hasNextPage ? (
        <div className="border-line border-t p-2">
          <Button disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {roomText.moreEvents}
          </Button>
        </div>
      ) : null}
    </Panel>
  )
}

function Entry({ event }: { event: ReceivedEvent }) {
  return (
    <li className="border-line border-t first:border-t-0">
      <details>
        <summary className="group flex min-h-8 flex-wrap items-center gap-x-3 px-3 py-1 hover:bg-raised focus-visible:-outline-offset-2">
          <ChevronRight
            aria-hidden="true"
            size={14}
            className="-me-2 shrink-0 text-muted group-[[open]>*]:rotate-90"
          />
          <span className="w-28 shrink-0 text-muted text-xs">
            <Instant at={event.at} />
          </span>
          <span className="w-56 shrink-0">{event.event}</span>
          <span className="w-20 shrink-0 text-muted text-xs">{event.source}</span>
          {event.identity === null ? null : (
            <Foreign value={event.identity} className="min-w-0 truncate" />
          )}
        </summary>
        <pre
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard
          tabIndex={0}
          className="foreign max-h-80 overflow-auto bg-raised p-3 font-mono text-xs"
        >
          {JSON.stringify(event.raw, null, 2).split('\n').map(visible).join('\n')}
        </pre>
      </details>
    </li>
  )
}
