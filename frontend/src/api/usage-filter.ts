// The filter of the usage page.

export const USAGE_STEPS = ['day', 'week', 'month'] as const
export type UsageStepLength = (typeof USAGE_STEPS)[number]

export const USAGE_GROUPS = ['prefix', 'deployment', 'region'] as const
export type UsageGrouping = (typeof USAGE_GROUPS)[number]

export interface UsageFilter {
  step: UsageStepLength
  by: UsageGrouping
  /** Only rooms whose name begins so; empty: all. */
  prefix: string
  deployment: string | null
  /** As in the URL. */
  from: string
  to: string
}
