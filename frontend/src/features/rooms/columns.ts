import { isOfNow, type RoomFilter, type RoomSort } from '@/api/room-filter'
import { roomsText } from '@/features/rooms/text'

export interface Column {
  id:
    | 'name'
    | 'status'
    | 'participants'
    | 'machines'
    | 'publishers'
    | 'started'
    | 'duration'
    | 'quality'
    | 'deployment'
    | 'sid'
  title: string
  hint?: string
  sort?: RoomSort
  /** The width, and the window width from which the column is shown; for header and cells. */
  look: string
  end?: boolean
}

const words = roomsText.columns

export const COLUMNS: readonly Column[] = [
  { id: 'name', title: words.name, sort: 'name', look: '' },
  { id: 'status', title: words.status, look: 'w-44 max-md:hidden' },
  {
    id: 'participants',
    title: words.participants,
    hint: roomsText.participantsHint,
    sort: 'participants',
    look: 'w-20 sm:w-24',
    end: true,
  },
  { id: 'machines', title: words.machines, look: 'w-24 max-lg:hidden', end: true },
  {
    id: 'publishers',
    title: words.publishers,
    sort: 'publishers',
    look: 'w-28 max-lg:hidden',
    end: true,
  },
  { id: 'quality', title: words.quality, sort: 'quality', look: 'w-20 max-sm:hidden', end: true },
  { id: 'started', title: words.started, sort: 'started_at', look: 'w-36 max-sm:hidden' },
  { id: 'duration', title: words.duration, sort: 'duration', look: 'w-24 sm:w-28' },
  { id: 'deployment', title: words.deployment, look: 'w-32 max-lg:hidden' },
  { id: 'sid', title: words.sid, look: 'w-44 max-xl:hidden' },
]

export type ColumnId = Column['id']

/** Columns that a reader may hide; the room's name always stays. */
export const OPTIONAL: readonly Column[] = COLUMNS.filter(
  ({ id }) => id !== 'name' && id !== 'status',
)

/** Few need these. */
const HIDDEN_AT_FIRST: readonly ColumnId[] = ['deployment', 'sid']

/** The hidden columns that are kept in the browser; `null`: nothing was chosen yet. */
export function hiddenOf(kept: string | null): ReadonlySet<ColumnId> {
  const names = kept === null ? HIDDEN_AT_FIRST : kept.split(' ')
  return new Set(OPTIONAL.map(({ id }) => id).filter((id) => names.includes(id)))
}

/** The shown columns: in a list of open rooms the status is the same in each row. */
export function shownColumns(filter: RoomFilter, hidden: ReadonlySet<ColumnId>): Column[] {
  return COLUMNS.filter(({ id }) => !hidden.has(id) && !(id === 'status' && isOfNow(filter)))
}
