import { expect, it } from 'vitest'
import { SEQUENCE_MS, takeKey } from '@/lib/keys'

const BINDINGS = new Set(['/', 'j', 'g d', 'g r'])

it('matches a single key at once', () => {
  expect(takeKey(BINDINGS, null, 'j', 0)).toEqual({ match: 'j', pending: null })
})

it('waits for the second key of a sequence', () => {
  const first = takeKey(BINDINGS, null, 'g', 0)
  expect(first).toEqual({ match: null, pending: { key: 'g', at: 0 } })
  expect(takeKey(BINDINGS, first.pending, 'r', 500).match).toBe('g r')
})

it('drops the first key after a timeout', () => {
  expect(takeKey(BINDINGS, { key: 'g', at: 0 }, 'd', SEQUENCE_MS + 1).match).toBeNull()
})

it('handles a key that completes no sequence as a single key', () => {
  expect(takeKey(BINDINGS, { key: 'g', at: 0 }, '/', 1).match).toBe('/')
})
