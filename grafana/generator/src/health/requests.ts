// The row Requests of the dashboard: rate, errors and duration.
import type { Row } from '../frame.js'
import { CHARTS } from '../links.js'
import { lines } from '../panels.js'
import { prom } from '../sources.js'
import { minutely, quantile } from './series.js'

export const requests: Row = {
  title: 'Requests',
  panels: [
    lines(
      {
        title: 'Requests by route',
        description: 'A minute; unmatched are the pages and files of the web console.',
        link: CHARTS,
        width: 8,
        unit: 'cpm',
      },
      prom(minutely('route', 'http_requests_total'), '{{route}}'),
    ),
    lines(
      {
        title: 'Requests by status',
        description: 'A minute, by instance: 4xx were refused, 5xx failed.',
        link: CHARTS,
        width: 8,
        unit: 'cpm',
      },
      prom(minutely('instance, status', 'http_requests_total'), '{{instance}} {{status}}'),
    ),
    lines(
      {
        title: 'Time to respond',
        description:
          'By route, 95 %. Each point is an exemplar: a request, with its id in the log.',
        link: CHARTS,
        width: 8,
        unit: 's',
      },
      prom(quantile(0.95, 'route', 'http_request_duration_seconds'), '{{route}}', true),
    ),
  ],
}
