import type { RoomSort } from '@/api/room-filter'
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
  { id: 'quality', title: words.quality, look: 'w-20 max-lg:hidden', end: true },
  { id: 'started', title: words.started, sort: 'started_at', look: 'w-36 max-sm:hidden' },
  { id: 'duration', title: words.duration, sort: 'duration', look: 'w-24 sm:w-28' },
  { id: 'sid', title: words.sid, look: 'w-44 max-xl:hidden' },
]
