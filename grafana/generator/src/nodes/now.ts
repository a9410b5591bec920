// The row Now of the dashboard.
import type { Row } from '../frame.js'
import { CHARTS, ROOM_HISTORY, SOURCES } from '../links.js'
import { stat } from '../panels.js'
import { prom } from '../sources.js'
import { N, name } from './series.js'

export const now: Row = {
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
}
