// The texts of the usage page.

export const usageText = {
  title: 'Usage',
  loading: 'Counting…',
  months: { label: 'Months', now: 'This month', last: 'Last month', days: 'Last 30 days' },
  step: 'Steps',
  steps: { day: 'Day', week: 'Week', month: 'Month' } as Readonly<Record<string, string>>,
  by: 'Group by',
  groups: {
    prefix: 'By room prefix',
    deployment: 'By deployment',
    region: 'By region',
  } as Readonly<Record<string, string>>,
  names: { prefix: 'Prefix', deployment: 'Deployment', region: 'Region' } as Readonly<
    Record<string, string>
  >,
  nameless: { prefix: 'no prefix', deployment: '—', region: 'no region' } as Readonly<
    Record<string, string>
  >,
  rest: 'other groups together',
  prefix: 'Rooms that begin with',
  csv: { steps: 'CSV by step', groups: 'CSV by group' },
  zone: 'Days, weeks and months are in UTC.',
  knownFrom: 'Nothing is known before',
  knownFromWhy: 'the first stored session, or what retention keeps. It is not counted as 0.',
  nothing: 'No session is stored of this range.',

  tiles: {
    label: 'Usage of the range',
    minutes: 'Participant minutes',
    peak: 'Peak at one time',
    identities: 'Different identities',
    egress: 'Egress, as metered',
    sip: 'SIP calls, as metered',
    min: 'min',
    metered: (n: string) => `${n} as LiveKit Cloud would round`,
    meteredHint:
      'LiveKit Cloud rounds each use up to a whole minute. The console does not know what it charges for.',
    sessions: (n: string) => `${n} sessions`,
    jobs: (n: string, minutes: string) => `${n} jobs, ${minutes} min in all`,
    calls: (n: string, minutes: string) => `${n} calls, ${minutes} min in all`,
    before: 'on the time before',
    noBefore: 'no whole time before is known',
  },
  up: (amount: string) => `up ${amount}`,
  down: (amount: string) => `down ${amount}`,
  same: 'unchanged',

  charts: {
    minutes: 'Participant minutes by kind',
    perStep: { day: 'a day', week: 'a week', month: 'a month' } as Readonly<Record<string, string>>,
    peak: 'Peak at one time',
    identities: 'Different identities',
    budget: 'Budget',
    budgetUnit: 'minutes',
    budgetField: 'Budget, minutes in the range',
    budgetLine: (n: string) => `budget ${n}`,
    used: 'Used',
    share: (n: string) => `${n} % used`,
  },
  series: {
    people: 'People',
    sip: 'SIP calls',
    agents: 'Agents',
    recordings: 'Recordings',
    streams: 'Streams in',
  } as Readonly<Record<string, string>>,
  table: {
    minutes: 'Minutes',
    share: 'Share',
    peak: 'Peak',
    identities: 'Identities',
    before: 'On before',
    all: 'All',
    /** After a prefix: any end of the name. */
    anyEnd: '-*',
    rows: 'Usage by group, all rows',
  },
}
