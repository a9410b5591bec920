import { expect, it } from 'vitest'
import type { QualityPoint } from '@/api/model'
import { isReported, qualityPoints } from '@/features/participant-detail/quality-points'

const START = Date.parse('2026-11-23T12:00:00Z')
const point = (seconds: number): QualityPoint => ({
  timestamp: new Date(START + seconds * 1_000).toISOString(),
  quality: 80,
  rtt_ms: 40,
  jitter_ms: 2,
  loss_ratio: 0.05,
  bitrate_in_bps: 1_200_000,
  bitrate_out_bps: null,
  freezes: 0,
  freeze_seconds: 0,
  loss_in_ratio: 0.05,
  loss_out_ratio: 0,
  concealed_ratio: null,
  candidate_type: 'host',
  protocol: 'udp',
  quality_limitation: null,
  reports: 1,
  quality_min: 70,
  frames_per_second_in: 24,
  frames_per_second_out: null,
  frame_height_in: 720,
  frame_height_out: null,
})
const interval = { from: START, to: START + 600_000 }

it('shows ratios as per cent and bits as kilobits, and unknown as unknown', () => {
  const { columns } = qualityPoints(
    [point(0)],
    ['loss_ratio', 'bitrate_in_bps', 'bitrate_out_bps'],
    interval,
  )
  expect(columns).toEqual([[5], [1_200], [null]])
})

it('leaves a gap where reports stopped', () => {
  const { times, columns } = qualityPoints(
    [0, 10, 20, 100, 110].map((seconds) => point(seconds)),
    ['quality'],
    interval,
  )
  expect(times.map((time) => time - START / 1_000)).toEqual([0, 10, 20, 30, 100, 110])
  expect(columns[0]).toEqual([80, 80, 80, null, 80, 80])
})

it('omits points outside the interval, and handles an invalid time', () => {
  const { times } = qualityPoints(
    [point(-5), point(5), { ...point(6), timestamp: 'x' }, point(601)],
    ['quality'],
    interval,
  )
  expect(times).toEqual([START / 1_000 + 5])
})

it('knows whether any report has a field', () => {
  const points = [point(0), { ...point(10), frame_height_in: 720, frame_height_out: null }]
  expect(isReported(points, ['frame_height_out', 'frame_height_in'])).toBe(true)
  expect(isReported(points, ['frame_height_out'])).toBe(false)
  expect(isReported(points, ['frames_per_second_in', 'frames_per_second_out'])).toBe(true)
})
