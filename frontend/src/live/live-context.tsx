// How components see what is live: state, rows and subscriptions, never the socket's frames.
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useSyncExternalStore,
} from 'react'
import type { Room } from '@/api/model'
import type { Live } from '@/live/live'
import { newerRoom } from '@/live/newer-room'
import type { SocketState } from '@/live/socket'

const LiveContext = createContext<Live | null>(null)

export function LiveProvider({ live, children }: { live: Live; children: ReactNode }) {
  return <LiveContext value={live}>{children}</LiveContext>
}

export function useLive(): Live {
  const live = useContext(LiveContext)
  if (live === null) throw new Error('no LiveProvider above this component')
  return live
}

export function useLiveState(): SocketState {
  const live = useLive()
  return useSyncExternalStore(
    useCallback((listener) => live.on('state', listener), [live]),
    () => live.socket.state,
  )
}

/** Asks for updates of these rooms while the component is on screen. */
export function useWatch(sids: readonly string[]): void {
  const live = useLive()
  // The sids as one string: a new array of the same sids is no change. No sid holds a space.
  const key = sids.join(' ')
  useEffect(() => live.watch(key === '' ? [] : key.split(' ')), [live, key])
}

/** The room as read, or as the socket told it since. */
export function useRoomRow(room: Room, seq: number): Room {
  const live = useLive()
  const told = useSyncExternalStore(
    useCallback((listener) => live.rooms.listen(room.sid, listener), [live, room.sid]),
    () => live.rooms.get(room.sid),
  )
  return newerRoom({ room, seq }, told)
}

/** Holds the updates back while a page shows a fixed span of time. */
export function usePauseWhile(fixed: boolean): void {
  const live = useLive()
  useEffect(() => {
    if (!fixed) return
    live.socket.pause('range')
    return () => live.socket.resume('range')
  }, [live, fixed])
}
