import { describe, expect, it } from 'vitest'
import { checksOf } from '@/features/connect/checks'
import { consoleLines, isLoopback, metricsLines, webhookLines } from '@/features/connect/lines'
import { connectText } from '@/features/connect/text'
import { deploymentSources, node } from '../../../test/sources'

const nobody = { refused_total: 0, refusals: [], api_keys: [] }
const real = (change: Parameters<typeof deploymentSources>[0] = {}) =>
  deploymentSources({ synthetic: false, ...change })
const states = (of: ReturnType<typeof deploymentSources>, strangers: string[] = []) =>
  Object.fromEntries(
    checksOf(of, { ...nobody, api_keys: strangers }, 'room_started, 12:00:00').map(
      ({ id, state }) => [id, state],
    ),
  )

describe('checksOf', () => {
  it('is good only where something was observed', () => {
    expect(states(real())).toEqual({
      webhook: 'ok',
      signature: 'ok',
      redirect: 'ok',
      api: 'ok',
      clock: 'ok',
      nodes: 'ok',
      clients: 'waiting',
    })
    const untouched = real({
      webhooks: { status: 'unknown', last_received_at: null, clock_skew_seconds: null },
      api: { status: 'unknown', last_success_at: null },
      nodes: [node({ status: 'unknown', clock_skew_seconds: null })],
    })
    expect(new Set(Object.values(states(untouched)))).toEqual(new Set(['waiting']))
  })

  it('takes nothing that a simulator does for a check, but names who knocked', () => {
    const synthetic = deploymentSources({ synthetic: true })
    expect(new Set(Object.values(states(synthetic)))).toEqual(new Set(['waiting']))
    const waiting = { ...synthetic, webhooks: { ...synthetic.webhooks, last_received_at: null } }
    const [webhook] = checksOf(waiting, { ...nobody, api_keys: ['APIreal'] }, null)
    expect(webhook?.note).toContain('APIreal')
  })

  it.each([
    ['wrong_secret', 'critical', 'signature', 'bad'],
    ['redirect', 'warning', 'redirect', 'warn'],
    ['clock_skew', 'warning', 'clock', 'warn'],
    ['api_certificate', 'critical', 'api', 'bad'],
    ['node_down', 'critical', 'nodes', 'bad'],
    ['no_webhooks_configured', 'info', 'webhook', 'ok'],
  ])('shows the finding %s (%s) at the check %s', (code, severity, id, state) => {
    const of = real({ diagnoses: [{ code, severity }] })
    const check = checksOf(of, nobody, 'now').find((each) => each.id === id)
    expect(check?.state).toBe(state)
    expect(check?.findings).toHaveLength(1)
  })

  it('tells a node that fails from one that is not configured', () => {
    expect(states(real({ nodes: [node(), node({ status: 'down' })] })).nodes).toBe('bad')
    expect(states(real({ nodes: [] })).nodes).toBe('off')
  })
})

describe('lines', () => {
  it('have the address of the page, the name of the key and never a secret', () => {
    expect(webhookLines(real(), 'https://console.example', false).text).toBe(
      'webhook:\n  api_key: APIabc\n  urls:\n    - https://console.example/api/livekit/webhook',
    )
    expect(webhookLines(real(), 'https://c', true).text).toContain('/api/livekit/webhook/default')
    expect(consoleLines(real(), true).text).toBe(
      `LIVEKIT_URL=http://livekit.example\nLIVEKIT_API_KEY=APIabc\n# ${connectText.api.secret}\nLIVEKIT_API_SECRET_FILE=/run/secrets/livekit\nMOCK_MODE=false`,
    )
    expect(metricsLines(real({ nodes: [] })).text).toBe(
      'LIVEKIT_METRICS_URLS=http://livekit.example:6789/metrics',
    )
  })

  it('do not take a simulator for the LiveKit to connect', () => {
    expect(consoleLines(deploymentSources(), false).text).not.toContain('livekit.example\n')
    expect(webhookLines(deploymentSources(), 'https://c', false).text).not.toContain('APIabc')
  })

  it.each([
    ['http://127.0.0.1:8000', true],
    ['http://localhost', true],
    ['http://[::1]:1', true],
    ['https://console.example', false],
  ])('%s is loopback: %s', (origin, loopback) => {
    expect(isLoopback(origin)).toBe(loopback)
  })
})
