import { expect, it } from 'vitest'
import { ruleOf } from '@/api/editable-fields'
import {
  draftOfRule,
  EMPTY_RULE,
  type RuleDraft,
  ruleFaults,
  ruleOfDraft,
  withMeasure,
} from '@/features/alert-rules/rule-draft'
import { durationParts } from '@/lib/duration-parts'
import { measure, rule } from '../../../test/alerting'

const rate = measure()
const ratio = measure({ name: 'join_failure_ratio', is_ratio: true, greatest: 1, unit: '' })
const roomSize = measure({ name: 'room_participants', subject: 'room', has_window: false })
const node = measure({ name: 'node_down_seconds', has_window: false, least_threshold: 30 })

const draft: RuleDraft = {
  ...EMPTY_RULE,
  name: 'many',
  measure: rate.name,
  threshold: '1.5',
}

it('converts a stored value to a draft and back unchanged', () => {
  const kept = rule({
    description: 'd',
    message: 'm',
    runbook_url: 'https://x.example/',
    window_seconds: 90,
    for_seconds: 120,
    scope: { deployment: 'eu', region: null, room: null },
  })
  expect(ruleOfDraft(draftOfRule(kept), rate)).toEqual(ruleOf(kept))
})

it('is disabled by default', () => {
  expect(EMPTY_RULE.enabled).toBe(false)
})

it.each([
  ['name', { name: 'Many' }],
  ['name', { name: '1st' }],
  ['name', { name: `a${'b'.repeat(64)}` }],
  ['measure', { measure: '' }],
  ['threshold', { threshold: '' }],
  ['threshold', { threshold: '-1' }],
  ['threshold', { threshold: 'a few' }],
  ['window', { window: durationParts(3_601) }],
  ['for', { for: durationParts(604_801) }],
  ['keep', { keep: { amount: '1.5', unit: 'm' } }],
  ['message', { message: 'x'.repeat(1_001) }],
  ['runbook', { runbook: 'ftp://x' }],
  ['runbook', { runbook: 'https://x y' }],
] as const)('says what is wrong with %s in %o', (field, change) => {
  expect(ruleFaults(draft, rate)).toEqual({})
  expect(Object.keys(ruleFaults({ ...draft, ...change }, rate))).toEqual([field])
})

it('checks the threshold against the limits of the measure', () => {
  expect(ruleFaults({ ...draft, threshold: '29' }, node).threshold).toContain('30')
  expect(
    ruleFaults({ ...draft, threshold: '2', window: durationParts(300) }, ratio),
  ).toHaveProperty('threshold')
})

it('gives a ratio the window that it needs', () => {
  expect(ruleFaults({ ...draft, threshold: '0.5' }, ratio)).toHaveProperty('window')
  const chosen = withMeasure({ ...draft, threshold: '0.5' }, ratio)
  expect(ruleFaults(chosen, ratio)).toEqual({})
  expect(ruleOfDraft(chosen, ratio).window_seconds).toBe(300)
})

it('omits fields that the measure does not have', () => {
  const full = { ...draft, window: durationParts(60), minimum: '5', room: 'sales-*' }
  expect(ruleOfDraft(full, roomSize)).toMatchObject({
    window_seconds: 0,
    minimum_count: 0,
    scope: { room: 'sales-*' },
  })
  expect(ruleOfDraft(full, rate)).toMatchObject({ window_seconds: 60, scope: { room: null } })
  expect(ruleOfDraft(full, ratio).minimum_count).toBe(5)
})
