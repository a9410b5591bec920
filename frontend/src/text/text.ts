// The texts that several features show. The texts of one feature are in its own text.ts.
import { plural } from '@/text/plural'

export const text = {
  unknown: '—',
  loading: 'Loading…',
  ago: 'ago',
  any: 'any',
  anonymous: 'anonymous',
  close: 'Close',
  cancel: 'Cancel',
  edit: 'Edit',
  delete: 'Delete',
  search: 'Search',
  clear: 'Clear filters',
  refresh: 'Refresh',
  failed: 'Action failed',
  unnamedRoom: 'unnamed room',
  ofHundred: 'of 100',
  sortBy: (column: string) => `Sort by ${column}`,
  deployment: {
    label: 'Deployment',
    all: 'All deployments',
    region: (name: string) => `Region ${name}`,
  },
  zone: { utc: 'UTC', local: 'Local' },

  paging: {
    label: 'Pages',
    previous: 'Previous',
    next: 'Next',
    first: 'First page',
    beyondTitle: 'Page not found',
    beyond: 'The result has fewer pages.',
    total: (shown: string, total: string) => `${shown} of ${total}`,
  },

  copy: 'Copy',
  copied: 'Copied',
  copyFailed: 'Select the text to copy it',

  exports: {
    label: 'Export all results',
    as: (format: string) => `Export as ${format}`,
    formats: { csv: 'CSV', json: 'JSON', ndjson: 'NDJSON' },
  },

  noRooms: {
    title: 'No rooms yet',
    body: 'Rooms appear here when LiveKit opens them and sends its webhooks to this console.',
    connect: 'Connect a LiveKit',
  },

  /** Why a value is not shown. */
  reason: {
    quality: 'No source reports quality (client reports, node metrics).',
    noRooms: 'No room is open.',
    notMeasured: 'Not measured yet.',
    notReported: 'No source reported it.',
    present: 'Still present.',
  },

  /** Marks of participants. */
  participant: {
    machine: 'machine',
    hidden: 'hidden',
    forwarded: 'forwarded',
    neverActive: 'never became active',
    polled: 'seen by API poll',
    polledHint: 'At least one of these facts came from an API poll and not from a webhook.',
  },

  track: {
    muted: 'muted',
    muteUnknown: 'mute state not known',
    inDoubt: 'in doubt: no source saw it then',
    asOf: 'as of',
  },

  /** Fields that hold a duration. */
  duration: {
    units: { s: 'seconds', m: 'minutes', h: 'hours', d: 'days' } as Readonly<
      Record<string, string>
    >,
    unitOf: (label: string) => `${label}, unit`,
  },

  error: {
    title: 'Could not load the data',
    retry: 'Retry',
    request: (id: string) => `Request ${id}`,
    tried: (time: string) => `Last attempt at ${time}.`,
  },

  attempts: (n: number) => `${n} ${plural(n, 'attempt', 'attempts')}`,
}
