// How each console itself does: its own series, one line an instance.
import { type Frame, labelValues, prometheusVariables } from './frame.js'
import { ALERTS, CHARTS, SOURCES } from './links.js'
import { bars, label, lines, stat } from './panels.js'
import { prom } from './sources.js'

const I = 'job=~"$job",instance=~"$instance"'
const RATE = '[$__rate_interval]'
const name = (metric: string, labels = '') =>
  `livekit_console_${metric}{${I}${labels && `,${labels}`}}`
const minutely = (by: string, metric: string, labels = '') =>
  `60 * sum by (${by}) (rate(${name(metric, labels)}${RATE}))`
const quantile = (part: number, by: string, metric: string) =>
  `histogram_quantile(${part}, sum by (le, ${by}) (rate(${name(`${metric}_bucket`)}${RATE})))`

export const health: Frame = {
  name: 'health',
  title: 'LiveKit Console Health',
  description:
    'The console’s intake, journal, database, polling, alerting and process, one line an instance.',
  link: SOURCES,
  variables: prometheusVariables(
    labelValues('job', 'Job', 'label_values(livekit_console_build_info, job)'),
    labelValues(
      'instance',
      'Instance',
      'label_values(livekit_console_build_info{job=~"$job"}, instance)',
    ),
  ),
  rows: [
    {
      title: 'Now',
      panels: [
        stat(
          {
            title: 'Consoles',
            description: 'Instances that Prometheus reads.',
            link: CHARTS,
            width: 3,
          },
          prom(`count(${name('build_info')})`),
        ),
        label(
          {
            title: 'Version',
            description: 'Version and revision of each instance.',
            link: CHARTS,
            width: 3,
          },
          prom(
            `count by (version, revision) (${name('build_info')})`,
            '{{version}} ({{revision}})',
          ),
        ),
        stat(
          {
            title: 'Database',
            description: '1 while the database answers every instance.',
            link: SOURCES,
            width: 3,
          },
          prom(`min(${name('store_up')})`),
          { value: 1, worse: 'below' },
        ),
        stat(
          {
            title: 'Events in the journal',
            description: 'Not in the database yet, of all instances.',
            link: SOURCES,
            width: 3,
          },
          prom(`sum(${name('journal_pending_events')})`),
        ),
        stat(
          {
            title: 'Oldest event',
            description: 'Age of the oldest event that is not in the database.',
            link: SOURCES,
            width: 3,
            unit: 's',
          },
          prom(`max(${name('journal_oldest_pending_seconds')})`),
          { value: 60, worse: 'above' },
        ),
        stat(
          {
            title: 'Refused webhooks',
            description: 'Within the shown time.',
            link: SOURCES,
            width: 3,
          },
          prom(`sum(increase(${name('webhook_refused_total')}[$__range]))`),
          { value: 1, worse: 'above' },
        ),
        stat(
          {
            title: 'Rules evaluated',
            description: 'Time since the last evaluation, by the instance that evaluates.',
            link: ALERTS,
            width: 3,
            unit: 's',
          },
          prom(`time() - max(${name('evaluation_timestamp_seconds')} > 0)`),
          { value: 60, worse: 'above' },
        ),
        stat(
          {
            title: 'Stalled tasks',
            description: 'Tasks that have missed the deadline of their loop.',
            link: CHARTS,
            width: 3,
          },
          prom(`sum(${name('tasks_stalled')})`),
          { value: 1, worse: 'above' },
        ),
      ],
    },
    {
      title: 'Intake',
      panels: [
        lines(
          {
            title: 'Webhooks received',
            description: 'A minute, by instance.',
            link: SOURCES,
            width: 8,
            unit: 'cpm',
          },
          prom(minutely('instance', 'webhook_received_total'), '{{instance}}'),
        ),
        bars(
          {
            title: 'Webhooks by event',
            description: 'A minute, of all instances.',
            link: SOURCES,
            width: 8,
            unit: 'cpm',
          },
          prom(minutely('event', 'webhook_received_total'), '{{event}}'),
        ),
        lines(
          {
            title: 'Duplicates and refusals',
            description: 'A minute; refusals by code.',
            link: SOURCES,
            width: 8,
            unit: 'cpm',
          },
          prom(minutely('instance', 'webhook_duplicate_total'), 'duplicate, {{instance}}'),
          prom(
            `${minutely('code', 'webhook_refused_total')} > 0 or ${minutely('job', 'webhook_refused_total')}`,
            'refused: {{code}}',
          ),
        ),
        lines(
          {
            title: 'Time to acknowledge',
            description: 'From a webhook’s head to its response, 99 %.',
            link: SOURCES,
            width: 8,
            unit: 's',
          },
          prom(quantile(0.99, 'instance', 'webhook_ack_seconds'), '{{instance}}'),
        ),
        lines(
          {
            title: 'Quality reports',
            description: 'A minute: accepted, without a known participant, refused.',
            link: SOURCES,
            width: 8,
            unit: 'cpm',
          },
          prom(minutely('instance', 'quality_reports_total'), 'accepted, {{instance}}'),
          prom(minutely('instance', 'quality_reports_unmatched_total'), 'unmatched, {{instance}}'),
          prom(minutely('instance', 'quality_reports_refused_total'), 'refused, {{instance}}'),
        ),
        lines(
          {
            title: 'Simulated webhooks',
            description: 'A minute, by what became of them; only in mock mode.',
            link: SOURCES,
            width: 8,
            unit: 'cpm',
          },
          prom(minutely('outcome', 'simulator_events_total'), '{{outcome}}'),
        ),
      ],
    },
    {
      title: 'Journal and database',
      panels: [
        lines(
          {
            title: 'Journal',
            description: 'Bytes on disk, by instance.',
            link: SOURCES,
            width: 8,
            unit: 'bytes',
          },
          prom(`sum by (instance) (${name('journal_bytes')})`, '{{instance}}'),
        ),
        lines(
          {
            title: 'Events that wait',
            description: 'In the journal, not in the database.',
            link: SOURCES,
            width: 8,
          },
          prom(`sum by (instance) (${name('journal_pending_events')})`, '{{instance}}'),
        ),
        lines(
          {
            title: 'Events stored',
            description: 'A minute; and what could not be stored.',
            link: SOURCES,
            width: 8,
            unit: 'cpm',
          },
          prom(minutely('instance', 'events_stored_total'), 'stored, {{instance}}'),
          prom(minutely('instance', 'events_rejected_total'), 'rejected, {{instance}}'),
          prom(minutely('instance', 'journal_lost_events_total'), 'lost, {{instance}}'),
        ),
        lines(
          {
            title: 'Time to write',
            description: 'One batch, 99 %.',
            link: SOURCES,
            width: 8,
            unit: 's',
          },
          prom(quantile(0.99, 'instance', 'store_write_seconds'), '{{instance}}'),
        ),
        lines(
          {
            title: 'Database errors',
            description: 'Batches a minute that were not accepted; each is tried again.',
            link: SOURCES,
            width: 8,
            unit: 'cpm',
          },
          prom(minutely('instance', 'store_errors_total'), '{{instance}}'),
        ),
        lines(
          {
            title: 'Lost and unreadable',
            description:
              'Records that could not be read, samples that were dropped, deletions by size.',
            link: SOURCES,
            width: 8,
          },
          prom(`sum by (instance) (${name('store_undecodable')})`, 'unreadable, {{instance}}'),
          prom(
            `sum by (instance) (${name('node_samples_dropped_total')})`,
            'samples dropped, {{instance}}',
          ),
          prom(
            `sum by (instance) (${name('retention_size_deleted_total')})`,
            'deleted by size, {{instance}}',
          ),
        ),
      ],
    },
    {
      title: 'Polling and scraping',
      panels: [
        lines(
          {
            title: 'Requests to LiveKit’s API',
            description: 'A minute, by call and instance.',
            link: SOURCES,
            width: 8,
            unit: 'cpm',
          },
          prom(minutely('instance, call', 'poll_request_seconds_count'), '{{instance}} {{call}}'),
        ),
        lines(
          {
            title: 'Failed requests',
            description: 'A minute, by code.',
            link: SOURCES,
            width: 8,
            unit: 'cpm',
          },
          prom(minutely('code', 'poll_errors_total'), '{{code}}'),
        ),
        lines(
          {
            title: 'Time of a request',
            description: '95 %, by call.',
            link: SOURCES,
            width: 8,
            unit: 's',
          },
          prom(quantile(0.95, 'call', 'poll_request_seconds'), '{{call}}'),
        ),
        lines(
          {
            title: 'Nodes that answer',
            description: 'As each instance sees them.',
            link: SOURCES,
            width: 8,
          },
          prom(`sum by (instance) (${name('node_up')})`, '{{instance}}'),
        ),
        lines(
          {
            title: 'Failed scrapes',
            description: 'A minute, by reason.',
            link: SOURCES,
            width: 8,
            unit: 'cpm',
          },
          prom(minutely('reason', 'node_scrape_failures_total'), '{{reason}}'),
        ),
        lines(
          {
            title: 'Restarts of nodes',
            description: 'Since each instance started.',
            link: SOURCES,
            width: 8,
          },
          prom(`sum by (instance, url) (${name('node_restarts_total')})`, '{{instance}} {{url}}'),
        ),
      ],
    },
    {
      title: 'Alerting',
      panels: [
        lines(
          {
            title: 'Time since rules were evaluated',
            description: 'Of the instance that evaluates.',
            link: ALERTS,
            width: 8,
            unit: 's',
          },
          prom(`time() - (${name('evaluation_timestamp_seconds')} > 0)`, '{{instance}}'),
        ),
        lines(
          {
            title: 'Time of an evaluation',
            description: '95 %, writing included.',
            link: ALERTS,
            width: 8,
            unit: 's',
          },
          prom(quantile(0.95, 'instance', 'evaluation_seconds'), '{{instance}}'),
        ),
        lines(
          {
            title: 'Evaluations missed and failed',
            description: 'A minute.',
            link: ALERTS,
            width: 8,
            unit: 'cpm',
          },
          prom(minutely('instance', 'evaluations_missed_total'), 'missed, {{instance}}'),
          prom(minutely('instance', 'evaluation_failures_total'), 'failed, {{instance}}'),
        ),
        bars(
          {
            title: 'Notifications',
            description: 'Attempts a minute, by kind of receiver and outcome.',
            link: ALERTS,
            width: 8,
            unit: 'cpm',
          },
          prom(
            minutely('receiver_kind, outcome', 'notifications_total'),
            '{{receiver_kind}} {{outcome}}',
          ),
        ),
        lines(
          {
            title: 'Outbox',
            description: 'Notifications that wait or are parked.',
            link: ALERTS,
            width: 8,
          },
          prom(`max(${name('outbox_waiting')})`, 'waiting'),
          prom(`max(${name('outbox_parked')})`, 'parked'),
        ),
        lines(
          {
            title: 'Oldest notification',
            description: 'How long it has been due.',
            link: ALERTS,
            width: 8,
            unit: 's',
          },
          prom(`max(${name('outbox_oldest_seconds')})`, 'oldest'),
        ),
      ],
    },
    {
      title: 'Browsers and process',
      panels: [
        lines(
          { title: 'WebSocket clients', description: 'By instance.', link: CHARTS, width: 8 },
          prom(`sum by (instance) (${name('websocket_clients')})`, '{{instance}}'),
        ),
        lines(
          {
            title: 'Slow WebSocket clients',
            description: 'A minute: told that they lost frames, or disconnected.',
            link: CHARTS,
            width: 8,
            unit: 'cpm',
          },
          prom(minutely('instance', 'websocket_resyncs_total'), 'lost frames, {{instance}}'),
          prom(minutely('instance', 'websocket_closed_slow_total'), 'disconnected, {{instance}}'),
        ),
        lines(
          {
            title: 'Lost log lines',
            description: 'A minute.',
            link: CHARTS,
            width: 8,
            unit: 'cpm',
          },
          prom(minutely('instance', 'log_lines_lost_total'), '{{instance}}'),
        ),
        lines(
          { title: 'CPU', description: 'Cores, by instance.', link: CHARTS, width: 8 },
          prom(`sum by (instance) (rate(process_cpu_seconds_total{${I}}${RATE}))`, '{{instance}}'),
        ),
        lines(
          {
            title: 'Memory',
            description: 'Resident, by instance.',
            link: CHARTS,
            width: 8,
            unit: 'bytes',
          },
          prom(`sum by (instance) (process_resident_memory_bytes{${I}})`, '{{instance}}'),
        ),
        lines(
          { title: 'Open files', description: 'By instance.', link: CHARTS, width: 8 },
          prom(`sum by (instance) (process_open_fds{${I}})`, '{{instance}}'),
        ),
      ],
    },
  ],
}
