// Rooms as the socket told them last, by sid: only those that somebody looks at.
import type { Room } from '@/api/model'

export interface ToldRoom {
  room: Room
  seq: number
}

export class RoomRows {
  readonly #rows = new Map<string, ToldRoom>()
  readonly #listeners = new Map<string, Set<() => void>>()

  get(sid: string): ToldRoom | undefined {
    return this.#rows.get(sid)
  }

  /** Takes a room unless a newer frame told it already. */
  set(room: Room, seq: number): void {
    const known = this.#rows.get(room.sid)
    if (known !== undefined && known.seq > seq) return
    this.#rows.set(room.sid, { room, seq })
    for (const listener of this.#listeners.get(room.sid) ?? []) listener()
  }

  /** After a loss the server may count anew: what was told before has no order with what comes. */
  clear(): void {
    this.#rows.clear()
  }

  /** Forgets the rooms that nobody listens to. */
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
