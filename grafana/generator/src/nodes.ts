// What LiveKit's nodes export of themselves, scraped by Prometheus from each node.
//
// A node is a target (`instance`): its node_id changes with each restart. `deployment` and `region` are
// labels that the scrape configuration may add (prometheus/prometheus.yml); All counts targets without.
import { type Frame, labelValues, prometheusVariables } from './frame.js'
import { CHARTS, ROOM_HISTORY, SOURCES } from './links.js'
import { bars, lines, stat } from './panels.js'
import { prom } from './sources.js'

const N = 'job=~"$job",deployment=~"$deployment",region=~"$region",instance=~"$instance"'
const RATE = '[$__rate_interval]'
const name = (metric: string, labels = '') => `livekit_${metric}{${N}${labels && `,${labels}`}}`
const rate = (by: string, metric: string, labels = '') =>
  `sum by (${by}) (rate(${name(metric, labels)}${RATE}))`
const quantile = (part: number, by: string, metric: string) =>
  `histogram_quantile(${part}, sum by (le, ${by}) (rate(${name(`${metric}_bucket`)}${RATE})))`
/** NaN, a gap, while nothing was observed. */
const mean = (by: string, metric: string, labels = '') =>
  `${rate(by, `${metric}_sum`, labels)} / ${rate(by, `${metric}_count`, labels)}`

const variables = prometheusVariables(
  labelValues('job', 'Job', 'label_values(livekit_room_total, job)'),
  labelValues(
    'deployment',
    'Deployment',
    'label_values(livekit_room_total{job=~"$job"}, deployment)',
  ),
  labelValues(
    'region',
    'Region',
    'label_values(livekit_room_total{job=~"$job",deployment=~"$deployment"}, region)',
  ),
  labelValues(
    'instance',
    'Node',
    'label_values(livekit_room_total{job=~"$job",deployment=~"$deployment",region=~"$region"}, instance)',
  ),
)

