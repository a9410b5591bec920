// The row Media of the dashboard.
import type { Row } from '../frame.js'
import { CHARTS } from '../links.js'
import { lines } from '../panels.js'
import { prom } from '../sources.js'
import { rate } from './series.js'

export const media: Row = {
  title: 'Media',
  panels: [
    lines(
      {
        title: 'Bandwidth by node',
        description: 'Received and sent, retransmissions included.',
        link: CHARTS,
        width: 8,
        unit: 'bps',
      },
      prom(`8 * ${rate('instance, direction', 'packet_bytes')}`, '{{instance}} {{direction}}'),
    ),
    lines(
      {
        title: 'Packets',
        description: 'A second, first sent and retransmitted.',
        link: CHARTS,
        width: 8,
        unit: 'pps',
      },
      prom(rate('direction, transmission', 'packet_total'), '{{direction}} {{transmission}}'),
    ),
    lines(
      {
        title: 'Lost packets',
        description: 'A second, by direction and type.',
        link: CHARTS,
        width: 8,
        unit: 'pps',
      },
      prom(rate('direction, type', 'packet_loss_total'), '{{direction}} {{type}}'),
    ),
    lines(
      {
        title: 'NACK by node',
        description: 'Packets asked for again, a second. Incoming ones are sent by clients.',
        link: CHARTS,
        width: 8,
        unit: 'ops',
      },
      prom(rate('instance, direction', 'nack_total'), '{{instance}} {{direction}}'),
    ),
    lines(
      {
        title: 'PLI by node',
        description: 'Pictures that could not be decoded, a second.',
        link: CHARTS,
        width: 8,
        unit: 'ops',
      },
      prom(rate('instance, direction', 'pli_total'), '{{instance}} {{direction}}'),
    ),
    lines(
      {
        title: 'FIR by node',
        description: 'Whole pictures that were asked for, a second.',
        link: CHARTS,
        width: 8,
        unit: 'ops',
      },
      prom(rate('instance, direction', 'fir_total'), '{{instance}} {{direction}}'),
    ),
  ],
}
