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
}
