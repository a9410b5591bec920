import { queryOptions } from '@tanstack/react-query'
import { client, unwrap } from '@/api/client'

/** Poll interval of an open session in milliseconds: frames cover only a room's page. */
const REFRESH_MS = 10_000

/** About two points per pixel of a chart. */
const QUALITY_POINTS = 300

/** One participant session, with its room. */
export function participantQuery(sid: string, deployment: string | null) {
  return queryOptions({
    queryKey: ['participants', 'detail', sid, deployment],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET('/api/participants/{sid}', {
          params: { path: { sid }, query: deployment === null ? {} : { deployment } },
          signal,
        }),
      ),
    refetchInterval: ({ state }) =>
      state.data !== undefined && state.data.departure === null ? REFRESH_MS : false,
  })
}

/** The quality from `from` to `to`; `null`: from the earliest stored time, or until now. */
export function participantQualityQuery(
  sid: string,
  from: string | null,
  to: string | null,
  deployment: string,
) {
  return queryOptions({
    queryKey: ['participants', 'quality', sid, from, to, deployment],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET('/api/participants/{sid}/quality', {
          params: {
            path: { sid },
            query: {
              deployment,
              points: QUALITY_POINTS,
              ...(from === null ? {} : { from }),
              ...(to === null ? {} : { to }),
            },
          },
          signal,
        }),
      ),
    refetchInterval: to === null ? REFRESH_MS : false,
  })
}
