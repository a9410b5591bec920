// The filter of a list of rooms.

export const ROOM_STATUSES = ['active', 'finished', 'all'] as const
export type RoomStatus = (typeof ROOM_STATUSES)[number]

export const ROOM_SORTS = ['name', 'started_at', 'duration', 'participants', 'publishers'] as const
export type RoomSort = (typeof ROOM_SORTS)[number]

/** A sort order of the API: a leading `-` means descending. */
export type RoomOrder = RoomSort | `-${RoomSort}`

export interface RoomFilter {
  q: string
  status: RoomStatus
  sort: RoomOrder
  /** `null`: all deployments. */
  deployment: string | null
  /** Not given or `null`: all regions. */
  region?: string | null
  /** The time whose rooms are requested, RFC 3339; `null`: now. */
  at: string | null
}

/** Sort fields that the API does not store for past times. */
export const NOT_KEPT: RoomSort = 'publishers'

/** The default order of the list. */
export function orderOf(filter: RoomFilter): RoomOrder {
  return filter.at !== null && filter.sort.endsWith(NOT_KEPT) ? '-started_at' : filter.sort
}
