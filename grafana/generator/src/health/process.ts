// The row Browsers and process of the dashboard.
import type { Row } from '../frame.js'
import { CHARTS } from '../links.js'
import { lines } from '../panels.js'
import { RATE } from '../promql.js'
import { prom } from '../sources.js'
import { I, minutely, name } from './series.js'

export const process: Row = {
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
}
