// All words of the console, in one place.
import { roomText } from '@/text/room'

const RANGE_UNITS: Readonly<Record<string, string>> = { m: 'minute', h: 'hour', d: 'day' }

const plural = (n: number, one: string, many: string) => (n === 1 ? one : many)

const CAUSES: Readonly<Record<string, string>> = {
  console_down: 'the console was not running',
  database_down: 'the database did not answer',
  journal_damaged: 'acknowledged events are lost: the journal was damaged',
  journal_missing: 'acknowledged events are lost: files of the journal are missing',
  journal_older: 'acknowledged events are lost: the journal was an older copy',
  silence: 'none came, although rooms changed',
  unreachable: 'could not be reached',
  timeout: 'did not answer in time',
  rate_limited: 'asked to be left alone for a while',
  unauthenticated: 'refused the API key',
  refusing: 'were refused',
}

export const text = {
  product: 'LiveKit Console',
  skip: 'Skip to content',
  unknown: '—',
  loading: 'Loading…',

  nav: {
    label: 'Main',
    dashboard: 'Dashboard',
    rooms: 'Rooms',
    history: 'History',
    sources: 'Sources',
    participant: 'Participant',
    alerts: 'Alerts',
    alert: 'Alert',
    alertPages: {
      '': 'Alerts',
      history: 'Alert history',
      rules: 'Alert rules',
      silences: 'Silences',
      receivers: 'Receivers',
      audit: 'Audit',
    } as Readonly<Record<string, string>>,
    troubles: (n: number) => `${n} ${plural(n, 'problem', 'problems')}`,
  },

  alerting: {
    severity: { info: 'Info', warning: 'Warning', critical: 'Critical' } as Readonly<
      Record<string, string>
    >,
    /** What the header says of the open alerts. */
    open: (n: number, severity: string) => `${n} open, ${severity}`,
    none: 'no open alerts',
    unknown: 'open alerts not known',
    unwell: {
      late: 'rules are evaluated late',
      failing: 'rules cannot be evaluated',
      unknown: 'no rule has been evaluated yet',
      standby: 'another instance evaluates the rules',
    } as Readonly<Record<string, string>>,
    titleCount: (n: number, title: string) => (n > 0 ? `(${n}) ${title}` : title),
    announced: (severity: string, message: string) => `New alert, ${severity}: ${message}`,
    announcedMore: (n: number) => `${n} new alerts`,
    room: 'Open alerts of this room',
    all: 'All alerts',
    tiles: 'Open alerts',
    tilesReason: 'The open alerts could not be read.',
  },

  deployment: { label: 'Deployment', all: 'All deployments' },

  moment: {
    label: 'Time shown',
    now: 'Now',
    at: 'At …',
    atHint: 'Look at a moment of the past',
    banner: (time: string) => `You look at ${time}`,
    local: (time: string) => `${time} local time`,
    paused: 'Nothing on this page is live.',
    field: (zone: string) => `Moment, ${zone}`,
    back: 'Back to now',
    steps: 'Steps',
    step: (seconds: number) => {
      const amount = Math.abs(seconds) / 60
      const words = amount < 60 ? `${amount} min` : `${amount / 60} h`
      return `${seconds < 0 ? '−' : '+'}${words}`
    },
    stepHint: (seconds: number) => {
      const minutes = Math.abs(seconds) / 60
      const amount = minutes < 60 ? minutes : minutes / 60
      const unit = minutes < 60 ? 'minute' : 'hour'
      return `${amount} ${plural(amount, unit, `${unit}s`)} ${seconds < 0 ? 'earlier' : 'later'}`
    },
  },

  sure: {
    healed: 'told by poll',
    healedHint: 'No webhook told all of this: a poll of the room API did.',
  },

  qualitySource: {
    client: 'client report',
    clients: 'client reports',
    nodes: 'average of the nodes',
    mixed: 'client reports and nodes',
  } as Readonly<Record<string, string>>,

  title: (page: string) => `${page} · LiveKit Console`,

  notice: {
    label: 'Notices',
    synthetic: 'Synthetic data',
    syntheticDetail:
      'Mock mode: a built-in simulator makes these rooms and people. Nothing here comes from a real LiveKit.',
    open: 'No access control',
    openDetail: 'AUTH=none: everyone who reaches this address sees everything.',
  },

  live: {
    label: 'Live updates',
    connecting: 'Connecting',
    live: 'Live',
    stale: 'Stale',
    paused: 'Paused',
    reconnecting: (n: number) => `Reconnecting (${n})`,
    pause: 'Pause live updates',
    resume: 'Resume live updates',
    pausedByRange: 'Paused: a fixed time is shown',
    lost: 'Lost connection to the console.',
    staleDetail: 'No data is arriving.',
    lastData: (time: string) => `Last data at ${time}.`,
    noData: 'No data yet.',
    retryIn: (seconds: number) =>
      seconds > 0 ? `Next attempt in ${seconds} s.` : 'Trying to connect…',
    retry: 'Retry now',
    backToLive: 'Back to live',
  },

  range: {
    label: 'Time range',
    custom: 'Fixed range',
    quick: (range: string) => {
      const amount = Number(range.slice(0, -1))
      const unit = RANGE_UNITS[range.slice(-1)] ?? ''
      return `Last ${amount} ${plural(amount, unit, `${unit}s`)}`
    },
    zoomOut: 'Zoom out',
  },

  theme: {
    label: 'Theme',
    system: 'System theme',
    light: 'Light theme',
    dark: 'Dark theme',
  },

  zone: {
    label: 'Time zone',
    utc: 'UTC',
    local: 'Local',
    toUtc: 'Show times in UTC',
    toLocal: 'Show local times',
  },

  help: {
    open: 'Help',
    title: 'Help',
    keys: 'Keyboard',
    close: 'Close',
    single: 'Single-key shortcuts',
    words: 'Words',
    bindings: [
      ['/', 'Search rooms'],
      ['?', 'This help'],
      ['g d', 'Go to the dashboard'],
      ['g r', 'Go to the rooms'],
      ['g h', 'Go to the history'],
      ['g s', 'Go to the sources'],
      ['g a', 'Go to the alerts'],
      ['j / k', 'Next / previous row'],
      ['Enter', 'Open the row'],
      ['Space', 'Pause or resume live updates'],
      ['t z', 'Zoom the time range out'],
      ['t a', 'Make the time range absolute'],
      ['d r', 'Refresh'],
      ['c t', 'Change theme'],
      ['Esc', 'Close a dialog, leave a field'],
    ] as ReadonlyArray<readonly [string, string]>,
    glossary: [
      ['Observed', 'A source told us so.'],
      [
        'Inferred',
        'No source told us; other facts leave no other reading. Shown with the evidence and the interval in which it must have happened.',
      ],
      ['Told by poll', 'Webhooks missed it; a poll of the room API told it.'],
      ['In doubt', 'Listed as present, but perhaps gone. Not counted.'],
      [
        'Acknowledged',
        'Somebody has taken the alert: nobody is reminded of it, and it still fires.',
      ],
      ['Silenced', 'The alert fires and is shown, and nobody is told of it.'],
      ['—', 'Not known. Never stands for zero.'],
    ] as ReadonlyArray<readonly [string, string]>,
  },

  tiles: {
    label: 'Now',
    rooms: 'Active rooms',
    participants: 'Participants',
    people: (n: string) => `${n} people`,
    machines: (n: string) => `${n} machines`,
    inDoubt: (n: string) => `${n} in doubt`,
    joinRate: 'Join rate',
    leaveRate: 'Leave rate',
    disconnectRate: 'Unexpected disconnects',
    perMinute: 'per min',
    lastMinute: 'in the last minute',
    roomDuration: 'Avg room duration',
    quality: 'Connection quality',
    ofHundred: 'of 100',
    publishers: (n: string) => `${n} publishing`,
    tracks: (n: string) => `${n} tracks`,
  },

  reason: {
    quality: 'No source reports quality (client reports, node metrics).',
    noRooms: 'No room is open.',
    notMeasured: 'Not measured yet.',
    notTold: 'No source told it.',
    present: 'Still present.',
  },

  chart: {
    participants: 'Participants',
    people: 'People',
    machines: 'Machines',
    rooms: 'Rooms',
    activeRooms: 'Active rooms',
    joinsLeaves: 'Joins and leaves',
    joins: 'Joins',
    leaves: 'Leaves',
    disconnects: 'Unexpected disconnects',
    perMinute: 'per minute',
    count: 'count',
    showTable: (title: string) => `Show ${title} as a table`,
    showChart: (title: string) => `Show ${title} as a chart`,
    time: 'Time',
    hint: 'Left and right arrow keys step through the points. Drag to zoom, double click to go back.',
    point: (time: string, values: string) => `${time}: ${values}`,
    points: (title: string) => `${title}, all points`,
    noPoints: 'No samples in this time range.',
    region: 'Charts',
    gaps: (n: number) => `${n} ${plural(n, 'gap', 'gaps')}`,
    gapHint: 'Shaded: a source told nothing.',
    /** A cause is a stable word of the API; one that is new to us is shown as it is. */
    cause: (cause: string) => CAUSES[cause] ?? cause.replaceAll('_', ' '),
    gapUntil: (from: string, to: string | null) => `${from} – ${to ?? 'now'}`,
  },

  health: {
    title: 'Sources and store',
    never: 'nothing yet',
    received: (n: string) => `${n} received`,
    refused: (n: string) => `${n} refused`,
    journal: 'Journal',
    pending: (n: string) => `${n} pending`,
    lost: (n: string | null) => `${n ?? 'unknown number'} lost`,
    store: 'Store',
    uptime: (duration: string) => `up ${duration}`,
    version: (version: string) => `v${version}`,
    overall: 'Console',
    source: {
      webhook: 'Webhooks',
      poll: 'API poll',
      scrape: 'Node metrics',
      client: 'Client reports',
      console: 'Console',
      store: 'Database',
      journal: 'Journal',
    } as Readonly<Record<string, string>>,
  },

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
  } as Readonly<Record<string, string>>,

  rooms: {
    title: 'Rooms',
    newest: 'Newest rooms',
    all: 'All rooms',
    search: 'Search rooms',
    searchHint: 'Name or sid',
    status: 'Status',
    statuses: { active: 'Active', finished: 'Finished', all: 'All' },
    total: (n: number) => `${formatTotal(n)} ${plural(n, 'room', 'rooms')}`,
    refresh: 'Refresh',
    refreshMore: (n: number) => `Refresh ${n > 0 ? '+' : '−'}${Math.abs(n)}`,
    refreshHint: 'Rooms were opened or closed since this list was read.',
    columns: {
      name: 'Room',
      status: 'Status',
      participants: 'People',
      machines: 'Machines',
      publishers: 'Publishing',
      started: 'Started',
      duration: 'Duration',
      quality: 'Quality',
      sid: 'Sid',
    },
    participantsHint: 'Participants, people and machines',
    sortBy: (column: string) => `Sort by ${column}`,
    noneTitle: 'No rooms yet',
    noneThenTitle: 'No rooms at that moment',
    noneThen: 'Nothing is known of a room that was open then.',
    none: 'As soon as LiveKit opens a room it shows up here. Point the webhooks of your LiveKit at /api/livekit/webhook of this console.',
    noMatchTitle: 'Nothing matches',
    noMatch: 'No room fits this search and status.',
    clear: 'Clear filters',
    unnamed: 'unnamed room',
    rowLoading: 'Loading row',
  },

  room: roomText,

  certainty: {
    observed: 'Observed',
    inferred: 'Inferred',
    in_doubt: 'In doubt',
  } as Readonly<Record<string, string>>,

  departure: {
    normal: 'Normal',
    unexpected: 'Unexpected',
    replaced: 'Replaced',
    removed: 'Removed',
    server: 'Server stop',
    call_outcome: 'Call outcome',
    reconciled: 'Reconciled',
    unknown: 'Unknown',
  } as Readonly<Record<string, string>>,

  kind: {
    STANDARD: 'Standard',
    CONNECTOR: 'Connector',
    AGENT: 'Agent',
    SIP: 'SIP',
    EGRESS: 'Egress',
    INGRESS: 'Ingress',
    BRIDGE: 'Bridge',
  } as Readonly<Record<string, string>>,

  state: {
    JOINING: 'Joining',
    JOINED: 'Joined',
    ACTIVE: 'Active',
    DISCONNECTED: 'Left',
  } as Readonly<Record<string, string>>,

  track: {
    CAMERA: 'camera',
    MICROPHONE: 'microphone',
    SCREEN_SHARE: 'screen',
    SCREEN_SHARE_AUDIO: 'screen audio',
  } as Readonly<Record<string, string>>,
  trackType: { AUDIO: 'audio', VIDEO: 'video', DATA: 'data' } as Readonly<Record<string, string>>,

  error: {
    title: 'This could not be read',
    page: 'Something went wrong on this page',
    retry: 'Retry',
    request: (id: string) => `Request ${id}`,
    tried: (time: string) => `Last tried at ${time}.`,
  },

  notFound: {
    title: 'Page not found',
    body: 'There is nothing at this address.',
    home: 'Go to the dashboard',
  },
}

function formatTotal(n: number): string {
  return new Intl.NumberFormat('en').format(n)
}
