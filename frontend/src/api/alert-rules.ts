import { queryOptions } from '@tanstack/react-query'
import { ruleOf } from '@/api/as-written'
import { client, said, unwrap } from '@/api/client'
import type { AskedRule, Rule } from '@/api/model'

/** Rules are evaluated all the time; their state is asked for again at this pace, in milliseconds. */
const REFRESH_MS = 10_000

export const rulesQuery = queryOptions({
  queryKey: ['alert-rules', 'list'],
  queryFn: ({ signal }) => unwrap(client.GET('/api/alert-rules', { signal })),
  refetchInterval: REFRESH_MS,
})

/** The measures are a part of the program. */
export const measuresQuery = queryOptions({
  queryKey: ['alert-rules', 'measures'],
  queryFn: ({ signal }) => unwrap(client.GET('/api/alert-rules/measures', { signal })),
  staleTime: Number.POSITIVE_INFINITY,
})

export function ruleQuery(name: string) {
  return queryOptions({
    queryKey: ['alert-rules', 'detail', name],
    queryFn: ({ signal }) =>
      unwrap(client.GET('/api/alert-rules/{name}', { params: { path: { name } }, signal })),
    // Somebody is changing it: it must not change under their hands.
    staleTime: 0,
    gcTime: 0,
  })
}

export function rulePreviewQuery(rule: Rule) {
  return queryOptions({
    queryKey: ['alert-rules', 'preview', rule],
    queryFn: ({ signal }) =>
      unwrap(client.POST('/api/alert-rules/preview', { body: rule as AskedRule, signal })),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 10_000,
  })
}

export function createRule(rule: Rule, by: string | undefined) {
  return unwrap(client.POST('/api/alert-rules', { body: written(rule, by) }))
}

/** Changes it, or puts another in its place where it is not of the web console. */
export function changeRule(rule: Rule, by: string | undefined, version: number | null) {
  return unwrap(
    client.PUT('/api/alert-rules/{name}', {
      params: { path: { name: rule.name } },
      body: { ...written(rule, by), ...said({ version }) },
    }),
  )
}

export function deleteRule(name: string, by: string | undefined) {
  return unwrap(
    client.DELETE('/api/alert-rules/{name}', { params: { path: { name }, query: said({ by }) } }),
  )
}

const written = (rule: Rule, by: string | undefined) => ({
  ...(ruleOf(rule) as AskedRule),
  ...said({ by }),
})
