import { describe, expect, it } from 'vitest'
import type { Gap } from '@/api/model'
import { remedyParts } from '@/features/shared/remedy'
import { driftPoints, FAMILIES, familyOf, stepFor } from '@/features/sources/drift-points'
import { inOrder } from '@/features/sources/gap-order'
import { problemsOf } from '@/features/sources/problems'
import { verdictOf } from '@/features/sources/verdict'
import { AT, gap, sources } from '../../../test/sources'

describe('problemsOf', () => {
  it('finds no problems if all sources are healthy, off or unknown', () => {
    expect(problemsOf(sources())).toBeNull()
    const of = sources().deployments[0]
    if (of === undefined) throw new Error('no deployment')
    expect(problemsOf({ deployments: [{ ...of, api: { ...of.api, status: 'off' } }] })).toBeNull()
  })

  it('counts findings, but not the statuses that they explain', () => {
    expect(
      problemsOf(
        sources({
          webhooks: { status: 'refusing' },
          diagnoses: [
            { code: 'a', severity: 'critical' },
            { code: 'b', severity: 'warning' },
            { code: 'c', severity: 'info' },
          ],
        }),
      ),
    ).toEqual({ count: 2, tone: 'crit' })
  })

  it('counts an unhealthy source without a finding', () => {
    expect(problemsOf(sources({ api: { status: 'rate_limited' } }))).toEqual({
      count: 1,
      tone: 'warn',
    })
    expect(problemsOf(sources({ api: { status: 'down' } }))?.tone).toBe('crit')
  })
})

describe('verdictOf', () => {
  const console = { rooms: 12, participants: 48, people: 40 }

  it.each([
    [{ rooms: 12, participants: 48, people: null }, false, 'the same'],
    [{ rooms: 13, participants: 46, people: null }, true, '1 room more, 2 participants fewer'],
    [{ rooms: null, participants: null, people: 41 }, true, '1 person more'],
    [{ rooms: null, participants: null, people: null }, false, /^unknown/],
  ])('%o', (counts, differs, words) => {
    const verdict = verdictOf(counts, console)
    expect(verdict.differs).toBe(differs)
    expect(verdict.words).toEqual(typeof words === 'string' ? words : expect.stringMatching(words))
  })

  it('reports no difference for nodes that may have counted a person twice', () => {
    const counts = { rooms: 12, participants: null, people: null }
    const verdict = (least: number, most: number) => verdictOf(counts, console, { least, most })
    expect(verdict(40, 80)).toEqual({ differs: false, words: 'the same' })
    expect(verdict(50, 80).words).toBe('2 participants more')
    expect(verdict(20, 40).words).toBe('8 participants fewer')
  })

  it('never treats unknown as zero', () => {
    expect(verdictOf({ rooms: 3, participants: null, people: null }, null).differs).toBe(false)
  })
})

describe('remedyParts', () => {
  it.each([
    ['', []],
    ['Just do it.', [['Just do it.', false]]],
    [
      'Set it so:\n```toml\nurl = "x"\n\n[a]\n```\nThen restart.',
      [
        ['Set it so:', false],
        ['url = "x"\n\n[a]', true],
        ['Then restart.', false],
      ],
    ],
    [
      'In the configuration of LiveKit:\nwebhook:\n  api_key: APIabc\n  urls:\n    - https://a.example/x\nand restart it.',
      [
        ['In the configuration of LiveKit:', false],
        ['webhook:\n  api_key: APIabc\n  urls:\n    - https://a.example/x', true],
        ['and restart it.', false],
      ],
    ],
    ['LIVEKIT_URL=http://a', [['LIVEKIT_URL=http://a', true]]],
  ])('%j', (remedy, parts) => {
    expect(remedyParts(remedy).map((part) => [part.text, part.code])).toEqual(parts)
  })
})

describe('driftPoints', () => {
  const interval = { from: Date.parse(AT), to: Date.parse(AT) + 3_600_000 }

  it('sums kinds by subject', () => {
    const { columns, times } = driftPoints(
      {
        from: AT,
        to: AT,
        step_seconds: 60,
        points: [
          {
            timestamp: AT,
            counts: { room_gone: 1, room_missed: 2, track_changed: 5, job_missed: 1 },
          },
          { timestamp: 'broken', counts: { room_gone: 9 } },
        ],
      },
      [],
      interval,
    )
    expect(times).toEqual([Date.parse(AT) / 1_000])
    expect(columns).toEqual([[3], [0], [5], [1]])
  })

  it('draws nothing before data is loaded', () => {
    expect(driftPoints(undefined, [], interval).times).toEqual([])
  })

  it('puts an unknown kind into the group "other"', () => {
    expect(familyOf('participant_ghost')).toBe('participant')
    expect(familyOf('weather_changed')).toBe(FAMILIES.at(-1))
  })

  it.each([
    [900, 10],
    [3_600, 60],
    [86_400, 1_800],
    [30 * 86_400, 43_200],
    [400 * 86_400, 604_800],
  ])('chooses a step for %d seconds', (seconds, step) => {
    expect(stepFor({ from: 0, to: seconds * 1_000 })).toBe(step)
  })
})

it('lists open gaps first, then the latest', () => {
  const gaps: Gap[] = [
    gap({ id: 'old', started_at: '2026-11-23T10:00:00Z', ended_at: AT }),
    gap({ id: 'open', started_at: '2026-11-23T09:00:00Z', ended_at: null }),
    gap({ id: 'new', started_at: '2026-11-23T11:00:00Z', ended_at: AT }),
  ]
  expect(inOrder(gaps).map((each) => each.id)).toEqual(['open', 'new', 'old'])
  expect(gaps[0]?.id).toBe('old')
})
