// What is asked around the end of a participant session.
import { queryOptions } from '@tanstack/react-query'
import { client, unwrap } from '@/api/client'
import { TOGETHER_MS } from '@/api/history-filter'

/** More than these are not told apart. */
export const TOGETHER_MAX = 100

/** Sessions asked for to find the next one of an identity. */
const NEXT_SESSIONS = 5

const time = (at: number) => new Date(at).toISOString()

/** The sessions that dropped within a minute of `at`, the earliest first. */
export function droppedAroundQuery(at: number, deployment: string) {
  return queryOptions({
    queryKey: ['participants', 'dropped', at, deployment],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET('/api/participants', {
          params: {
            query: {
              departure: 'unexpected',
              deployment,
              from: time(at - TOGETHER_MS),
              to: time(at + TOGETHER_MS),
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
