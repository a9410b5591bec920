import { describe, expect, it } from 'vitest'
import { parseFrame, subscribeFrame } from '@/live/protocol'
import { alertFrame } from '../../test/alerting'
import { metrics, participant, room } from '../../test/fixtures'

const frame = (type: string, data: unknown, seq = 7) => JSON.stringify({ type, seq, data })

describe('parseFrame', () => {
  it.each([
    ['snapshot', { metrics: metrics(), rooms: [room()], interval_seconds: 1 }],
    ['metrics_update', metrics({ avg_connection_quality: null })],
    [
      'room_update',
      { type: 'participant_left', room: room(), participant: participant(), job: null },
    ],
    ['room_update', { type: 'of_a_later_version', room: room() }],
    ['heartbeat', { timestamp: '2026-11-23T12:00:00Z' }],
    ['resync', { reason: 'slow_client', dropped: 12 }],
  ])('parses %s', (type, data) => {
    expect(parseFrame(frame(type, data))).toEqual({ type, seq: 7, data })
  })

  it('keeps unknown fields', () => {
    const parsed = parseFrame(frame('metrics_update', { ...metrics(), of_tomorrow: 1 }))
    expect(parsed).toHaveProperty('data.of_tomorrow', 1)
  })

  it.each([
    ['', 'nothing'],
    ['{', 'half of JSON'],
    ['null', 'no object'],
    ['{"type":"heartbeat"}', 'no seq'],
    [frame('snapshot', { metrics: metrics(), rooms: [], interval_seconds: 0 }), 'an interval of 0'],
    [frame('snapshot', { metrics: metrics(), rooms: [{}], interval_seconds: 1 }), 'an empty room'],
    [frame('metrics_update', { ...metrics(), people: 'many' }), 'a word for a number'],
    [frame('room_update', { type: 'room_started', room: null }), 'no room'],
  ])('reports %s as invalid (%s) and does not throw', (text) => {
    expect(parseFrame(text)).toBe('bad')
  })

  it.each(['of_tomorrow', 'constructor', '__proto__'])('ignores the unknown type %s', (type) => {
    expect(parseFrame(frame(type, {}))).toBe('unknown')
  })
})

it('requests no room updates while no room is on screen', () => {
  expect(JSON.parse(subscribeFrame([]))).toEqual({
    type: 'subscribe',
    topics: ['metrics', 'alerts'],
  })
  expect(JSON.parse(subscribeFrame(['RM_1']))).toEqual({
    type: 'subscribe',
    topics: ['metrics', 'alerts', 'rooms'],
    rooms: ['RM_1'],
  })
})

it('accepts an alert only with the fields that the page shows', () => {
  const frame = { type: 'alert', seq: 4, data: alertFrame({ message: 'x' }) }
  expect(parseFrame(JSON.stringify(frame))).toEqual(frame)
  expect(parseFrame(JSON.stringify({ ...frame, data: { id: 'a1' } }))).toBe('bad')
})
