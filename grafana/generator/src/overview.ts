// What is going on now, from the console's own series.
//
// Several consoles on one database export the same figures of a deployment, so each is the largest of
// what they say: `max by (deployment, …)`, then the sum over deployments.
import { type Frame, labelValues, prometheusVariables } from './frame.js'
import { ALERTS, CHARTS, HISTORY, ROOM_HISTORY, SOURCES } from './links.js'
import { bars, lines, stat } from './panels.js'
import { RATE } from './promql.js'
import { prom } from './sources.js'

const D = 'deployment=~"$deployment"'
const PEOPLE = 'kind=~"standard|sip|connector"'
const MACHINES = 'kind=~"agent|egress|ingress|bridge"'

const gauge = (name: string, by: string, labels = '') =>
  `max by (deployment${by === '' ? '' : `, ${by}`}) (livekit_console_${name}{${D}${labels && `,${labels}`}})`

/** All labels of a counter but those of the instance: with fewer, one class would hide another. */
const LABELS = {
  joins_total: 'deployment, kind',
  departures_total: 'deployment, kind, departure',
  aborted_connections_total: 'deployment',
  drift_total: 'deployment, kind',
} as const

/** Events a minute. */
const minutely = (name: keyof typeof LABELS, by = '', labels = '', range = RATE) =>
  `60 * sum${by && ` by (${by})`} (max by (${LABELS[name]}) (rate(livekit_console_${name}{${D}${labels && `,${labels}`}}${range})))`

export const overview: Frame = {
  name: 'overview',
  title: 'LiveKit Overview',
  description:
    'Rooms, participants and departures as the console knows them now. What is not known is a gap, never 0.',
  link: CHARTS,
  variables: prometheusVariables(
    labelValues(
      'deployment',
      'Deployment',
      'label_values(livekit_console_active_rooms, deployment)',
    ),
  ),
  rows: [
    {
      title: 'Now',
      panels: [
        stat(
          {
            title: 'Active rooms',
            description: 'Rooms that are open now.',
            link: ROOM_HISTORY,
            width: 3,
          },
          prom(`sum(${gauge('active_rooms', '')})`),
        ),
        stat(
          {
            title: 'People',
            description: 'People present, callers included.',
            link: HISTORY,
            width: 3,
          },
          prom(`sum(${gauge('participants', 'kind', PEOPLE)})`),
        ),
        stat(
          {
            title: 'Machines',
            description: 'Agents, egresses, ingresses and bridges present.',
            link: HISTORY,
            width: 3,
          },
          prom(`sum(${gauge('participants', 'kind', MACHINES)})`),
        ),
        stat(
          {
            title: 'In doubt',
            description: 'Listed as present, but perhaps gone.',
            link: SOURCES,
            width: 3,
          },
          prom(`sum(${gauge('participants_in_doubt', '')})`),
        ),
        stat(
          {
            title: 'Publishers',
            description: 'Participants with at least one live track.',
            link: HISTORY,
            width: 3,
          },
          prom(`sum(${gauge('publishers', '')})`),
        ),
        stat(
          {
            title: 'Unexpected disconnects',
            description: 'A minute, over the last 5 minutes.',
            link: HISTORY,
            width: 3,
            unit: 'cpm',
          },
          prom(minutely('departures_total', '', 'departure="unexpected"', '[5m]')),
        ),
        stat(
          {
            title: 'Open alerts',
            description: 'Alerts that fire, acknowledged ones included.',
            link: ALERTS,
            width: 3,
          },
          prom('sum(max by (deployment, rule, severity) (livekit_console_alerts_open))'),
          { value: 1, worse: 'above' },
        ),
        stat(
          {
            title: 'Missing sources',
            description: 'Sources that are missing now: webhooks, room API, nodes, database.',
            link: SOURCES,
            width: 3,
          },
          prom(`sum(${gauge('gap_open', 'source')})`),
          { value: 1, worse: 'above' },
        ),
      ],
    },
    {
      title: 'Rooms and participants',
      panels: [
        lines(
          {
            title: 'Rooms and publishers',
            description: 'Open rooms, and participants that publish.',
            link: ROOM_HISTORY,
            width: 12,
          },
          prom(`sum(${gauge('active_rooms', '')})`, 'rooms'),
          prom(`sum(${gauge('publishers', '')})`, 'publishers'),
        ),
        lines(
          {
            title: 'Participants by kind',
            description: 'Without those in doubt.',
            link: HISTORY,
            width: 12,
          },
          prom(`sum by (kind) (${gauge('participants', 'kind')})`, '{{kind}}'),
        ),
        lines(
          {
            title: 'Live tracks',
            description: 'Tracks of those present, by type.',
            link: ROOM_HISTORY,
            width: 8,
          },
          prom(`sum by (type) (${gauge('tracks', 'type')})`, '{{type}}'),
        ),
        lines(
          {
            title: 'Active rooms by deployment',
            description: 'One line a deployment.',
            link: ROOM_HISTORY,
            width: 8,
          },
          prom(gauge('active_rooms', ''), '{{deployment}}'),
        ),
        lines(
          {
            title: 'Duration of finished rooms',
            description: 'Median and 95 % of the rooms that finished.',
            link: ROOM_HISTORY,
            width: 8,
            unit: 's',
          },
          prom(
            `histogram_quantile(0.5, sum by (le) (max by (deployment, le) (rate(livekit_console_room_duration_seconds_bucket{${D}}[15m]))))`,
            'median',
          ),
          prom(
            `histogram_quantile(0.95, sum by (le) (max by (deployment, le) (rate(livekit_console_room_duration_seconds_bucket{${D}}[15m]))))`,
            '95 %',
          ),
        ),
      ],
    },
    {
      title: 'Coming and going',
      panels: [
        lines(
          {
            title: 'Joins and departures',
            description:
              'Participant sessions a minute that began, ended, or ended before they became active.',
            link: HISTORY,
            width: 8,
            unit: 'cpm',
          },
          prom(minutely('joins_total'), 'joins'),
          prom(minutely('departures_total'), 'departures'),
          prom(minutely('aborted_connections_total'), 'aborted connections'),
        ),
        bars(
          {
            title: 'Departures by class',
            description: 'A minute, by the class that was known first.',
            link: HISTORY,
            width: 8,
            unit: 'cpm',
          },
          prom(minutely('departures_total', 'departure'), '{{departure}}'),
        ),
        lines(
          {
            title: 'Joins by kind',
            description: 'A minute.',
            link: HISTORY,
            width: 8,
            unit: 'cpm',
          },
          prom(minutely('joins_total', 'kind'), '{{kind}}'),
        ),
      ],
    },
    {
      title: 'Certainty',
      panels: [
        lines(
          {
            title: 'Participants by source',
            description: 'As webhooks, room API and nodes count them, and what is shown.',
            link: SOURCES,
            width: 8,
          },
          prom(
            `sum by (source) (${gauge('source_counts', 'source', 'what="participants"')})`,
            '{{source}}',
          ),
        ),
        bars(
          {
            title: 'Corrections by listings',
            description: 'A minute, by kind: what webhooks missed.',
            link: SOURCES,
            width: 8,
            unit: 'cpm',
          },
          prom(minutely('drift_total', 'kind'), '{{kind}}'),
        ),
        lines(
          {
            title: 'Missing sources',
            description: '1 while a source is missing.',
            link: SOURCES,
            width: 8,
            max: 1,
          },
          prom(gauge('gap_open', 'source'), '{{deployment}} {{source}}'),
        ),
      ],
    },
  ],
}
