// The texts of the audit trail.

export const auditText = {
  intro: 'Who did what, when and why. Each entry contains the hash of the entry before it.',
  form: 'Search the audit trail',
  rows: 'Audit trail, all rows',
  head: 'Last entry',
  headHint: 'Store the number and the hash elsewhere to detect later changes of entries.',
  empty: 'no entries yet',
  fields: { kind: 'Kind', actor: 'Actor', subject: 'Subject', q: 'Full text' },
  kindHint: 'For example alert.fired or rule.changed',
  columns: {
    sequence: 'No.',
    at: 'Time',
    kind: 'Kind',
    actor: 'Actor',
    subject: 'Subject',
    body: 'Details',
  },
  hash: 'Hash',
  noneTitle: 'No entries',
  none: 'No entry matches these filters and this time range.',
  older: 'Older',
  newest: 'Newest',
}
