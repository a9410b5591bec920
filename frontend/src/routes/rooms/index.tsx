import { createFileRoute, retainSearchParams } from '@tanstack/react-router'
import { useEffect } from 'react'
import { filterOf, readRoomListSearch, roomListSearch } from '@/app/room-search'
import { RoomList } from '@/features/rooms/room-list'
import { rememberSearch } from '@/lib/last-search'

export const Route = createFileRoute('/rooms/')({
  validateSearch: readRoomListSearch,
  // The time shown is kept between the list and a room.
  search: { middlewares: [retainSearchParams(['at'])] },
  component: Rooms,
})

function Rooms() {
  const search = Route.useSearch()
  const filter = filterOf(search)
  useEffect(() => rememberSearch('/rooms', search), [search])
  const navigate = Route.useNavigate()
  return (
    <RoomList
      filter={filter}
      onFilter={(change) =>
        void navigate({
          search: () => roomListSearch({ ...filter, ...change }),
          // Typing must not add an entry to the browser history per letter.
          replace: true,
        })
      }
    />
  )
}
