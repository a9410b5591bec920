import type { Room } from '@/api/model'
import type { ToldRoom } from '@/live/room-rows'

/** The newer of a room as read and the same room as the socket told it. */
export function newerRoom(read: ToldRoom, told: ToldRoom | undefined): Room {
  return told !== undefined && told.seq > read.seq ? told.room : read.room
}
