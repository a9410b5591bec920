// What a list of rooms can be asked for.

export const ROOM_STATUSES = ['active', 'finished', 'all'] as const
export type RoomStatus = (typeof ROOM_STATUSES)[number]

export const ROOM_SORTS = ['name', 'started_at', 'duration', 'participants', 'publishers'] as const
export type RoomSort = (typeof ROOM_SORTS)[number]

/** A sort as the API writes it: a leading `-` turns it round. */
export type RoomOrder = RoomSort | `-${RoomSort}`

export interface RoomFilter {
  q: string
  status: RoomStatus
  sort: RoomOrder
  /** `null`: all of them. */
  deployment: string | null
  /** The moment whose rooms are asked for, RFC 3339; `null`: now. */
  at: string | null
}

/** What is not kept of the past, so that nothing can be sorted by it there. */
export const NOT_KEPT: RoomSort = 'publishers'

/** The order in which the list comes. */
export function orderOf(filter: RoomFilter): RoomOrder {
  return filter.at !== null && filter.sort.endsWith(NOT_KEPT) ? '-started_at' : filter.sort
}
