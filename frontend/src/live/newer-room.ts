import type { Room } from '@/api/model'
import type { ReceivedRoom } from '@/live/room-rows'

/** The newer of a room from the API and the same room from the socket. */
export function newerRoom(read: ReceivedRoom, received: ReceivedRoom | undefined): Room {
  return received !== undefined && received.seq > read.seq ? received.room : read.room
}
