// The query strings of the rooms pages.
import * as z from 'zod/mini'
import { ROOM_SORTS, ROOM_STATUSES, type RoomFilter, type RoomOrder } from '@/api/room-filter'

export interface RoomListSearch {
  q?: string
  status?: 'finished' | 'all'
  sort?: RoomOrder
}

const DEFAULT_FILTER: RoomFilter = { q: '', status: 'active', sort: '-started_at' }

const ORDERS: readonly RoomOrder[] = ROOM_SORTS.flatMap((sort) => [sort, `-${sort}` as const])

const listWords = z.object({
  q: z.catch(z.string(), DEFAULT_FILTER.q),
  status: z.catch(z.enum(ROOM_STATUSES), DEFAULT_FILTER.status),
  sort: z.catch(z.enum(ORDERS as [RoomOrder, ...RoomOrder[]]), DEFAULT_FILTER.sort),
})

export function readRoomListSearch(search: Record<string, unknown>): RoomListSearch {
  return roomListSearch(listWords.parse(search))
}

/** A filter as the URL holds it: only what differs from the default. */
export function roomListSearch(filter: RoomFilter): RoomListSearch {
  return {
    ...(filter.q === DEFAULT_FILTER.q ? {} : { q: filter.q }),
    ...(filter.status === 'active' ? {} : { status: filter.status }),
    ...(filter.sort === DEFAULT_FILTER.sort ? {} : { sort: filter.sort }),
  }
}

export function filterOf(search: RoomListSearch): RoomFilter {
  return { ...DEFAULT_FILTER, ...search }
}

export interface RoomSearch {
  sid?: string
  participants?: 'all'
}

const roomWords = z.object({
  sid: z.catch(z.optional(z.string()), undefined),
  participants: z.catch(z.optional(z.literal('all')), undefined),
})

export function readRoomSearch(search: Record<string, unknown>): RoomSearch {
  const { sid, participants } = roomWords.parse(search)
  return {
    ...(sid === undefined || sid === '' ? {} : { sid }),
    ...(participants === undefined ? {} : { participants }),
  }
}
