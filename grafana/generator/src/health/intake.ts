// The row Intake of the dashboard.
import type { Row } from '../frame.js'
import { SOURCES } from '../links.js'
import { bars, lines } from '../panels.js'
import { prom } from '../sources.js'
import { minutely, quantile } from './series.js'

export const intake: Row = {
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
        description: 'A minute; refusals by deployment, as far as it is known, and code.',
        link: SOURCES,
        width: 8,
        unit: 'cpm',
      },
      prom(minutely('instance', 'webhook_duplicate_total'), 'duplicate, {{instance}}'),
      prom(
        `${minutely('deployment, code', 'webhook_refused_total')} > 0 or ${minutely('job', 'webhook_refused_total')}`,
        'refused: {{deployment}} {{code}}',
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
}
