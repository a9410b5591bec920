import { createFileRoute, retainSearchParams } from '@tanstack/react-router'
import { readRoomSearch } from '@/app/room-search'
import { RoomDetail } from '@/features/room-detail/room-detail'
import { nameInPath, pathName } from '@/lib/room-path'

export const Route = createFileRoute('/rooms/$room')({
  params: {
    parse: ({ room }) => ({ room: nameInPath(room) }),
    stringify: ({ room }) => ({ room: pathName(room) }),
  },
  validateSearch: readRoomSearch,
  search: { middlewares: [retainSearchParams(['at'])] },
  component: Room,
})

function Room() {
  const { room } = Route.useParams()
  const { sid, participants, view, at, who } = Route.useSearch()
  const navigate = Route.useNavigate()
  return (
    <RoomDetail
      // Remount for another session, so that no state of the previous one remains.
      key={`${room} ${sid ?? ''}`}
      at={at ?? null}
      onAt={(next) =>
        void navigate({ search: (now) => ({ ...now, at: next ?? undefined }), replace: true })
      }
      view={view ?? 'lanes'}
      name={room}
      sid={sid ?? null}
      who={who ?? null}
      onWho={(identity) =>
        void navigate({ search: (now) => ({ ...now, who: identity }), replace: true })
      }
      presence={participants ?? null}
      onPresence={(presence) =>
        void navigate({
          search: (now) => ({ ...now, participants: presence }),
          replace: true,
        })
      }
    />
  )
}
