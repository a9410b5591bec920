// Fixtures of alerting with a value in every field; a test changes the fields that it needs.
import type {
  Alert,
  AlertDetail,
  Alerting,
  AlertPage,
  AlertRow,
  AuditLine,
  Evaluator,
  MeasureFacts,
  Notification,
  ReceiverRow,
  RuleRow,
  SilenceRow,
} from '@/api/model'

export const AT = '2026-11-23T12:00:00Z'

export function alert(change: Partial<AlertRow> = {}): AlertRow {
  return {
    id: 'a1',
    rule: 'high_disconnect_rate',
    severity: 'critical',
    status: 'firing',
    message: 'Too many disconnects',
    value: 2.4,
    threshold: 0.1,
    deployment: 'default',
    region: null,
    room: null,
    room_sid: null,
    participant: null,
    node: null,
    started_at: AT,
    acknowledged_at: null,
    acknowledged_by: null,
    assignee: null,
    resolved_at: null,
    resolved_by: null,
    data: 'ok',
    flapping: false,
    runbook_url: null,
    silenced_by: [],
    ...change,
  }
}

/** The alert as in a frame of the socket. */
export function alertFrame(change: Partial<Alert> = {}): Alert {
  const { silenced_by: _silenced, ...row } = alert(change)
  return row
}

export function alertPage(...alerts: AlertRow[]): AlertPage {
  return { alerts, total: alerts.length, next_cursor: null }
}

export function alertDetail(change: Partial<AlertDetail> = {}): AlertDetail {
  return {
    ...alert(),
    evidence: { rooms: [], rooms_total: 0, participants: [], participants_total: 0, facts: [] },
    transitions: [
      {
        kind: 'fired',
        at: AT,
        from: null,
        to: 'firing',
        by: 'console',
        note: null,
        value: 2.4,
      },
    ],
    notifications: [],
    links: [],
    ...change,
  }
}

/** Evaluated now, unless the test sets another time. */
export function alerting(
  evaluator: Partial<Evaluator> = {},
  open: Partial<Alerting['open']> = {},
): Alerting {
  return {
    evaluator: {
      status: 'ok',
      leader: true,
      interval_seconds: 10,
      last_evaluation_at: new Date().toISOString(),
      duration_ms: 3,
      lag_seconds: 0,
      missed_total: 0,
      failures_total: 0,
      error: null,
      rules: 14,
      subjects: 60,
      ...evaluator,
    },
    heartbeat: { configured: false, last_sent_at: null, error: null },
    outbox: { waiting: 0, parked: 0, oldest_due_at: null },
    open: { info: 0, warning: 0, critical: 0, ...open },
  }
}

export function rule(change: Partial<RuleRow> = {}): RuleRow {
  return {
    name: 'high_disconnect_rate',
    description: null,
    enabled: true,
    measure: 'disconnect_rate',
    comparison: 'above',
    threshold: 0.1,
    window_seconds: 60,
    minimum_count: 0,
    for_seconds: 0,
    keep_firing_for_seconds: 0,
    severity: 'critical',
    scope: { deployment: null, region: null, room: null },
    message: null,
    runbook_url: null,
    origin: 'builtin',
    replaces: null,
    sentence: 'Fires (critical) when it is above 0.1.',
    updated_at: null,
    updated_by: null,
    version: null,
    state: {
      status: 'ok',
      firing: 0,
      pending: 0,
      no_data: 0,
      suppressed: 0,
      held: 0,
      evaluated_at: AT,
      error: null,
    },
    ...change,
  }
}

export function measure(change: Partial<MeasureFacts> = {}): MeasureFacts {
  return {
    name: 'disconnect_rate',
    subject: 'deployment',
    unit: 'per minute',
    noun: 'the rate of unexpected disconnects',
    has_window: true,
    is_ratio: false,
    backtestable: true,
    least_threshold: 0,
    greatest: null,
    ...change,
  }
}

export function silence(change: Partial<SilenceRow> = {}): SilenceRow {
  return {
    id: 's1',
    matchers: [{ name: 'rule', value: 'high_*', equal: true }],
    starts_at: AT,
    ends_at: '2026-11-23T13:00:00Z',
    recurrence: null,
    comment: 'maintenance',
    author: 'ada',
    created_at: AT,
    ended_at: null,
    status: 'active',
    alerts: 1,
    version: 1,
    ...change,
  }
}

export function receiver(change: Partial<ReceiverRow> = {}): ReceiverRow {
  return {
    name: 'ops',
    enabled: true,
    target: { type: 'slack', url: '********' },
    route: { severities: [], deployments: [], rules: [] },
    group_by: ['deployment', 'rule'],
    group_wait_seconds: 10,
    group_interval_seconds: 60,
    repeat_interval_seconds: 14_400,
    send_resolved: true,
    title: null,
    text: null,
    origin: 'ui',
    version: 1,
    last_sent_at: null,
    last_error: null,
    waiting: 0,
    parked: 0,
    ...change,
  }
}

export function notification(change: Partial<Notification> = {}): Notification {
  return {
    id: 'n1',
    receiver: 'ops',
    notice: 'fired',
    group_key: 'g',
    alert: alertFrame(),
    created_at: AT,
    due_at: AT,
    status: 'parked',
    message_id: 'm1',
    attempts: 7,
    error: '404 Not Found',
    sent_at: null,
    ...change,
  }
}

export function auditLine(change: Partial<AuditLine> = {}): AuditLine {
  return {
    sequence: 7,
    at: AT,
    kind: 'rule.changed',
    actor: 'ada',
    subject: 'high_disconnect_rate',
    body: '{"threshold":0.2}',
    hash: 'ab'.repeat(32),
    ...change,
  }
}
