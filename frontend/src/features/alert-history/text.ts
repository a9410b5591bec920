// The texts of the page of resolved alerts.

export const alertHistoryText = {
  form: 'Search resolved alerts',
  rows: 'Resolved alerts, all rows',
  fields: { q: 'Message', rule: 'Rule', room: 'Room (exact name)', severity: 'Severity' },
  columns: {
    severity: 'Severity',
    alert: 'Alert',
    subject: 'Subject',
    fired: 'Fired',
    resolved: 'Resolved',
    lasted: 'Duration',
    by: 'Resolved by',
  },
  noneTitle: 'No resolved alerts',
  none: 'No alert was resolved in this time range.',
  noMatchTitle: 'No match',
  noMatch: 'No resolved alert matches these filters and this time range.',
}
