import { expect, it } from 'vitest'
import { changesOf } from '@/features/overview/changes'
import { participant } from '../../../test/fixtures'

const FROM = Date.parse('2026-11-23T12:00:00Z')
const SPAN = { from: FROM, to: FROM + 60_000 }

const dropped = (second: number, room_name: string, disconnect_reason: string) =>
  participant({
    left_at: new Date(FROM + 1_000 * second).toISOString(),
    departure: 'unexpected',
    room_name,
    disconnect_reason,
  })

it('counts what ended in the span and in the equal span before, the largest difference first', () => {
  const changes = changesOf(
    [
      dropped(-61, 'long before', 'JOIN_FAILURE'),
      dropped(-10, 'daily', 'SIGNAL_CLOSE'),
      dropped(1, 'daily', 'CONNECTION_TIMEOUT'),
      dropped(2, 'lobby', 'CONNECTION_TIMEOUT'),
      dropped(3, 'lobby', 'CONNECTION_TIMEOUT'),
      dropped(60, 'after', 'JOIN_FAILURE'),
    ],
    SPAN,
  )
  expect(changes.dropped).toEqual({ now: 3, before: 1 })
  expect(changes.reasons).toEqual([
    { name: 'CONNECTION_TIMEOUT', now: 3, before: 0 },
    { name: 'SIGNAL_CLOSE', now: 0, before: 1 },
  ])
  // One before and one now: not different.
  expect(changes.rooms).toEqual([{ name: 'lobby', now: 2, before: 0 }])
  expect(changes.regions).toEqual([])
})
