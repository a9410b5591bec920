import { expect, it } from 'vitest'
import { type Known, statusSentence } from '@/features/overview/status-sentence'
import { alert } from '../../../test/alerting'
import { health } from '../../../test/fixtures'

const clock = (instant: number) => new Date(instant).toISOString().slice(11, 16)
const known = (change: Partial<Known>): Known => ({
  open: [],
  resolved: [],
  sources: health().sources.map((each) => ({ ...each, status: 'ok' })),
  startedAt: '2026-11-23T09:00:00Z',
  deployments: 1,
  evaluator: 'ok',
  lag: null,
  ...change,
})
const said = (change: Partial<Known>) => statusSentence(known(change), clock)

it('says the worst first, with its figure and since when, and counts the others', () => {
  const sentence = said({
    open: [
      alert({ id: 'w1', severity: 'warning' }),
      alert({
        id: 'c1',
        severity: 'critical',
        message: '0.57 unexpected disconnects a minute (threshold 0.1)',
        started_at: '2026-11-23T15:12:00Z',
      }),
      alert({ id: 'w2', severity: 'warning' }),
    ],
  })
  expect(sentence).toMatchObject({
    tone: 'crit',
    lead: 'Critical: 0.57 unexpected disconnects a minute since 15:12 · 2 warnings',
    alert: 'c1',
  })
})

it('is healthy since the last serious alert was resolved, or since the start', () => {
  expect(said({}).lead).toBe('Healthy since 09:00')
  expect(
    said({
      resolved: [
        alert({ severity: 'warning', resolved_at: '2026-11-23T10:30:00Z' }),
        alert({ severity: 'info', resolved_at: '2026-11-23T11:00:00Z' }),
      ],
    }).lead,
  ).toBe('Healthy since 10:30')
})

it('does not call healthy what is late, unknown, down or not evaluated', () => {
  expect(said({ lag: 3_600 })).toMatchObject({ tone: 'warn' })
  expect(said({ lag: 3_600 }).lead).toContain('1 h 00 m late')
  const silent = health().sources.map((each) => ({ ...each, last_received_at: null }))
  expect(said({ sources: silent })).toMatchObject({ tone: 'unk' })
  const down = health().sources.map((each) => ({ ...each, status: 'down' }))
  expect(said({ sources: down })).toMatchObject({ tone: 'warn' })
  expect(said({ evaluator: 'late' })).toMatchObject({ tone: 'unk' })
})

it('leaves out what the chart shows, and the only deployment', () => {
  const open = [
    alert({
      severity: 'critical',
      message:
        'People disconnect unexpectedly at 0.2 per minute, averaged over 10 min, on `mock` (threshold 0.1)',
      started_at: '2026-11-23T15:12:00Z',
    }),
  ]
  const lead = 'Critical: People disconnect unexpectedly at 0.2 per minute'
  expect(said({ open }).lead).toBe(`${lead} since 15:12`)
  expect(said({ open, deployments: 2 }).lead).toBe(`${lead} on \`mock\` since 15:12`)
})
