// The query string of the usage page.
import * as z from 'zod/mini'
import { USAGE_GROUPS, USAGE_STEPS, type UsageFilter } from '@/api/usage-filter'

export interface UsageSearch {
  step?: UsageFilter['step']
  by?: UsageFilter['by']
  prefix?: string
  deployment?: string | undefined
}

const words = z.object({
  step: z.catch(z.enum(USAGE_STEPS), 'day'),
  by: z.catch(z.enum(USAGE_GROUPS), 'prefix'),
  prefix: z.catch(z.string(), ''),
  deployment: z.catch(z.optional(z.string()), undefined),
})

export function readUsageSearch(search: Record<string, unknown>): UsageSearch {
  return usageSearch(words.parse(search))
}

/** A filter as URL parameters: only what differs from the default. */
export function usageSearch({
  step,
  by,
  prefix,
  deployment,
}: Pick<UsageFilter, 'step' | 'by' | 'prefix'> & {
  deployment?: string | null | undefined
}): UsageSearch {
  return {
    ...(step === 'day' ? {} : { step }),
    ...(by === 'prefix' ? {} : { by }),
    ...(prefix === '' ? {} : { prefix }),
    ...(deployment ? { deployment } : {}),
  }
}

export function usageFilterOf(search: UsageSearch): Omit<UsageFilter, 'from' | 'to'> {
  const { step, by, prefix, deployment } = search
  return {
    step: step ?? 'day',
    by: by ?? 'prefix',
    prefix: prefix ?? '',
    deployment: deployment ?? null,
  }
}
