// The lines that connect a LiveKit with this console, filled in as far as they are known. Pure.
import type { DeploymentSources } from '@/api/model'
import { connectText } from '@/features/connect/text'

export interface Lines {
  text: string
  /** The values in it that are the reader's own. */
  filled: string[]
}

/** LiveKit's usual port of metrics. */
const METRICS_PORT = 6789

const EXAMPLE_URL = 'wss://livekit.example.com'
const EXAMPLE_KEY = 'APIxxxxxxxxxxxx'

/** What is known of the deployment to connect; a synthetic one is no LiveKit. */
function known(of: DeploymentSources) {
  return of.synthetic
    ? { url: EXAMPLE_URL, key: EXAMPLE_KEY, nodes: [] }
    : {
        url: of.api.url ?? EXAMPLE_URL,
        key: of.api_keys[0] ?? EXAMPLE_KEY,
        nodes: of.nodes.map(({ url }) => url),
      }
}

/** `named`: the path names the deployment, as several need it that share a key. */
export function webhookLines(of: DeploymentSources, origin: string, named: boolean): Lines {
  const { key } = known(of)
  const url = `${origin}/api/livekit/webhook${named ? `/${of.deployment}` : ''}`
  return { text: `webhook:\n  api_key: ${key}\n  urls:\n    - ${url}`, filled: [key, url] }
}

/** `mocked`: mock mode was asked for, so that it must be switched off. */
export function consoleLines(of: DeploymentSources, mocked: boolean): Lines {
  const { url, key } = known(of)
  const lines = [
    `LIVEKIT_URL=${url}`,
    `LIVEKIT_API_KEY=${key}`,
    `# ${connectText.api.secret}`,
    'LIVEKIT_API_SECRET_FILE=/run/secrets/livekit',
    ...(mocked ? ['MOCK_MODE=false'] : []),
  ]
  return { text: lines.join('\n'), filled: [url, key] }
}

export function nodeLines(): Lines {
  const port = String(METRICS_PORT)
  return { text: `prometheus:\n  port: ${port}`, filled: [port] }
}

export function metricsLines(of: DeploymentSources): Lines {
  const { url, nodes } = known(of)
  const host = URL.canParse(url) ? new URL(url).hostname : 'livekit.example.com'
  const list = nodes.length > 0 ? nodes.join(',') : `http://${host}:${METRICS_PORT}/metrics`
  return { text: `LIVEKIT_METRICS_URLS=${list}`, filled: [list] }
}

/** Whether only programs on the same machine reach this address. */
export function isLoopback(origin: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(origin).hostname)
}
