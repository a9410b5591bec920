// What is known of a connection to LiveKit, as checks. Pure.
import type { DeploymentSources, Diagnosis, Unattributed } from '@/api/model'
import { connectText } from '@/features/connect/text'
import { formatCount, formatDecimal } from '@/lib/format'
import { plural } from '@/text/plural'

const words = connectText.checks

export type CheckId = keyof typeof words.names

export interface Check {
  id: CheckId
  /** `waiting`: nobody has checked it yet, so it is not good. */
  state: keyof typeof words.states
  value: string
  /** What the doctor found about it. */
  findings: readonly Diagnosis[]
  /** A sentence beside the findings. */
  note: string
}

/** The check that each finding belongs to; other findings are about more than the connection. */
const CHECK_OF: Readonly<Record<string, CheckId>> = {
  no_webhooks_configured: 'webhook',
  webhooks_silent: 'webhook',
  wrong_path: 'webhook',
  ambiguous_deployment: 'webhook',
  host_not_allowed: 'webhook',
  payload_too_large: 'webhook',
  console_refusing: 'webhook',
  unknown_api_key: 'signature',
  wrong_secret: 'signature',
  body_rewritten: 'signature',
  redirect: 'redirect',
  clock_skew: 'clock',
  api_rate_limited: 'api',
  api_unauthenticated: 'api',
  api_certificate: 'api',
  api_lists_nobody: 'api',
  api_not_livekit: 'api',
  api_unreachable: 'api',
  node_down: 'nodes',
}

/** The checks that need not be good. */
export const OPTIONAL: ReadonlySet<CheckId> = new Set(['nodes', 'clients'])

/**
 * `last` is the latest webhook in words, `null` without one. A synthetic deployment proves nothing of a
 * LiveKit: all of its checks wait.
 */
export function checksOf(
  of: DeploymentSources,
  unattributed: Unattributed,
  last: string | null,
): Check[] {
  const findings = (id: CheckId) =>
    of.synthetic ? [] : of.diagnoses.filter(({ code }) => CHECK_OF[code] === id)
  const check = (id: CheckId, known: Known, note = ''): Check => {
    const found = findings(id)
    const { state, value } = of.synthetic ? { state: 'waiting' as const, value: '' } : known
    return { id, value, note, findings: found, state: worse(state, found) }
  }
  const received = of.webhooks.last_received_at !== null
  const strangers = unattributed.api_keys
  return [
    check(
      'webhook',
      received ? { state: 'ok', value: last ?? '' } : { state: 'waiting', value: words.noWebhook },
      !received && strangers.length > 0 && of.synthetic
        ? words.unknownKey(strangers.join(', '))
        : '',
    ),
    check(
      'signature',
      received ? { state: 'ok', value: of.api_keys.join(', ') } : { state: 'waiting', value: '' },
    ),
    check(
      'redirect',
      received ? { state: 'ok', value: words.direct } : { state: 'waiting', value: '' },
    ),
    // Until the doctor has seen enough, the error itself says what is wrong.
    check('api', apiOf(of), findings('api').length === 0 ? (of.api.error?.message ?? '') : ''),
    check('clock', clockOf(of)),
    check('nodes', nodesOf(of)),
    check('clients', clientsOf(of), of.clients.last_received_at === null ? words.clients : ''),
  ]
}

type Known = Pick<Check, 'state' | 'value'>

/** A finding outranks what the source itself says; a note does not. */
function worse(state: Check['state'], found: readonly Diagnosis[]): Check['state'] {
  if (found.some(({ severity }) => severity === 'critical')) return 'bad'
  return found.some(({ severity }) => severity === 'warning') ? 'warn' : state
}

function apiOf({ api, counts }: DeploymentSources): Known {
  switch (api.status) {
    case 'ok': {
      const rooms = counts.api?.rooms ?? null
      const ms = api.latency_ms === null ? null : formatDecimal(api.latency_ms)
      const value =
        ms === null || rooms === null
          ? ''
          : words.answered(ms, `${formatCount(rooms)} ${plural(rooms, 'room', 'rooms')}`)
      return { state: 'ok', value }
    }
    case 'down':
      return { state: 'bad', value: '' }
    case 'rate_limited':
      return { state: 'warn', value: '' }
    case 'off':
      return { state: 'off', value: words.off }
    default:
      return { state: 'waiting', value: '' }
  }
}

function clockOf({ webhooks, nodes }: DeploymentSources): Known {
  const known = [webhooks, ...nodes].flatMap(({ clock_skew_seconds: skew }) =>
    skew === null ? [] : [Math.abs(skew)],
  )
  if (known.length === 0) return { state: 'waiting', value: '' }
  const most = Math.max(...known)
  return { state: 'ok', value: most < 1 ? words.agree : words.apart(formatDecimal(most)) }
}

function nodesOf({ nodes }: DeploymentSources): Known {
  if (nodes.length === 0) return { state: 'off', value: words.noNodes }
  const read = nodes.filter(({ status }) => status === 'ok').length
  const value = words.read(read, nodes.length)
  if (nodes.some(({ status }) => status === 'down')) return { state: 'bad', value }
  return { state: read === nodes.length ? 'ok' : 'waiting', value }
}

function clientsOf({ clients }: DeploymentSources): Known {
  return clients.last_received_at === null
    ? { state: 'waiting', value: words.optional }
    : { state: 'ok', value: words.reporting(formatCount(clients.reporting ?? 0)) }
}
