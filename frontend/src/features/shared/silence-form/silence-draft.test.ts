import { expect, it } from 'vitest'
import {
  draftOfSilence,
  emptySilence,
  lasting,
  silenceFaults,
  silenceForAlert,
  specOf,
} from '@/features/shared/silence-form/silence-draft'
import { alert, silence } from '../../../../test/alerting'

const NOW = Date.parse('2026-11-23T12:00:00Z')
const draft = { ...emptySilence(NOW, 'ada', 'Europe/Berlin'), comment: 'why' }

it('starts now and lasts one hour, or the chosen duration', () => {
  expect(specOf(draft)).toMatchObject({
    starts_at: '2026-11-23T12:00:00Z',
    ends_at: '2026-11-23T13:00:00Z',
    recurrence: null,
    author: 'ada',
  })
  expect(lasting(draft, 24, NOW).endsAt).toBe('2026-11-24T12:00:00Z')
})

it('reports faults', () => {
  expect(silenceFaults(draft)).toEqual({})
  expect(Object.keys(silenceFaults({ ...draft, comment: ' ' }))).toEqual(['comment'])
  expect(Object.keys(silenceFaults({ ...draft, matchers: [] }))).toEqual(['matchers'])
  expect(Object.keys(silenceFaults({ ...draft, endsAt: draft.startsAt }))).toEqual(['endsAt'])
  expect(Object.keys(silenceFaults({ ...draft, recurs: true, timeTo: '25:00' }))).toEqual([
    'timeTo',
  ])
})

it('has no end only with a recurrence', () => {
  const endless = { ...draft, endless: true, endsAt: null }
  expect(Object.keys(silenceFaults(endless))).toEqual(['endsAt'])
  const recurs = { ...endless, recurs: true, weekdays: ['monday'] }
  expect(silenceFaults(recurs)).toEqual({})
  expect(specOf(recurs)).toMatchObject({
    ends_at: null,
    recurrence: { weekdays: ['monday'], from: '22:00', to: '06:00', timezone: 'Europe/Berlin' },
  })
})

it('is filled in with the fields of an alert', () => {
  const { matchers } = silenceForAlert(alert({ room: 'standup', participant: 'ada' }), NOW)
  expect(matchers?.map(({ name, value }) => `${name}=${value}`)).toEqual([
    'rule=high_disconnect_rate',
    'deployment=default',
    'room=standup',
    'participant=ada',
  ])
})

it('converts a stored value to a draft and back unchanged', () => {
  const kept = silence({
    ends_at: null,
    recurrence: { weekdays: ['sunday'], from: '01:00', to: '02:00', timezone: 'UTC' },
  })
  const { matchers, starts_at, ends_at, recurrence, comment } = kept
  expect(specOf(draftOfSilence(kept, draft))).toEqual({
    matchers,
    starts_at,
    ends_at,
    recurrence,
    comment,
    author: 'ada',
  })
})
