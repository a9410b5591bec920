// The closed lists of words that forms offer: those of today.

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

/** What stands in place of a secret that is kept: written back, it keeps the one that is there. */
export const MASK = '********'
