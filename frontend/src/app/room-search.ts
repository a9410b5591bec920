// The query strings of the rooms pages.
import * as z from 'zod/mini'
import { KINDS, type Kind } from '@/api/history-filter'
import {
  LONG_ROOMS,
  NO_CONDITIONS,
  QUALITY_LIMITS,
  ROOM_SORTS,
  ROOM_STATUSES,
  type RoomFilter,
  type RoomOrder,
} from '@/api/room-filter'
import { readMoment } from '@/lib/moment'
import { serverNow } from '@/lib/server-clock'

export interface RoomListSearch {
  q?: string
  status?: 'finished' | 'all'
  sort?: RoomOrder
  deployment?: string | undefined
  at?: string | undefined
  below?: string
  doubt?: 'true'
  kind?: Kind
  longer?: string
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
  below: word,
  doubt: z.catch(z.optional(z.literal('true')), undefined),
  kind: z.catch(z.optional(z.enum(KINDS)), undefined),
  longer: word,
})

/** The number in the URL if it is one of the offered ones. */
function offered(numbers: readonly number[], text: string | undefined): number | null {
  return numbers.find((each) => String(each) === text) ?? null
}

export function readRoomListSearch(search: Record<string, unknown>): RoomListSearch {
  const { deployment, at, below, doubt, kind, longer, ...rest } = listWords.parse(search)
  const filter = {
    ...rest,
    deployment: deployment ?? null,
    at: momentIn(at),
    conditions: {
      below: offered(QUALITY_LIMITS, below),
      doubt: doubt === 'true',
      kind: kind ?? null,
      longer: offered(LONG_ROOMS, longer),
    },
  }
  // Set even to `undefined`: an invalid value in the URL must not pass through.
  return { ...roomListSearch(filter), at: filter.at ?? undefined }
}

/** A filter as URL parameters: only what differs from the default. */
export function roomListSearch(filter: RoomFilter): RoomListSearch {
  const { below, doubt, kind, longer } = filter.conditions ?? NO_CONDITIONS
  return {
    ...(below === null ? {} : { below: String(below) }),
    ...(doubt ? { doubt: 'true' as const } : {}),
    ...(kind === null ? {} : { kind }),
    ...(longer === null ? {} : { longer: String(longer) }),
    ...(filter.q === DEFAULT_FILTER.q ? {} : { q: filter.q }),
    ...(filter.status === 'active' ? {} : { status: filter.status }),
    ...(filter.sort === DEFAULT_FILTER.sort ? {} : { sort: filter.sort }),
    ...(filter.deployment ? { deployment: filter.deployment } : {}),
    ...(filter.at === null ? {} : { at: filter.at }),
  }
}

export function filterOf(search: RoomListSearch): RoomFilter {
  const { q, status, sort, deployment, at, below, doubt, kind, longer } = search
  return {
    q: q ?? DEFAULT_FILTER.q,
    status: status ?? DEFAULT_FILTER.status,
    sort: sort ?? DEFAULT_FILTER.sort,
    deployment: deployment ?? null,
    at: at ?? null,
    conditions: {
      below: below === undefined ? null : Number(below),
      doubt: doubt === 'true',
      kind: kind ?? null,
      longer: longer === undefined ? null : Number(longer),
    },
  }
}

export interface RoomSearch {
  sid?: string
  participants?: 'all' | 'present'
  view?: 'table' | 'timeline' | undefined
  at?: string | undefined
  /** The identity whose lane is chosen. */
  who?: string | undefined
}

const roomWords = z.object({
  sid: word,
  participants: z.catch(z.optional(z.enum(['all', 'present'])), undefined),
  view: z.catch(z.optional(z.enum(['table', 'timeline'])), undefined),
  at: word,
  who: word,
})

export function readRoomSearch(search: Record<string, unknown>): RoomSearch {
  const { sid, participants, view, at, who } = roomWords.parse(search)
  const moment = momentIn(at)
  return {
    ...(sid === undefined || sid === '' ? {} : { sid }),
    ...(participants === undefined ? {} : { participants }),
    ...(view === undefined ? {} : { view }),
    ...(who === undefined ? {} : { who }),
    at: moment ?? undefined,
  }
}

function momentIn(words: string | undefined): string | null {
  return words === undefined ? null : readMoment(words, serverNow())
}
