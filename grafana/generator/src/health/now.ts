// The row Now of the dashboard.
import type { Row } from '../frame.js'
import { ALERTS, CHARTS, SOURCES } from '../links.js'
import { label, stat } from '../panels.js'
import { prom } from '../sources.js'
import { name } from './series.js'

export const now: Row = {
  title: 'Now',
  panels: [
    stat(
      {
        title: 'Consoles',
        description: 'Instances that Prometheus reads.',
        link: CHARTS,
        width: 3,
      },
      prom(`count(${name('build_info')})`),
    ),
    label(
      {
        title: 'Version',
        description: 'Version and revision of each instance.',
        link: CHARTS,
        width: 3,
      },
      prom(`count by (version, revision) (${name('build_info')})`, '{{version}} ({{revision}})'),
    ),
    stat(
      {
        title: 'Database',
        description: '1 while the database answers every instance.',
        link: SOURCES,
        width: 3,
      },
      prom(`min(${name('store_up')})`),
      { value: 1, worse: 'below' },
    ),
    stat(
      {
        title: 'Events in the journal',
        description: 'Not in the database yet, of all instances.',
        link: SOURCES,
        width: 3,
      },
      prom(`sum(${name('journal_pending_events')})`),
    ),
    stat(
      {
        title: 'Oldest event',
        description: 'Age of the oldest event that is not in the database.',
        link: SOURCES,
        width: 3,
        unit: 's',
      },
      prom(`max(${name('journal_oldest_pending_seconds')})`),
      { value: 60, worse: 'above' },
    ),
    stat(
      {
        title: 'Refused webhooks',
        description: 'Within the shown time.',
        link: SOURCES,
        width: 3,
      },
      prom(`sum(increase(${name('webhook_refused_total')}[$__range]))`),
      { value: 1, worse: 'above' },
    ),
    stat(
      {
        title: 'Rules evaluated',
        description: 'Time since the last evaluation, by the instance that evaluates.',
        link: ALERTS,
        width: 3,
        unit: 's',
      },
      prom(`time() - max(${name('evaluation_timestamp_seconds')})`),
      { value: 60, worse: 'above' },
    ),
    stat(
      {
        title: 'Stalled tasks',
        description: 'Tasks that have missed the deadline of their loop.',
        link: CHARTS,
        width: 3,
      },
      prom(`sum(${name('tasks_stalled')})`),
      { value: 1, worse: 'above' },
    ),
  ],
}
