// Fixtures of the API with a value in every field; a test changes the fields that it needs.
import type {
  Health,
  Job,
  MetricsHistory,
  Participant,
  Room,
  RoomDetail,
  SystemMetrics,
  TimelineEntry,
  Track,
  UsageFigures,
  UsageReport,
} from '@/api/model'

export const AT = '2026-11-23T12:00:00Z'

export function metrics(change: Partial<SystemMetrics> = {}): SystemMetrics {
  return {
    timestamp: AT,
    active_rooms: 12,
    total_participants: 48,
    people: 40,
    machines: 8,
    participants_in_doubt: 0,
    publishers: 30,
    tracks: 55,
    join_rate: 4,
    leave_rate: 3.5,
    disconnect_rate: 0.4,
    avg_room_duration: 754,
    avg_connection_quality: 87,
    connection_quality_source: 'clients',
    ...change,
  }
}

export function history(change: Partial<MetricsHistory> = {}): MetricsHistory {
  return { from: AT, to: AT, step_seconds: 10, points: [], gaps: [], ...change }
}

export function room(change: Partial<Room> = {}): Room {
  return {
    name: 'standup',
    sid: 'RM_1',
    deployment: 'default',
    region: null,
    status: 'active',
    started_at: AT,
    finished_at: null,
    duration_seconds: 60,
    participant_count: 3,
    people_count: 2,
    machine_count: 1,
    agent_count: 1,
    forwarded_count: 0,
    in_doubt_count: 0,
    participants_total: 5,
    publisher_count: 2,
    connection_quality: null,
    metadata: null,
    metadata_truncated: false,
    certainty: 'observed',
    finished_at_range: null,
    evidence: null,
    end_reason: null,
    sources: ['webhook'],
    quality_source: null,
    ...change,
  }
}

export function participant(change: Partial<Participant> = {}): Participant {
  return {
    identity: 'ada',
    sid: 'PA_1',
    name: null,
    kind: 'STANDARD',
    is_machine: false,
    kind_details: [],
    is_forwarded: false,
    state: 'ACTIVE',
    joined_at: AT,
    left_at: null,
    duration_seconds: 60,
    disconnect_reason: null,
    departure: null,
    aborted: false,
    connection_quality: null,
    tracks: [],
    certainty: 'observed',
    left_at_range: null,
    evidence: null,
    info_at: AT,
    metadata: null,
    metadata_truncated: false,
    attributes: {},
    attributes_truncated: false,
    region: null,
    hidden: false,
    room_sid: 'RM_1',
    room_name: 'standup',
    deployment: 'default',
    sources: ['webhook'],
    quality_source: null,
    ...change,
  }
}

export function track(change: Partial<Track> = {}): Track {
  return {
    sid: 'TR_1',
    type: 'VIDEO',
    source: 'CAMERA',
    name: null,
    muted: false,
    muted_at: AT,
    certainty: 'observed',
    mime_type: 'video/VP8',
    width: 1280,
    height: 720,
    published_at: AT,
    unpublished_at: null,
    ...change,
  }
}

export function job(change: Partial<Job> = {}): Job {
  return {
    kind: 'egress',
    id: 'EG_1',
    deployment: 'default',
    room_sid: 'RM_1',
    room_name: 'standup',
    name: 'room composite',
    status: 'EGRESS_ACTIVE',
    started_at: AT,
    ended_at: null,
    ended_at_range: null,
    certainty: 'observed',
    evidence: null,
    outcome: null,
    outputs: [],
    error: null,
    participant_identity: null,
    ...change,
  }
}

export function roomDetail(change: Partial<RoomDetail> = {}): RoomDetail {
  return { ...room(), participants: [participant()], jobs: [], seq: 100, at: null, ...change }
}

export function timelineEntry(change: Partial<TimelineEntry> = {}): TimelineEntry {
  return {
    at: AT,
    at_range: null,
    kind: 'participant_joined',
    source: 'webhook',
    certainty: 'observed',
    participant_sid: 'PA_1',
    identity: 'ada',
    text: '`ada` joined.',
    detail: {},
    ...change,
  }
}

export function health(change: Partial<Health> = {}): Health {
  return {
    status: 'ok',
    version: '0.1.0',
    license: 'MIT',
    mode: 'mock',
    auth: 'none',
    started_at: AT,
    uptime_seconds: 5,
    deployments: [{ name: 'default', region: null, url: null, synthetic: true }],
    sources: [
      {
        deployment: 'default',
        source: 'webhook',
        status: 'ok',
        last_received_at: AT,
        received_total: 120,
        refused_total: 2,
      },
    ],
    journal: {
      status: 'ok',
      bytes: 2_048,
      pending_events: 0,
      oldest_pending_seconds: null,
      losses: 0,
      lost_events: 0,
    },
    alerting: { status: 'ok', last_evaluation_at: AT, error: null },
    configuration: { status: 'ok', read_at: AT, error: null },
    stalled_tasks: [],
    store: { kind: 'sqlite', edition: 'sqlite', status: 'ok', error: null },
    ...change,
  }
}

/** Difficult names of rooms and participants; each once broke a console. */
export const ODD_NAMES: readonly string[] = [
  'sales/q3 #1?x=1&y=2',
  '100%',
  '%2F%00',
  '..%2F..',
  'a+b c',
  '"quoted" \'single\' `tick`',
  '<img src=x onerror=alert(1)>',
  '\u202Egnp.exe',
  'комната 🎥 👩‍👩‍👧',
  'غرفة',
  'back\\slash',
  ' leading and trailing ',
  '~$&{room}',
]

export function usageFigures(change: Partial<UsageFigures> = {}): UsageFigures {
  return {
    participant_minutes: 90,
    metered_minutes: 95,
    sessions: 12,
    peak_participants: 6,
    peak_at: AT,
    identities: 9,
    kinds: [{ kind: 'standard', minutes: 90, metered_minutes: 95, sessions: 12 }],
    egress: { minutes: 30, metered_minutes: 31, jobs: 2 },
    ingress: { minutes: 0, metered_minutes: 0, jobs: 0 },
    ...change,
  }
}

export function usageReport(change: Partial<UsageReport> = {}): UsageReport {
  return {
    from: AT,
    to: '2026-11-24T12:00:00Z',
    known_from: '2026-11-01T00:00:00Z',
    total: usageFigures(),
    steps: [{ from: AT, to: '2026-11-24T12:00:00Z', is_complete: true, figures: usageFigures() }],
    groups: [{ name: 'standup', is_rest: false, figures: usageFigures() }],
    ...change,
  }
}
