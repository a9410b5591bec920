import { expect, it } from 'vitest'
import { notesOf } from '@/features/overview/use-notes'
import { alert, rule } from '../../../test/alerting'

const AT = '2026-11-23T12:00:00Z'
const restart = { at: 1, kind: 'restart', words: 'Node restarted' } as const

it('shows the thresholds of enabled rules in the unit of the chart, and what they fired', () => {
  const rules = [
    rule({ name: 'long', measure: 'avg_room_duration', threshold: 120, comparison: 'above' }),
    rule({ name: 'off', measure: 'avg_room_duration', enabled: false }),
    rule({ name: 'other', measure: 'join_rate' }),
  ]
  const alerts = [
    alert({ rule: 'long', severity: 'warning', started_at: AT, resolved_at: null }),
    alert({ rule: 'long', severity: 'info', started_at: AT }),
    alert({ rule: 'other', severity: 'critical', started_at: AT }),
  ]
  const notes = notesOf({ names: ['avg_room_duration'], factor: 1 / 60 }, rules, alerts, [restart])
  expect(notes.thresholds).toEqual([{ value: 2, wrong: 'above', label: 'threshold 2' }])
  expect(notes.firing).toEqual([{ from: Date.parse(AT), to: null, severity: 'warning' }])
  expect(notes.marks.map(({ kind }) => kind)).toEqual(['warning', 'restart'])
})

it('knows which side of a threshold is wrong', () => {
  const low = rule({ measure: 'avg_connection_quality', comparison: 'below', threshold: 50 })
  const notes = notesOf({ names: ['avg_connection_quality'], factor: 1 }, [low], [], [])
  expect(notes.thresholds[0]?.wrong).toBe('below')
})
