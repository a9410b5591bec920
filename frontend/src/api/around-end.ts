// What is asked around the end of a participant session.
import { queryOptions } from '@tanstack/react-query'
import { client, unwrap, withoutEmpty } from '@/api/client'
import { TOGETHER_MS } from '@/api/history-filter'
import type { MetricsScope } from '@/api/metrics'

/** More than these are not read. */
export const TOGETHER_MAX = 500

/** Sessions asked for to find the next one of an identity. */
const NEXT_SESSIONS = 5

const time = (at: number) => new Date(at).toISOString()

/** The sessions that dropped within a minute of `at`, the earliest first. */
export function droppedAroundQuery(at: number, deployment: string) {
  return droppedBetweenQuery(at - TOGETHER_MS, at + TOGETHER_MS, { deployment, region: null })
}

/** The sessions that dropped in a span, the earliest first. */
export function droppedBetweenQuery(
  from: number,
  to: number,
  { deployment, region }: MetricsScope,
) {
  return queryOptions({
    queryKey: ['participants', 'dropped', from, to, deployment, region],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET('/api/participants', {
          params: {
            query: {
              departure: 'unexpected',
              ...withoutEmpty({ deployment, region }),
              from: time(from),
              to: time(to),
              // The range says which sessions overlap it: those that ended in it come first.
              sort: 'left_at',
              limit: TOGETHER_MAX,
            },
          },
          signal,
        }),
      ),
  })
}

/** The sessions of an identity that were open at `at` or later, the earliest first. */
export function sessionsAfterQuery(identity: string, at: number, deployment: string) {
  return queryOptions({
    queryKey: ['participants', 'after', identity, at, deployment],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET('/api/participants', {
          params: {
            query: {
              identity,
              deployment,
              from: time(at),
              sort: 'joined_at',
              limit: NEXT_SESSIONS,
            },
          },
          signal,
        }),
      ),
  })
}
