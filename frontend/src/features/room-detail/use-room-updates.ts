import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { roomEventsQuery } from '@/api/events'
import { type Presence, roomQuery } from '@/api/rooms'
import { roomTimelineKey } from '@/api/timeline'
import { applyUpdates, type SeenUpdate } from '@/features/room-detail/apply-updates'
import { useLive, useWatch } from '@/live/live-context'

/** Updates are applied at this interval, in milliseconds: a large room changes many times per second. */
const APPLY_MS = 250

/** The minimum time between two reads of events and timeline after changes, in milliseconds. */
const EVENTS_MS = 2_000

/** Applies updates to a loaded room while it is on screen. */
export function useRoomUpdates(
  name: string,
  selectedSid: string | null,
  presence: Presence,
  sid: string | null,
): void {
  const live = useLive()
  const queries = useQueryClient()
  useWatch(sid === null ? [] : [sid])
  useEffect(() => {
    if (sid === null) return
    const { queryKey } = roomQuery(name, selectedSid, presence)
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
  }, [live, queries, name, selectedSid, presence, sid])
}
