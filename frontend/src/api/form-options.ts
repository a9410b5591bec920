// The values that forms offer: the current enums of the API.

export const SEVERITIES = ['info', 'warning', 'critical'] as const
export type Severity = (typeof SEVERITIES)[number]

export const COMPARISONS = ['above', 'at_least', 'below', 'at_most'] as const

export const MATCHER_NAMES = [
  'rule',
  'severity',
  'deployment',
  'region',
  'room',
  'participant',
  'node',
] as const

export const WEEKDAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const

export const TARGET_TYPES = ['slack', 'pagerduty', 'webhook', 'alertmanager', 'email'] as const

/** Stands in place of a stored secret: sending it back keeps the stored secret. */
export const MASK = '********'
