import { queryOptions } from '@tanstack/react-query'
import { client, unwrap, withoutEmpty } from '@/api/client'
import { ruleOf } from '@/api/editable-fields'
import type { AskedRule, Rule } from '@/api/model'

/** Poll interval of the state of the rules in milliseconds. */
const REFRESH_MS = 10_000

export const rulesQuery = queryOptions({
  queryKey: ['alert-rules', 'list'],
  queryFn: ({ signal }) => unwrap(client.GET('/api/alert-rules', { signal })),
  refetchInterval: REFRESH_MS,
})

/** The measures never change while the service runs. */
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
    // The form edits it: a refetch must not change it.
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

/** Changes the rule, or creates a replacement if its origin is not the web console. */
export function changeRule(rule: Rule, by: string | undefined, version: number | null) {
  return unwrap(
    client.PUT('/api/alert-rules/{name}', {
      params: { path: { name: rule.name } },
      body: { ...written(rule, by), ...withoutEmpty({ version }) },
    }),
  )
}

export function deleteRule(name: string, by: string | undefined) {
  return unwrap(
    client.DELETE('/api/alert-rules/{name}', {
      params: { path: { name }, query: withoutEmpty({ by }) },
    }),
  )
}

const written = (rule: Rule, by: string | undefined) => ({
  ...(ruleOf(rule) as AskedRule),
  ...withoutEmpty({ by }),
})
