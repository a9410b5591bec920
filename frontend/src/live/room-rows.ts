// The latest rooms from the socket, by SID: only those that are on screen.
import type { Room } from '@/api/model'

export interface ReceivedRoom {
  room: Room
  seq: number
}

export class RoomRows {
  readonly #rows = new Map<string, ReceivedRoom>()
  readonly #listeners = new Map<string, Set<() => void>>()

  get(sid: string): ReceivedRoom | undefined {
    return this.#rows.get(sid)
  }

  /** Takes a room unless a newer frame has arrived. */
  set(room: Room, seq: number): void {
    const known = this.#rows.get(room.sid)
    if (known !== undefined && known.seq > seq) return
    this.#rows.set(room.sid, { room, seq })
    for (const listener of this.#listeners.get(room.sid) ?? []) listener()
  }

  /** After a reconnect `seq` may restart: earlier rows cannot be compared with new ones. */
  clear(): void {
    this.#rows.clear()
  }

  /** Drops the rooms without listeners. */
  keepOnly(sids: ReadonlySet<string>): void {
    for (const sid of this.#rows.keys()) if (!sids.has(sid)) this.#rows.delete(sid)
  }

  listen(sid: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(sid) ?? new Set()
    listeners.add(listener)
    this.#listeners.set(sid, listeners)
    return () => {
      listeners.delete(listener)
      if (listeners.size === 0) this.#listeners.delete(sid)
    }
  }
}
