// The row Alerting of the dashboard.
import type { Row } from '../frame.js'
import { ALERTS } from '../links.js'
import { bars, lines } from '../panels.js'
import { prom } from '../sources.js'
import { minutely, name, quantile } from './series.js'

export const alerting: Row = {
  title: 'Alerting',
  panels: [
    lines(
      {
        title: 'Time since rules were evaluated',
        description: 'Of the instance that evaluates.',
        link: ALERTS,
        width: 8,
        unit: 's',
      },
      prom(`time() - ${name('evaluation_timestamp_seconds')}`, '{{instance}}'),
    ),
    lines(
      {
        title: 'Time of an evaluation',
        description: '95 %, writing included.',
        link: ALERTS,
        width: 8,
        unit: 's',
      },
      prom(quantile(0.95, 'instance', 'evaluation_seconds'), '{{instance}}'),
    ),
    lines(
      {
        title: 'Evaluations missed and failed',
        description: 'A minute.',
        link: ALERTS,
        width: 8,
        unit: 'cpm',
      },
      prom(minutely('instance', 'evaluations_missed_total'), 'missed, {{instance}}'),
      prom(minutely('instance', 'evaluation_failures_total'), 'failed, {{instance}}'),
    ),
    bars(
      {
        title: 'Notifications',
        description: 'Attempts a minute, by kind of receiver and outcome.',
        link: ALERTS,
        width: 8,
        unit: 'cpm',
      },
      prom(
        minutely('receiver_kind, outcome', 'notifications_total'),
        '{{receiver_kind}} {{outcome}}',
      ),
    ),
    lines(
      {
        title: 'Outbox',
        description: 'Notifications that wait or are parked.',
        link: ALERTS,
        width: 8,
      },
      prom(`max(${name('outbox_waiting')})`, 'waiting'),
      prom(`max(${name('outbox_parked')})`, 'parked'),
    ),
    lines(
      {
        title: 'Oldest notification',
        description: 'How long it has been due.',
        link: ALERTS,
        width: 8,
        unit: 's',
      },
      prom(`max(${name('outbox_oldest_seconds')})`, 'oldest'),
    ),
    bars(
      {
        title: 'Open alerts by rule',
        description: 'Of the console’s own rules, acknowledged ones included, by deployment.',
        link: ALERTS,
        width: 24,
      },
      prom(`max by (deployment, rule) (${name('alerts_open')})`, '{{rule}} {{deployment}}'),
    ),
  ],
}
