import { createFileRoute } from '@tanstack/react-router'
import { filterOf, readRoomListSearch, roomListSearch } from '@/app/room-search'
import { RoomList } from '@/features/rooms/room-list'

export const Route = createFileRoute('/rooms/')({
  validateSearch: readRoomListSearch,
  component: Rooms,
})

function Rooms() {
  const search = Route.useSearch()
  const navigate = Route.useNavigate()
  const { q, status, sort } = filterOf(search)
  return (
    <RoomList
      filter={{ q, status, sort }}
      onFilter={(change) =>
        void navigate({
          search: () => roomListSearch({ q, status, sort, ...change }),
          // Each letter of a search is no page of its own to go back to.
          replace: true,
        })
      }
    />
  )
}
