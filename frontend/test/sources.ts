// Fixtures of the sources with a value in every field; a test changes the fields that it needs.
import type {
  ApiSource,
  DeploymentSources,
  Diagnosis,
  Gap,
  NodeSource,
  Sources,
  WebhookSource,
} from '@/api/model'

export const AT = '2026-11-23T12:00:00Z'

export function gap(change: Partial<Gap> = {}): Gap {
  return {
    id: 'gap',
    deployment: 'default',
    source: 'webhook',
    subject: null,
    started_at: '2026-11-23T11:00:00Z',
    ended_at: '2026-11-23T11:05:00Z',
    cause: 'silence',
    evidence: 'a room was closed',
    ...change,
  }
}

const webhooks: WebhookSource = {
  status: 'ok',
  last_received_at: AT,
  rate_per_minute: 38,
  lag_seconds: 0.2,
  received_total: 120,
  duplicates_total: 0,
  events: {},
  refused_total: 0,
  refusals: [],
  clock_skew_seconds: 0,
}

const api: ApiSource = {
  status: 'ok',
  url: 'http://livekit.example',
  last_success_at: AT,
  last_attempt_at: AT,
  error: null,
  requests_total: 9,
  errors_total: 0,
  requests_per_minute: 12,
  budget_per_minute: 600,
  latency_ms: 4,
  oldest_listing_seconds: 9,
  egress_available: false,
  ingress_available: null,
}

export function node(change: Partial<NodeSource> = {}): NodeSource {
  return {
    url: 'http://node:6789/metrics',
    node_id: 'ND_1',
    status: 'ok',
    last_success_at: AT,
    error: null,
    clock_skew_seconds: 0,
    restarts_total: 0,
    restarted_at: null,
    latency_ms: 3,
    rooms: 12,
    participants: 48,
    webhooks_delivered: 120,
    webhooks_lost: {},
    ...change,
  }
}

const diagnosis: Diagnosis = {
  code: 'a',
  severity: 'warning',
  title: 'A title',
  detail: 'A detail.',
  remedy: 'A remedy.',
  since: AT,
  evidence: [],
}

interface Change
  extends Partial<Omit<DeploymentSources, 'webhooks' | 'api' | 'diagnoses' | 'nodes'>> {
  webhooks?: Partial<WebhookSource>
  api?: Partial<ApiSource>
  nodes?: NodeSource[]
  diagnoses?: Array<Partial<Diagnosis>>
}

export function deploymentSources(change: Change = {}): DeploymentSources {
  return {
    deployment: 'default',
    region: null,
    api_keys: ['APIabc'],
    synthetic: true,
    clients: { status: 'unknown', last_received_at: null, rate_per_minute: null, reporting: null },
    counts: {
      console: { rooms: 12, participants: 48, people: 40 },
      webhooks: { rooms: 12, participants: 48 },
      api: null,
      nodes: null,
    },
    drift: [],
    gaps: [],
    ...change,
    webhooks: { ...webhooks, ...change.webhooks },
    api: { ...api, ...change.api },
    nodes: change.nodes ?? [node()],
    diagnoses: (change.diagnoses ?? []).map((each) => ({ ...diagnosis, ...each })),
  }
}

export function sources(...changes: Change[]): Sources {
  return {
    at: AT,
    gaps_complete: true,
    unattributed: { refused_total: 0, refusals: [], api_keys: [] },
    deployments: (changes.length === 0 ? [{}] : changes).map((change) => deploymentSources(change)),
  }
}
