// The texts of the list of rooms.
import { plural } from '@/text/plural'

export const roomsText = {
  title: 'Rooms',
  search: 'Search rooms',
  searchHint: 'Name or SID',
  status: 'Status',
  statuses: { active: 'Active', finished: 'Finished', all: 'All' },
  total: (n: number) => `${new Intl.NumberFormat('en').format(n)} ${plural(n, 'room', 'rooms')}`,
  printed: (shown: number, total: number) =>
    `${shown} of ${total} rooms are printed; the CSV file has all.`,
  refreshMore: (n: number) => `Refresh ${n > 0 ? '+' : '−'}${Math.abs(n)}`,
  refreshHint: 'Rooms opened or closed since this list was loaded.',
  columns: {
    name: 'Room',
    status: 'Status',
    participants: 'People',
    machines: 'Machines',
    publishers: 'Publishing',
    started: 'Started',
    duration: 'Duration',
    quality: 'Quality',
    sid: 'SID',
  },
  participantsHint: 'Participants: people and machines',
  noneThenTitle: 'No rooms at this time',
  noneThen: 'No room is known to have been open at this time.',
  noMatchTitle: 'No match',
  noMatch: 'No room matches this search and status.',
  rowLoading: 'Loading row',
}
