import { expect, it } from 'vitest'
import { receiverOf } from '@/api/editable-fields'
import { MASK } from '@/api/form-options'
import type { Target } from '@/api/model'
import {
  draftOfReceiver,
  EMPTY_RECEIVER,
  headersOf,
  receiverFaults,
  receiverOfDraft,
  type TargetType,
} from '@/features/receivers/receiver-draft'
import { durationParts } from '@/lib/duration-parts'
import { receiver } from '../../../test/alerting'

const TARGETS: Readonly<Record<TargetType, Target>> = {
  slack: { type: 'slack', url: MASK },
  pagerduty: { type: 'pagerduty', routing_key: MASK, url: 'https://events.example/v2' },
  webhook: {
    type: 'webhook',
    url: 'https://hook.example/',
    secrets: [MASK, MASK],
    headers: { Authorization: MASK, 'X-Team': MASK },
  },
  alertmanager: {
    type: 'alertmanager',
    urls: ['http://a:9093', 'http://b:9093'],
    username: 'console',
    password: MASK,
  },
  email: {
    type: 'email',
    server: 'smtp://mail:587',
    username: null,
    password: null,
    from: 'console@example.com',
    to: ['ops@example.com', 'ada@example.com'],
  },
}

it.each(Object.entries(TARGETS))(
  'converts a %s receiver to a draft and back unchanged, with masked secrets',
  (_type, target) => {
    const kept = receiver({
      target,
      title: 't',
      route: { severities: ['critical'], deployments: ['eu-*'], rules: ['a', 'b'] },
    })
    const draft = draftOfReceiver(kept)
    expect(receiverFaults(draft)).toEqual({})
    expect(receiverOfDraft(draft)).toEqual(receiverOf(kept))
  },
)

it.each([
  ['slack', ['name', 'slackUrl']],
  ['pagerduty', ['name', 'routingKey']],
  ['webhook', ['name', 'webhookUrl']],
  ['alertmanager', ['name', 'urls']],
  ['email', ['name', 'server', 'from', 'to']],
] as const)('%s needs %j', (type, needed) => {
  expect(Object.keys(receiverFaults({ ...EMPTY_RECEIVER, type }))).toEqual(needed)
})

it('checks durations against their limits', () => {
  const draft = { ...EMPTY_RECEIVER, name: 'a', slackUrl: 'https://x' }
  const faults = (seconds: number) =>
    Object.keys(
      receiverFaults({
        ...draft,
        groupWait: durationParts(seconds),
        repeat: durationParts(seconds),
      }),
    )
  expect(faults(0)).toEqual([])
  expect(faults(59)).toEqual(['repeat'])
  expect(faults(60)).toEqual([])
  expect(faults(3_601)).toEqual(['groupWait'])
})

it('reads headers line by line, and rejects an invalid line', () => {
  expect(headersOf('Authorization: Bearer a:b\n\nX-Team:ops')).toEqual({
    Authorization: 'Bearer a:b',
    'X-Team': 'ops',
  })
  expect(headersOf('no colon')).toBeNull()
  expect(headersOf('bad name: x')).toBeNull()
})
