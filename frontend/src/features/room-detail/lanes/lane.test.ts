import { expect, it } from 'vitest'
import type { TimelineEntry } from '@/api/model'
import {
  extentOf,
  type Lane,
  type LaneSession,
  lanesOf,
  qualityAt,
} from '@/features/room-detail/lanes/lane'
import { endWords, stateWords } from '@/features/room-detail/lanes/lane-words'
import { laneText } from '@/features/room-detail/lanes/text'
import { participant, timelineEntry, track } from '../../../../test/fixtures'

const START = Date.parse('2026-11-23T12:00:00Z')
const at = (seconds: number) => START + 1_000 * seconds
const time = (seconds: number) => new Date(at(seconds)).toISOString()

const gone = {
  state: 'DISCONNECTED',
  departure: 'unexpected',
  disconnect_reason: 'CONNECTION_TIMEOUT',
}

const told = (fields: Record<string, string>) => fields as TimelineEntry['detail']

function only(lanes: readonly Lane[]): LaneSession {
  const session = lanes[0]?.sessions[0]
  if (session === undefined) throw new Error('no session')
  return session
}

it('puts the sessions of an identity into one lane, and says after how long it came back', () => {
  const lanes = lanesOf(
    [
      participant({ ...gone, sid: 'PA_1', joined_at: time(0), left_at: time(60) }),
      participant({ sid: 'PA_2', identity: 'bob', joined_at: time(10) }),
      participant({ sid: 'PA_3', joined_at: time(68) }),
    ],
    [],
    at(100),
  )
  expect(lanes.map(({ identity }) => identity)).toEqual(['ada', 'bob'])
  expect(lanes[0]?.sessions.map(({ from, to, isOpen }) => [from, to, isOpen])).toEqual([
    [at(0), at(60), false],
    [at(68), at(100), true],
  ])
  expect(only(lanes)).toMatchObject({ isDropped: true, backAfter: 8_000 })
  expect(endWords(only(lanes))).toBe('timed out')
  expect(extentOf(lanes)).toEqual({ from: at(0), to: at(100) })
})

it('says of a drop without return that there was none', () => {
  const lanes = lanesOf([participant({ ...gone, left_at: time(60) })], [], at(100))
  expect(endWords(only(lanes))).toBe(laneText.neverBack('timed out'))
})

it('hatches from the earliest possible end, and from the last proof of a session in doubt', () => {
  const inferred = lanesOf(
    [
      participant({
        departure: 'reconciled',
        left_at: time(60),
        left_at_range: { earliest: time(40), latest: time(60) },
      }),
    ],
    [],
    at(100),
  )
  expect(only(inferred).doubtFrom).toBe(at(40))
  const doubted = lanesOf([participant({ certainty: 'in_doubt', info_at: time(30) })], [], at(100))
  expect(only(doubted).doubtFrom).toBe(at(30))
})

it('draws mutes from the reported changes, else as the track is now', () => {
  const about = (seconds: number, kind: string) =>
    timelineEntry({
      at: time(seconds),
      kind,
      participant_sid: 'PA_1',
      detail: told({ track_sid: 'TR_1' }),
    })
  const published = participant({
    tracks: [track({ sid: 'TR_1', source: 'MICROPHONE', muted: false })],
  })
  const changes = [about(20, 'track_muted'), about(50, 'track_unmuted')]
  expect(only(lanesOf([published], changes, at(100))).tracks).toEqual([
    { from: at(0), to: at(20), muted: false, line: 0 },
    { from: at(20), to: at(50), muted: true, line: 0 },
    { from: at(50), to: at(100), muted: false, line: 0 },
  ])
  const muted = participant({ tracks: [track({ muted: true })] })
  expect(only(lanesOf([muted], [], at(100))).tracks).toEqual([
    { from: at(0), to: at(100), muted: true, line: 1 },
  ])
})

it('shows the quality that was reported, and none before a report', () => {
  const entries = [
    timelineEntry({
      at: time(30),
      kind: 'quality_changed',
      participant_sid: 'PA_1',
      detail: told({ from: 'good', to: 'poor' }),
    }),
  ]
  const session = only(lanesOf([participant({ connection_quality: 30 })], entries, at(100)))
  expect(qualityAt(session, at(10))).toBe('good')
  expect(qualityAt(session, at(31))).toBe('poor')
  expect(qualityAt(session, at(100))).toBe('poor')
  const silent = only(lanesOf([participant({ connection_quality: null })], entries, at(100)))
  expect(qualityAt(silent, at(70))).toBe('poor')
  expect(qualityAt(silent, at(90))).toBe('unknown')
  expect(qualityAt(only(lanesOf([participant()], [], at(100))), at(31))).toBe('unknown')
})

it('says the state of a lane at any time', () => {
  const [lane] = lanesOf(
    [participant({ ...gone, joined_at: time(10), left_at: time(60) })],
    [],
    at(100),
  )
  if (lane === undefined) throw new Error('no lane')
  expect(stateWords(lane, at(5), false)).toBe(laneText.notYet)
  expect(stateWords(lane, at(30), false)).toBe(laneText.present)
  expect(stateWords(lane, at(90), false)).toBe('timed out')
})
