// The filter of a list of rooms.
import type { Kind } from '@/api/history-filter'

export const ROOM_STATUSES = ['active', 'finished', 'all'] as const
export type RoomStatus = (typeof ROOM_STATUSES)[number]

export const ROOM_SORTS = [
  'name',
  'started_at',
  'duration',
  'participants',
  'publishers',
  'quality',
] as const
export type RoomSort = (typeof ROOM_SORTS)[number]

/** A sort order of the API: a leading `-` means descending. */
export type RoomOrder = RoomSort | `-${RoomSort}`

/** LiveKit's limits of a mean quality that is not excellent, and of one that is poor or lost. */
export const QUALITY_LIMITS = [80, 40] as const

/** How long a room is open, in seconds. */
export const LONG_ROOMS = [1_800, 3_600, 7_200, 28_800] as const

/** What must hold of an open room. */
export interface RoomConditions {
  /** Only rooms whose clients report a mean quality below this; `null`: any. */
  below: number | null
  /** Only rooms with a participant in doubt. */
  doubt: boolean
  /** Only rooms with a participant of this kind; `null`: any. */
  kind: Kind | null
  /** Only rooms that are open for longer, in seconds; `null`: any. */
  longer: number | null
}

export const NO_CONDITIONS: RoomConditions = { below: null, doubt: false, kind: null, longer: null }

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
  /** Only for open rooms, now. */
  conditions?: RoomConditions
}

/** Whether the list is of open rooms, now: only these have a quality, and conditions. */
export function isOfNow({ status, at }: Pick<RoomFilter, 'status' | 'at'>): boolean {
  return at === null && status === 'active'
}

/** Whether the API can sort the list by a field: some are not stored for past times. */
export function canSort(filter: Pick<RoomFilter, 'status' | 'at'>, sort: RoomSort): boolean {
  if (sort === 'quality') return isOfNow(filter)
  return sort !== 'publishers' || filter.at === null
}

/** The default order of the list. */
export function orderOf(filter: RoomFilter): RoomOrder {
  const sort = filter.sort.replace('-', '') as RoomSort
  return canSort(filter, sort) ? filter.sort : '-started_at'
}
