import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { roomEventsQuery } from '@/api/events'
import { type Presence, roomQuery } from '@/api/rooms'
import { roomTimelineKey } from '@/api/timeline'
import { applyUpdates, type SeenUpdate } from '@/features/room-detail/apply-updates'
import { useLive, useWatch } from '@/live/live-context'

/** A large room changes many times a second; what changed is shown at this pace, in milliseconds. */
const APPLY_MS = 250

/** Events and timeline of the room are read again after a change, but no more often than this. */
const EVENTS_MS = 2_000

/** Keeps a room that was read current while it is on screen. */
export function useRoomUpdates(
  name: string,
  asked: string | null,
  presence: Presence,
  sid: string | null,
): void {
  const live = useLive()
  const queries = useQueryClient()
  useWatch(sid === null ? [] : [sid])
  useEffect(() => {
    if (sid === null) return
    const { queryKey } = roomQuery(name, asked, presence)
    let updates: SeenUpdate[] = []
    let applyTimer: ReturnType<typeof setTimeout> | undefined
    let eventsTimer: ReturnType<typeof setTimeout> | undefined
    const end = live.on('room', (seen) => {
      if (seen.update.room.sid !== sid) return
      updates.push(seen)
      applyTimer ??= setTimeout(() => {
        applyTimer = undefined
        const batch = updates
        updates = []
        queries.setQueryData(queryKey, (detail) =>
          detail === undefined ? undefined : applyUpdates(detail, batch),
        )
      }, APPLY_MS)
      eventsTimer ??= setTimeout(() => {
        eventsTimer = undefined
        void queries.invalidateQueries({ queryKey: roomEventsQuery(sid).queryKey })
        void queries.invalidateQueries({ queryKey: [...roomTimelineKey, name, sid] })
      }, EVENTS_MS)
    })
    return () => {
      end()
      clearTimeout(applyTimer)
      clearTimeout(eventsTimer)
    }
  }, [live, queries, name, asked, presence, sid])
}
