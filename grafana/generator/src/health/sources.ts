// The row Polling and scraping of the dashboard.
import type { Row } from '../frame.js'
import { SOURCES } from '../links.js'
import { lines } from '../panels.js'
import { prom } from '../sources.js'
import { minutely, name, quantile } from './series.js'

export const sources: Row = {
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
    lines(
      {
        title: 'Time since a source delivered',
        description:
          'An accepted webhook, an answer of the room API, a scraped node; a quiet LiveKit sends no webhooks.',
        link: SOURCES,
        width: 24,
        unit: 's',
      },
      prom(
        `time() - max by (deployment, source) (${name('source_last_success_timestamp_seconds')})`,
        '{{deployment}} {{source}}',
      ),
    ),
  ],
}
