import { expect, it } from 'vitest'
import { latestLag } from '@/lib/lateness'

const of = (...lags: (number | null)[]) => ({
  deployments: lags.map((lag_seconds) => ({ webhooks: { lag_seconds } })),
})

it('tells the largest lag, and only one that is late', () => {
  expect(latestLag(of(0.4, 3_600, 61))).toBe(3_600)
  expect(latestLag(of(60, null))).toBeNull()
  expect(latestLag(of())).toBeNull()
})
