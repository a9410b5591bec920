// The labels of the enum values of the API. A value that is new to this page is shown unchanged.

type Labels = Readonly<Record<string, string>>

export const labels = {
  certainty: { observed: 'Observed', inferred: 'Inferred', in_doubt: 'In doubt' } as Labels,

  departure: {
    normal: 'Normal',
    unexpected: 'Unexpected',
    replaced: 'Replaced',
    removed: 'Removed',
    server: 'Server stop',
    call_outcome: 'Call outcome',
    reconciled: 'Reconciled',
    unknown: 'Unknown',
  } as Labels,

  participantKind: {
    STANDARD: 'Standard',
    CONNECTOR: 'Connector',
    AGENT: 'Agent',
    SIP: 'SIP',
    EGRESS: 'Egress',
    INGRESS: 'Ingress',
    BRIDGE: 'Bridge',
  } as Labels,

  participantState: {
    JOINING: 'Joining',
    JOINED: 'Joined',
    ACTIVE: 'Active',
    DISCONNECTED: 'Left',
  } as Labels,

  trackSource: {
    CAMERA: 'camera',
    MICROPHONE: 'microphone',
    SCREEN_SHARE: 'screen',
    SCREEN_SHARE_AUDIO: 'screen audio',
  } as Labels,

  trackType: { AUDIO: 'audio', VIDEO: 'video', DATA: 'data' } as Labels,

  status: {
    ok: 'OK',
    silent: 'Silent',
    down: 'Down',
    rate_limited: 'Rate limited',
    off: 'Off',
    degraded: 'Degraded',
    refusing: 'Refusing',
    unknown: 'Unknown',
    active: 'Active',
    finished: 'Finished',
    full: 'Full',
    unavailable: 'Unavailable',
  } as Labels,

  source: {
    webhook: 'Webhooks',
    poll: 'API poll',
    scrape: 'Node metrics',
    client: 'Client reports',
    console: 'Console',
    store: 'Database',
    journal: 'Journal',
  } as Labels,

  qualitySource: {
    client: 'client report',
    clients: 'client reports',
    nodes: 'average of the nodes',
    mixed: 'client reports and nodes',
  } as Labels,

  gapCause: {
    console_down: 'the console was not running',
    database_down: 'the database did not answer',
    journal_damaged: 'acknowledged events are lost: the journal was damaged',
    journal_missing: 'acknowledged events are lost: files of the journal are missing',
    journal_older: 'acknowledged events are lost: the journal was an older copy',
    silence: 'none arrived, although rooms changed',
    unreachable: 'not reachable',
    timeout: 'no answer in time',
    rate_limited: 'requests were rate limited',
    unauthenticated: 'the API key was refused',
    refusing: 'the console refused them',
  } as Labels,

  severity: { info: 'Info', warning: 'Warning', critical: 'Critical' } as Labels,

  /** Why open alerts may be out of date. */
  evaluatorProblem: {
    late: 'rules are evaluated late',
    failing: 'rules cannot be evaluated',
    unknown: 'no rule has been evaluated yet',
    standby: 'another instance evaluates the rules',
  } as Labels,

  alertStatus: {
    firing: 'Firing',
    acknowledged: 'Acknowledged',
    resolved: 'Resolved',
  } as Labels,

  /** The fields of an alert that matchers, groups and templates name. */
  alertField: {
    rule: 'rule',
    severity: 'severity',
    deployment: 'deployment',
    region: 'region',
    room: 'room',
    participant: 'participant',
    node: 'node',
  } as Labels,

  notice: {
    fired: 'Fired',
    reminder: 'Reminder',
    acknowledged: 'Acknowledged',
    resolved: 'Resolved',
  } as Labels,

  notificationStatus: {
    waiting: 'Waiting',
    sent: 'Sent',
    parked: 'Parked',
    discarded: 'Discarded',
  } as Labels,
}

export function gapCause(cause: string): string {
  return labels.gapCause[cause] ?? cause.replaceAll('_', ' ')
}
