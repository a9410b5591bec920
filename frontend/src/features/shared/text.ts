// The texts that several pages of alerting show: marks of alerts, actions, the state of the evaluation.
import { plural } from '@/text/plural'

export const alertText = {
  resolvedAutomatically: 'automatically',

  flags: {
    noData: 'no data',
    noDataHint: 'The rule has no data: the alert keeps its state.',
    error: 'not evaluated',
    errorHint: 'The rule could not be evaluated: the alert keeps its state.',
    flapping: 'flapping',
    flappingHint:
      'The condition starts and stops repeatedly: the alert stays firing until it is stable.',
    silenced: 'silenced',
    silencedHint: (n: number) =>
      `${n} ${plural(n, 'silence matches', 'silences match')}: no notifications are sent.`,
  },

  evaluator: {
    last: 'Rules last evaluated',
    never: 'never, as far as this instance knows',
    rules: (rules: number, subjects: number) =>
      `${rules} ${plural(rules, 'rule', 'rules')} over ${subjects} ${plural(subjects, 'subject', 'subjects')}`,
    words: {
      ok: 'Evaluating',
      late: 'Late',
      failing: 'Failing',
      standby: 'Standby',
      unknown: 'Unknown',
    } as Readonly<Record<string, string>>,
    warnings: {
      late: 'Rules are evaluated late: alerts shown here may be over, and new alerts may be missing.',
      failing: 'Rules cannot be evaluated: alerts may be missing.',
      unknown: 'No rule has been evaluated yet: alerts may be missing.',
      standby:
        'Another instance evaluates the rules, and this instance does not know when it last did: alerts may be missing.',
      unread: 'The state of the evaluation could not be loaded: alerts may be missing.',
    } as Readonly<Record<string, string>>,
    parked: (n: number) =>
      `${n} ${plural(n, 'notification is', 'notifications are')} parked: the receiver did not accept ${plural(n, 'it', 'them')}.`,
    toReceivers: 'Show the receivers',
  },

  actions: {
    acknowledge: 'Acknowledge',
    unacknowledge: 'Unacknowledge',
    assign: 'Assign',
    note: 'Note',
    resolve: 'Resolve',
    silence: 'Silence',
    withKey: (action: string, key: string) => `${action} (${key})`,
    of: (action: string, message: string) => `${action}: ${message}`,
    assignee: 'Assign to',
    assigneeHint: 'Leave empty to remove the assignment.',
    toMe: 'To me',
    noteLabel: 'Note',
    noteOptional: 'Reason (optional)',
    resolveHint:
      'While the condition still holds, the rule does not fire again for this subject. It can fire again after the condition has ended.',
  },
}

/** A finding of the doctor. */
export const findingText = {
  severity: { info: 'Note', warning: 'Warning', critical: 'Critical' } as Readonly<
    Record<string, string>
  >,
  since: 'since',
  seen: 'Evidence',
  remedy: 'Solution',
}
