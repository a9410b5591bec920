// The live data of components: state, rows and subscriptions, but not the frames of the socket.
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

/** Subscribes to updates of these rooms while the component is mounted. */
export function useWatch(sids: readonly string[]): void {
  const live = useLive()
  // The SIDs as one string: a new array of the same SIDs is no change. No SID contains a space.
  const key = sids.join(' ')
  useEffect(() => live.watch(key === '' ? [] : key.split(' ')), [live, key])
}

/** The room as read, or as the socket has updated it since. */
export function useRoomRow(room: Room, seq: number): Room {
  const live = useLive()
  const received = useSyncExternalStore(
    useCallback((listener) => live.rooms.listen(room.sid, listener), [live, room.sid]),
    () => live.rooms.get(room.sid),
  )
  return newerRoom({ room, seq }, received)
}

/** Pauses updates while a page shows a fixed time. */
export function usePauseWhile(fixed: boolean): void {
  const live = useLive()
  useEffect(() => {
    if (!fixed) return
    live.socket.pause('range')
    return () => live.socket.resume('range')
  }, [live, fixed])
}
