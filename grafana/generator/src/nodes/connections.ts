// The row Connections of the dashboard.
import type { Row } from '../frame.js'
import { CHARTS } from '../links.js'
import { lines } from '../panels.js'
import { prom } from '../sources.js'
import { mean, rate } from './series.js'

export const connections: Row = {
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
}
