// The row Joining of the dashboard.
import type { Row } from '../frame.js'
import { CHARTS } from '../links.js'
import { bars, lines } from '../panels.js'
import { prom } from '../sources.js'
import { minutely, name, quantile } from './series.js'

export const joining: Row = {
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
      prom(minutely('state', 'participant_join_total'), '{{state}}'),
    ),
    lines(
      {
        title: 'Peer connections',
        description: 'Steps of a peer connection a minute.',
        link: CHARTS,
        width: 6,
        unit: 'cpm',
      },
      prom(minutely('transport, state', 'peer_connection_state'), '{{transport}} {{state}}'),
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
      prom(minutely('state', 'track_publish_counter'), 'publish {{state}}'),
      prom(minutely('state', 'track_subscribe_counter'), 'subscribe {{state}}'),
    ),
  ],
}
