import { expect, it } from 'vitest'
import type { Participant } from '@/api/model'
import { type Around, findingsOf } from '@/features/shared/why-ended/why'
import { participant } from '../../../../test/fixtures'

const END = Date.parse('2026-11-23T12:10:00Z')
const at = (seconds: number) => new Date(END + 1_000 * seconds).toISOString()

const dropped = (change: Partial<Participant> = {}) =>
  participant({
    departure: 'unexpected',
    disconnect_reason: 'CONNECTION_TIMEOUT',
    joined_at: at(-600),
    left_at: at(0),
    ...change,
  })

const other = (sid: string, change: Partial<Participant> = {}) =>
  dropped({ sid, identity: sid, left_at: at(5), ...change })

const QUIET: Around = { dropped: [], later: [], restarts: [] }

it.each([
  ['nobody else dropped', QUIET, 'own'],
  ['what else happened is not known', { ...QUIET, dropped: null }, null],
  ['one more of the room dropped', { ...QUIET, dropped: [other('b')] }, 'room'],
  ['one of another room dropped', { ...QUIET, dropped: [other('b', { room_sid: 'RM_2' })] }, null],
  [
    'several rooms dropped',
    { ...QUIET, dropped: ['b', 'c', 'd'].map((sid) => other(sid, { room_sid: `RM_${sid}` })) },
    'server',
  ],
  [
    'a node restarted and another dropped',
    { ...QUIET, dropped: [other('b')], restarts: [{ at: END - 20_000, node: 'n' }] },
    'node',
  ],
  [
    'a node restarted but nobody else dropped',
    { ...QUIET, restarts: [{ at: END - 20_000, node: 'n' }] },
    'own',
  ],
  [
    'the restart was long before',
    { ...QUIET, dropped: [other('b')], restarts: [{ at: END - 500_000, node: 'n' }] },
    'room',
  ],
] as const)('the likely cause if %s', (_, around, cause) => {
  expect(findingsOf(dropped(), around)?.cause).toBe(cause)
})

it('names the region if all that dropped are of one, in several rooms', () => {
  const region = 'eu'
  const all = ['b', 'c', 'd'].map((sid) => other(sid, { room_sid: `RM_${sid}`, region }))
  const found = findingsOf(dropped({ region }), { ...QUIET, dropped: all })
  expect(found?.cause).toBe('region')
  expect(found?.region).toEqual({ name: 'eu', others: 3 })
})

it('counts neither the session itself nor those that ended later than a minute', () => {
  const around = { ...QUIET, dropped: [dropped(), other('b', { left_at: at(61) }), other('c')] }
  expect(findingsOf(dropped(), around)?.others?.map(({ sid }) => sid)).toEqual(['c'])
})

it('finds the next session of the identity, and tells none from not known', () => {
  const later = [dropped(), participant({ sid: 'PA_9', joined_at: at(8) })]
  expect(findingsOf(dropped(), { ...QUIET, later })?.next).toMatchObject({ after: 8_000 })
  expect(findingsOf(dropped(), QUIET)?.next).toBeUndefined()
  expect(findingsOf(dropped(), { ...QUIET, later: null })?.next).toBeNull()
})

it('blames the node for an end that no source reported, if the session was there at the restart', () => {
  const restarts = [{ at: END - 20_000, node: 'n' }]
  const inferred = dropped({ departure: 'reconciled' })
  expect(findingsOf(inferred, { ...QUIET, restarts })?.cause).toBe('node')
  const newer = { ...inferred, joined_at: at(-10) }
  expect(findingsOf(newer, { ...QUIET, restarts })?.cause).toBeNull()
})

it('explains no open session, and no cause of an ordinary end', () => {
  expect(findingsOf(participant(), QUIET)).toBeNull()
  expect(findingsOf(dropped({ departure: 'normal' }), QUIET)?.cause).toBeNull()
})
