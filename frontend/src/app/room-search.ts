// The query strings of the rooms pages.
import * as z from 'zod/mini'
import { ROOM_SORTS, ROOM_STATUSES, type RoomFilter, type RoomOrder } from '@/api/room-filter'
import { readMoment } from '@/lib/moment'
import { serverNow } from '@/lib/server-clock'

export interface RoomListSearch {
  q?: string
  status?: 'finished' | 'all'
  sort?: RoomOrder
  deployment?: string | undefined
  at?: string | undefined
}

const DEFAULT_FILTER: RoomFilter = {
  q: '',
  status: 'active',
  sort: '-started_at',
  deployment: null,
  at: null,
}

const ORDERS: readonly RoomOrder[] = ROOM_SORTS.flatMap((sort) => [sort, `-${sort}` as const])

const word = z.catch(z.optional(z.string()), undefined)

const listWords = z.object({
  q: z.catch(z.string(), DEFAULT_FILTER.q),
  status: z.catch(z.enum(ROOM_STATUSES), DEFAULT_FILTER.status),
  sort: z.catch(z.enum(ORDERS as [RoomOrder, ...RoomOrder[]]), DEFAULT_FILTER.sort),
  deployment: word,
  at: word,
})

export function readRoomListSearch(search: Record<string, unknown>): RoomListSearch {
  const { deployment, at, ...rest } = listWords.parse(search)
  const filter = { ...rest, deployment: deployment ?? null, at: momentIn(at) }
  // Set even to `undefined`: an invalid value in the URL must not pass through.
  return { ...roomListSearch(filter), at: filter.at ?? undefined }
}

/** A filter as URL parameters: only what differs from the default. */
export function roomListSearch(filter: RoomFilter): RoomListSearch {
  return {
    ...(filter.q === DEFAULT_FILTER.q ? {} : { q: filter.q }),
    ...(filter.status === 'active' ? {} : { status: filter.status }),
    ...(filter.sort === DEFAULT_FILTER.sort ? {} : { sort: filter.sort }),
    ...(filter.deployment ? { deployment: filter.deployment } : {}),
    ...(filter.at === null ? {} : { at: filter.at }),
  }
}

export function filterOf(search: RoomListSearch): RoomFilter {
  const { q, status, sort, deployment, at } = search
  return {
    q: q ?? DEFAULT_FILTER.q,
    status: status ?? DEFAULT_FILTER.status,
    sort: sort ?? DEFAULT_FILTER.sort,
    deployment: deployment ?? null,
    at: at ?? null,
  }
}

export interface RoomSearch {
  sid?: string
  participants?: 'all' | 'present'
  view?: 'table' | 'timeline' | undefined
  at?: string | undefined
}

const roomWords = z.object({
  sid: word,
  participants: z.catch(z.optional(z.enum(['all', 'present'])), undefined),
  view: z.catch(z.optional(z.enum(['table', 'timeline'])), undefined),
  at: word,
})

export function readRoomSearch(search: Record<string, unknown>): RoomSearch {
  const { sid, participants, view, at } = roomWords.parse(search)
  const moment = momentIn(at)
  return {
    ...(sid === undefined || sid === '' ? {} : { sid }),
    ...(participants === undefined ? {} : { participants }),
    ...(view === undefined ? {} : { view }),
    at: moment ?? undefined,
  }
}

function momentIn(words: string | undefined): string | null {
  return words === undefined ? null : readMoment(words, serverNow())
}
