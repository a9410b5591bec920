// The row API and webhooks of the dashboard.
import type { Row } from '../frame.js'
import { SOURCES } from '../links.js'
import { lines } from '../panels.js'
import { RATE } from '../promql.js'
import { prom } from '../sources.js'
import { mean, minutely, quantile, rate } from './series.js'

export const api: Row = {
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
      prom(minutely('status, reason', 'webhook_dispatch_total'), '{{status}} {{reason}}'),
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
}
