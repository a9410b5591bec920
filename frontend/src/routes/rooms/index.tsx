import { createFileRoute, retainSearchParams } from '@tanstack/react-router'
import { filterOf, readRoomListSearch, roomListSearch } from '@/app/room-search'
import { RoomList } from '@/features/rooms/room-list'

export const Route = createFileRoute('/rooms/')({
  validateSearch: readRoomListSearch,
  // From a room back to the list, and from the list to a room, the moment stays.
  search: { middlewares: [retainSearchParams(['at'])] },
  component: Rooms,
})

function Rooms() {
  const filter = filterOf(Route.useSearch())
  const navigate = Route.useNavigate()
  return (
    <RoomList
      filter={filter}
      onFilter={(change) =>
        void navigate({
          search: () => roomListSearch({ ...filter, ...change }),
          // Each letter of a search is no page of its own to go back to.
          replace: true,
        })
      }
    />
  )
}
