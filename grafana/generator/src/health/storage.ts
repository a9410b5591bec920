// The row Journal and database of the dashboard.
import type { Row } from '../frame.js'
import { SOURCES } from '../links.js'
import { lines } from '../panels.js'
import { prom } from '../sources.js'
import { minutely, name, quantile } from './series.js'

export const storage: Row = {
  title: 'Journal and database',
  panels: [
    lines(
      {
        title: 'Journal',
        description: 'Bytes on disk, by instance.',
        link: SOURCES,
        width: 8,
        unit: 'bytes',
      },
      prom(`sum by (instance) (${name('journal_bytes')})`, '{{instance}}'),
    ),
    lines(
      {
        title: 'Events that wait',
        description: 'In the journal, not in the database.',
        link: SOURCES,
        width: 8,
      },
      prom(`sum by (instance) (${name('journal_pending_events')})`, '{{instance}}'),
    ),
    lines(
      {
        title: 'Events stored',
        description: 'A minute; and what could not be stored.',
        link: SOURCES,
        width: 8,
        unit: 'cpm',
      },
      prom(minutely('instance', 'events_stored_total'), 'stored, {{instance}}'),
      prom(minutely('instance', 'events_rejected_total'), 'rejected, {{instance}}'),
      prom(minutely('instance', 'journal_lost_events_total'), 'lost, {{instance}}'),
    ),
    lines(
      {
        title: 'Time to write',
        description: 'One batch, 99 %.',
        link: SOURCES,
        width: 8,
        unit: 's',
      },
      prom(quantile(0.99, 'instance', 'store_write_seconds'), '{{instance}}'),
    ),
    lines(
      {
        title: 'Database errors',
        description: 'Batches a minute that were not accepted; each is tried again.',
        link: SOURCES,
        width: 8,
        unit: 'cpm',
      },
      prom(minutely('instance', 'store_errors_total'), '{{instance}}'),
    ),
    lines(
      {
        title: 'Lost and unreadable',
        description:
          'Records that could not be read, samples that were dropped, deletions by size.',
        link: SOURCES,
        width: 8,
      },
      prom(`sum by (instance) (${name('store_undecodable')})`, 'unreadable, {{instance}}'),
      prom(
        `sum by (instance) (${name('node_samples_dropped_total')})`,
        'samples dropped, {{instance}}',
      ),
      prom(
        `sum by (instance) (${name('retention_size_deleted_total')})`,
        'deleted by size, {{instance}}',
      ),
    ),
    lines(
      {
        title: 'Journal, of its limit',
        description: 'Share of JOURNAL_MAX_BYTES; when it is full, webhooks get 503.',
        link: SOURCES,
        width: 8,
        unit: 'percentunit',
        max: 1,
      },
      prom(
        `sum by (instance) (${name('journal_bytes')}) / sum by (instance) (${name('journal_limit_bytes')})`,
        '{{instance}}',
      ),
    ),
    lines(
      {
        title: 'Time of a sync',
        description: 'Of the journal to the disk, 99 %; no webhook is acknowledged faster.',
        link: SOURCES,
        width: 8,
        unit: 's',
      },
      prom(quantile(0.99, 'instance', 'journal_sync_seconds'), '{{instance}}'),
    ),
    lines(
      {
        title: 'Connections to the database',
        description: 'In use, by pool, and how many a pool may have.',
        link: SOURCES,
        width: 8,
      },
      prom(
        `sum by (instance, pool) (${name('store_connections', 'state="in_use"')})`,
        'in use, {{instance}} {{pool}}',
      ),
      prom(
        `sum by (instance, pool) (${name('store_connections_limit')})`,
        'limit, {{instance}} {{pool}}',
      ),
    ),
  ],
}
