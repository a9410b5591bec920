// Finds rooms, participants and alerts by a few letters, for the palette.
import { queryOptions } from '@tanstack/react-query'
import { client, unwrap } from '@/api/client'

/** Results of each kind. */
const LIMIT = 5

export function findQuery(q: string) {
  return queryOptions({
    queryKey: ['find', q],
    enabled: q !== '',
    queryFn: async ({ signal }) => {
      const [rooms, participants, alerts] = await Promise.all([
        unwrap(
          client.GET('/api/rooms', {
            params: { query: { q, status: 'all', limit: LIMIT } },
            signal,
          }),
        ),
        unwrap(client.GET('/api/participants', { params: { query: { q, limit: LIMIT } }, signal })),
        unwrap(client.GET('/api/alerts', { params: { query: { q, limit: LIMIT } }, signal })),
      ])
      return { rooms: rooms.rooms, participants: participants.participants, alerts: alerts.alerts }
    },
    retry: false,
    gcTime: 30_000,
  })
}
