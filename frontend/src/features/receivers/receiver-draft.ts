// The form state of a receiver, and its validation. Pure; the server also validates.

import { MASK } from '@/api/form-options'
import type { Receiver, Target } from '@/api/model'
import { receiversText } from '@/features/receivers/text'
import { type DurationParts, durationOf, durationParts } from '@/lib/duration-parts'

const words = receiversText.form

const NAME = /^[a-z][a-z0-9_]{0,63}$/

export type TargetType = Target['type']

/** The fields of all types, so that switching the type keeps the values of the others. */
export interface ReceiverDraft {
  name: string
  enabled: boolean
  type: TargetType
  slackUrl: string
  routingKey: string
  pagerdutyUrl: string
  webhookUrl: string
  /** One per line. */
  secrets: string
  headers: string
  urls: string
  server: string
  username: string
  password: string
  from: string
  to: string
  severities: string[]
  deployments: string
  rules: string
  groupBy: string[]
  groupWait: DurationParts
  groupInterval: DurationParts
  repeat: DurationParts
  sendResolved: boolean
  title: string
  text: string
}

export const EMPTY_RECEIVER: ReceiverDraft = {
  name: '',
  enabled: true,
  type: 'slack',
  slackUrl: '',
  routingKey: '',
  pagerdutyUrl: 'https://events.pagerduty.com/v2/enqueue',
  webhookUrl: '',
  secrets: '',
  headers: '',
  urls: '',
  server: '',
  username: '',
  password: '',
  from: '',
  to: '',
  severities: [],
  deployments: '',
  rules: '',
  groupBy: ['deployment', 'rule'],
  groupWait: durationParts(10),
  groupInterval: durationParts(60),
  repeat: durationParts(14_400),
  sendResolved: true,
  title: '',
  text: '',
}

function targetFields(target: Target): Partial<ReceiverDraft> {
  switch (target.type) {
    case 'slack':
      return { slackUrl: target.url }
    case 'pagerduty':
      return { routingKey: target.routing_key, pagerdutyUrl: target.url }
    case 'webhook':
      return {
        webhookUrl: target.url,
        secrets: target.secrets.join('\n'),
        headers: Object.entries(target.headers)
          .map(([name, value]) => `${name}: ${value}`)
          .join('\n'),
      }
    case 'alertmanager':
      return {
        urls: target.urls.join('\n'),
        username: target.username ?? '',
        password: target.password ?? '',
      }
    case 'email':
      return {
        server: target.server,
        username: target.username ?? '',
        password: target.password ?? '',
        from: target.from,
        to: target.to.join('\n'),
      }
  }
}

export function draftOfReceiver(receiver: Receiver): ReceiverDraft {
  return {
    ...EMPTY_RECEIVER,
    ...targetFields(receiver.target),
    name: receiver.name,
    enabled: receiver.enabled,
    type: receiver.target.type,
    severities: receiver.route.severities,
    deployments: receiver.route.deployments.join('\n'),
    rules: receiver.route.rules.join('\n'),
    groupBy: receiver.group_by,
    groupWait: durationParts(receiver.group_wait_seconds),
    groupInterval: durationParts(receiver.group_interval_seconds),
    repeat: durationParts(receiver.repeat_interval_seconds),
    sendResolved: receiver.send_resolved,
    title: receiver.title ?? '',
    text: receiver.text ?? '',
  }
}

/** The lines that are not empty. */
export function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

/** Headers, one per line; `null` if a line is invalid. */
export function headersOf(text: string): Record<string, string> | null {
  const pairs = linesOf(text).map((line) => /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):\s*(.*)$/.exec(line))
  if (pairs.some((pair) => pair === null)) return null
  return Object.fromEntries(pairs.map((pair) => [pair?.[1] ?? '', pair?.[2] ?? '']))
}

const orNull = (value: string) => (value.trim() === '' ? null : value.trim())

function targetOf(draft: ReceiverDraft): Target {
  switch (draft.type) {
    case 'slack':
      return { type: 'slack', url: draft.slackUrl.trim() }
    case 'pagerduty':
      return {
        type: 'pagerduty',
        routing_key: draft.routingKey.trim(),
        url: draft.pagerdutyUrl.trim(),
      }
    case 'webhook':
      return {
        type: 'webhook',
        url: draft.webhookUrl.trim(),
        secrets: linesOf(draft.secrets),
        headers: headersOf(draft.headers) ?? {},
      }
    case 'alertmanager':
      return {
        type: 'alertmanager',
        urls: linesOf(draft.urls),
        username: orNull(draft.username),
        password: orNull(draft.password),
      }
    case 'email':
      return {
        type: 'email',
        server: draft.server.trim(),
        username: orNull(draft.username),
        password: orNull(draft.password),
        from: draft.from.trim(),
        to: linesOf(draft.to),
      }
  }
}

/** Converts a valid draft to the shape of the API. */
export function receiverOfDraft(draft: ReceiverDraft): Receiver {
  return {
    name: draft.name,
    enabled: draft.enabled,
    target: targetOf(draft),
    route: {
      severities: draft.severities,
      deployments: linesOf(draft.deployments),
      rules: linesOf(draft.rules),
    },
    group_by: draft.groupBy,
    group_wait_seconds: durationOf(draft.groupWait) ?? 0,
    group_interval_seconds: durationOf(draft.groupInterval) ?? 0,
    repeat_interval_seconds: durationOf(draft.repeat) ?? 0,
    send_resolved: draft.sendResolved,
    title: orNull(draft.title),
    text: orNull(draft.text),
  }
}

export type ReceiverFaults = Partial<Record<keyof ReceiverDraft, string>>

/** The required fields of each type. */
const NEEDED: Readonly<Record<TargetType, ReadonlyArray<keyof ReceiverDraft>>> = {
  slack: ['slackUrl'],
  pagerduty: ['routingKey', 'pagerdutyUrl'],
  webhook: ['webhookUrl'],
  alertmanager: ['urls'],
  email: ['server', 'from', 'to'],
}

export function receiverFaults(draft: ReceiverDraft): ReceiverFaults {
  const within = (parts: DurationParts, most: number, least = 0) => {
    const seconds = durationOf(parts)
    return seconds === null || seconds > most || (seconds > 0 && seconds < least)
      ? words.durationFault
      : undefined
  }
  const found: Record<string, string | undefined> = {
    name: NAME.test(draft.name) ? undefined : words.nameFault,
    headers:
      draft.type === 'webhook' && headersOf(draft.headers) === null
        ? words.headersFault
        : undefined,
    groupWait: within(draft.groupWait, 3_600),
    groupInterval: within(draft.groupInterval, 86_400),
    repeat: within(draft.repeat, Number.POSITIVE_INFINITY, 60),
    title: draft.title.length > 500 ? words.tooLong : undefined,
    text: draft.text.length > 4_000 ? words.tooLong : undefined,
  }
  for (const field of NEEDED[draft.type]) {
    if (String(draft[field]).trim() === '') found[field] = words.missing
  }
  return Object.fromEntries(Object.entries(found).filter(([, fault]) => fault !== undefined))
}

/** Whether a field contains the mask of a stored secret. */
export function isKept(value: string): boolean {
  return value.includes(MASK)
}
