// A duration in a form: an amount and a unit. Pure.

export const DURATION_UNITS = ['s', 'm', 'h', 'd'] as const
export type DurationUnit = (typeof DURATION_UNITS)[number]

const SECONDS: Readonly<Record<DurationUnit, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 }

export interface DurationParts {
  amount: string
  unit: DurationUnit
}

/** In the largest unit that divides it without remainder. */
export function durationParts(seconds: number): DurationParts {
  if (seconds === 0) return { amount: '0', unit: 's' }
  const unit = [...DURATION_UNITS].reverse().find((each) => seconds % SECONDS[each] === 0) ?? 's'
  return { amount: String(seconds / SECONDS[unit]), unit }
}

/** In seconds; `null` while the amount is not an integer. */
export function durationOf({ amount, unit }: DurationParts): number | null {
  return /^\d{1,9}$/.test(amount.trim()) ? Number(amount) * SECONDS[unit] : null
}
