// The row Load of the dashboard.
import type { Row } from '../frame.js'
import { CHARTS, ROOM_HISTORY } from '../links.js'
import { lines } from '../panels.js'
import { RATE } from '../promql.js'
import { prom } from '../sources.js'
import { N, name } from './series.js'

export const load: Row = {
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
}