export const nodes: Frame = {
  name: 'nodes',
  title: 'LiveKit Nodes',
  description:
    'What LiveKit’s nodes measure of themselves. Gauges of LiveKit leak at times: they are shown as they are.',
  link: CHARTS,
  variables,
  rows: [
    {
      title: 'Now',
      panels: [
        stat(
          {
            title: 'Nodes scraped',
            description: 'Nodes that Prometheus reads.',
            link: SOURCES,
            width: 4,
          },
          prom(`count(${name('room_total')})`),
        ),
        stat(
          {
            title: 'Nodes down',
            description: 'Targets of the job that do not answer Prometheus.',
            link: SOURCES,
            width: 4,
          },
          prom(`sum(up{${N}} == bool 0)`),
          { value: 1, worse: 'above' },
        ),
        stat(
          { title: 'Rooms', description: 'As the nodes count them.', link: ROOM_HISTORY, width: 4 },
          prom(`sum(${name('room_total')})`),
        ),
        stat(
          {
            title: 'Participants',
            description: 'Everyone with a signal connection, as the nodes count them.',
            link: ROOM_HISTORY,
            width: 4,
          },
          prom(`sum(${name('participant_total')})`),
        ),
        stat(
          {
            title: 'Received',
            description: 'Media received by all nodes.',
            link: CHARTS,
            width: 4,
            unit: 'bps',
          },
          prom(`8 * sum(rate(${name('packet_bytes', 'direction="incoming"')}[5m]))`),
        ),
        stat(
          {
            title: 'Sent',
            description: 'Media sent by all nodes.',
            link: CHARTS,
            width: 4,
            unit: 'bps',
          },
          prom(`8 * sum(rate(${name('packet_bytes', 'direction="outgoing"')}[5m]))`),
        ),
      ],
    },
    {
      title: 'Load',
      panels: [
        lines(
          {
            title: 'Rooms by node',
            description: 'livekit_room_total.',
            link: ROOM_HISTORY,
            width: 8,
          },
          prom(`sum by (instance) (${name('room_total')})`, '{{instance}}'),
        ),
        lines(
          {
            title: 'Participants by node',
            description: 'livekit_participant_total.',
            link: ROOM_HISTORY,
            width: 8,
          },
          prom(`sum by (instance) (${name('participant_total')})`, '{{instance}}'),
        ),
        lines(
          {
            title: 'Tracks',
            description: 'Published and subscribed, by kind.',
            link: ROOM_HISTORY,
            width: 8,
          },
          prom(`sum by (kind) (${name('track_published_total')})`, 'published {{kind}}'),
          prom(`sum by (kind) (${name('track_subscribed_total')})`, 'subscribed {{kind}}'),
        ),
        lines(
          {
            title: 'CPU by node',
            description: 'Cores used by the process of the node.',
            link: CHARTS,
            width: 8,
          },
          prom(`sum by (instance) (rate(process_cpu_seconds_total{${N}}${RATE}))`, '{{instance}}'),
        ),
        lines(
          {
            title: 'Memory by node',
            description: 'Resident memory of the process.',
            link: CHARTS,
            width: 8,
            unit: 'bytes',
          },
          prom(`sum by (instance) (process_resident_memory_bytes{${N}})`, '{{instance}}'),
        ),
        lines(
          {
            title: 'Goroutines by node',
            description: 'A number that only grows is a leak.',
            link: CHARTS,
            width: 8,
          },
          prom(`sum by (instance) (go_goroutines{${N}})`, '{{instance}}'),
        ),
      ],
    },
    {
      title: 'Media',
      panels: [
        lines(
          {
            title: 'Bandwidth by node',
            description: 'Received and sent, retransmissions included.',
            link: CHARTS,
            width: 8,
            unit: 'bps',
          },
          prom(`8 * ${rate('instance, direction', 'packet_bytes')}`, '{{instance}} {{direction}}'),
        ),
        lines(
          {
            title: 'Packets',
            description: 'A second, first sent and retransmitted.',
            link: CHARTS,
            width: 8,
            unit: 'pps',
          },
          prom(rate('direction, transmission', 'packet_total'), '{{direction}} {{transmission}}'),
        ),
        lines(
          {
            title: 'Lost packets',
            description: 'A second, by direction and type.',
            link: CHARTS,
            width: 8,
            unit: 'pps',
          },
          prom(rate('direction, type', 'packet_loss_total'), '{{direction}} {{type}}'),
        ),
        lines(
          {
            title: 'NACK by node',
            description: 'Packets asked for again, a second. Incoming ones are sent by clients.',
            link: CHARTS,
            width: 8,
            unit: 'ops',
          },
          prom(rate('instance, direction', 'nack_total'), '{{instance}} {{direction}}'),
        ),
        lines(
          {
            title: 'PLI by node',
            description: 'Pictures that could not be decoded, a second.',
            link: CHARTS,
            width: 8,
            unit: 'ops',
          },
          prom(rate('instance, direction', 'pli_total'), '{{instance}} {{direction}}'),
        ),
        lines(
          {
            title: 'FIR by node',
            description: 'Whole pictures that were asked for, a second.',
            link: CHARTS,
            width: 8,
            unit: 'ops',
          },
          prom(rate('instance, direction', 'fir_total'), '{{instance}} {{direction}}'),
        ),
      ],
    },
    {
      title: 'Joining',
      panels: [
        bars(
          {
            title: 'Join funnel',
            description:
              'Steps of joining a minute: signal connected, media begun (rtc_init), connected, active; and what failed.',
            link: CHARTS,
            width: 12,
            unit: 'cpm',
          },
          prom(`60 * ${rate('state', 'participant_join_total')}`, '{{state}}'),
        ),
        lines(
          {
            title: 'Peer connections',
            description: 'Steps of a peer connection a minute.',
            link: CHARTS,
            width: 6,
            unit: 'cpm',
          },
          prom(
            `60 * ${rate('transport, state', 'peer_connection_state')}`,
            '{{transport}} {{state}}',
          ),
        ),
        lines(
          {
            title: 'Joins that failed',
            description:
              'Share of the joins that ended without media; those that were given up do not count.',
            link: CHARTS,
            width: 6,
            unit: 'percentunit',
            max: 1,
          },
          prom(
            `(sum(rate(${name('participant_join_total', 'state="rtc_failure"')}[15m])) or vector(0)) / sum(rate(${name('participant_join_total', 'state=~"rtc_success|rtc_failure"')}[15m]))`,
            'failed',
          ),
        ),
        lines(
          {
            title: 'Join latency',
            description: 'From the connection to the response, 95 %.',
            link: CHARTS,
            width: 8,
            unit: 'ms',
          },
          prom(quantile(0.95, 'instance', 'session_join_latency_ms'), '{{instance}}'),
        ),
        lines(
          {
            title: 'Start latency',
            description: 'From the start to connected media, 95 %.',
            link: CHARTS,
            width: 8,
            unit: 'ms',
          },
          prom(quantile(0.95, 'instance', 'session_start_time_ms'), '{{instance}}'),
        ),
        lines(
          {
            title: 'Tracks published and subscribed',
            description: 'Attempts and outcomes a minute.',
            link: CHARTS,
            width: 8,
            unit: 'cpm',
          },
          prom(`60 * ${rate('state', 'track_publish_counter')}`, 'publish {{state}}'),
          prom(`60 * ${rate('state', 'track_subscribe_counter')}`, 'subscribe {{state}}'),
        ),
      ],
    },
    {
      title: 'Connections',
      panels: [
        lines(
          {
            title: 'Loss',
            description: 'Mean of the tracks’ reports. Incoming is the way to the node.',
            link: CHARTS,
            width: 8,
            unit: 'percent',
          },
          prom(mean('instance, direction', 'packet_loss_percent'), '{{instance}} {{direction}}'),
        ),
        lines(
          {
            title: 'Round trip',
            description: 'Mean of the tracks’ reports.',
            link: CHARTS,
            width: 8,
            unit: 'ms',
          },
          prom(mean('instance, direction', 'rtt_ms'), '{{instance}} {{direction}}'),
        ),
        lines(
          {
            title: 'Jitter',
            description: 'Mean of the tracks’ reports.',
            link: CHARTS,
            width: 8,
            unit: 'µs',
          },
          prom(mean('instance, direction', 'jitter_us'), '{{instance}} {{direction}}'),
        ),
        lines(
          {
            title: 'Quality score',
            description: 'LiveKit’s mean opinion score of everyone on a node, 1 to 4.5.',
            link: CHARTS,
            width: 8,
            max: 5,
          },
          prom(mean('instance', 'quality_score'), '{{instance}}'),
        ),
        lines(
          {
            title: 'Rated poor or lost',
            description: 'Share of the ratings.',
            link: CHARTS,
            width: 8,
            unit: 'percentunit',
            max: 1,
          },
          prom(
            `(${rate('instance', 'quality_rating_bucket', 'le=~"0|0.0"')} + ${rate('instance', 'quality_rating_count')} - ${rate('instance', 'quality_rating_bucket', 'le=~"2|2.0"')}) / ${rate('instance', 'quality_rating_count')}`,
            '{{instance}}',
          ),
        ),
        lines(
          {
            title: 'Session duration',
            description: 'Mean of the sessions that ended.',
            link: CHARTS,
            width: 8,
            unit: 'ms',
          },
          prom(mean('instance', 'session_duration_ms'), '{{instance}}'),
        ),
      ],
    },
    {
      title: 'API and webhooks',
      panels: [
        lines(
          {
            title: 'API latency',
            description: 'Of LiveKit’s API by method, 95 %, as the nodes measure it.',
            link: SOURCES,
            width: 8,
            unit: 'ms',
          },
          prom(quantile(0.95, 'method', 'node_twirp_request_latency_ms'), '{{method}}'),
        ),
        lines(
          {
            title: 'API requests',
            description: 'A second, by method and status.',
            link: SOURCES,
            width: 8,
            unit: 'reqps',
          },
          prom(rate('method, status', 'node_twirp_request_status'), '{{method}} {{status}}'),
        ),
        lines(
          {
            title: 'API latency as seen by the console',
            description: '95 % of the console’s own requests, by call.',
            link: SOURCES,
            width: 8,
            unit: 's',
          },
          prom(
            `histogram_quantile(0.95, sum by (le, call) (rate(livekit_console_poll_request_seconds_bucket${RATE})))`,
            '{{call}}',
          ),
        ),
        lines(
          {
            title: 'Webhooks',
            description: 'A minute, delivered, given up or dropped.',
            link: SOURCES,
            width: 12,
            unit: 'cpm',
          },
          prom(`60 * ${rate('status, reason', 'webhook_dispatch_total')}`, '{{status}} {{reason}}'),
        ),
        lines(
          {
            title: 'Webhook queue',
            description: 'Mean length of a node’s queue of webhooks.',
            link: SOURCES,
            width: 12,
          },
          prom(mean('instance', 'webhook_queue_length'), '{{instance}}'),
        ),
      ],
    },
  ],
}
