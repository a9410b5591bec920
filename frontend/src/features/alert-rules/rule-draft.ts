// The form state of a rule, and its validation. Pure; the server also validates.

import type { MeasureFacts, Rule } from '@/api/model'
import { rulesText } from '@/features/alert-rules/text'
import { type DurationParts, durationOf, durationParts } from '@/lib/duration-parts'
import { formatFigure } from '@/lib/format'

const words = rulesText.form

export const NAME = /^[a-z][a-z0-9_]{0,63}$/

const WEEK_S = 604_800
const HOUR_S = 3_600
const LONGEST_TEXT = 1_000

export interface RuleDraft {
  name: string
  description: string
  enabled: boolean
  measure: string
  comparison: string
  threshold: string
  window: DurationParts
  minimum: string
  for: DurationParts
  keep: DurationParts
  severity: string
  deployment: string
  region: string
  room: string
  message: string
  runbook: string
}

export const EMPTY_RULE: RuleDraft = {
  name: '',
  description: '',
  // A new rule is disabled until the user has checked and backtested it.
  enabled: false,
  measure: '',
  comparison: 'above',
  threshold: '',
  window: durationParts(0),
  minimum: '0',
  for: durationParts(0),
  keep: durationParts(0),
  severity: 'warning',
  deployment: '',
  region: '',
  room: '',
  message: '',
  runbook: '',
}

export function draftOfRule(rule: Rule): RuleDraft {
  return {
    name: rule.name,
    description: rule.description ?? '',
    enabled: rule.enabled,
    measure: rule.measure,
    comparison: rule.comparison,
    threshold: String(rule.threshold),
    window: durationParts(rule.window_seconds),
    minimum: String(rule.minimum_count),
    for: durationParts(rule.for_seconds),
    keep: durationParts(rule.keep_firing_for_seconds),
    severity: rule.severity,
    deployment: rule.scope.deployment ?? '',
    region: rule.scope.region ?? '',
    room: rule.scope.room ?? '',
    message: rule.message ?? '',
    runbook: rule.runbook_url ?? '',
  }
}

export type RuleFaults = Partial<Record<keyof RuleDraft, string>>

/** Whether the measure has rooms: only measures of rooms and of participants. */
export function hasRooms(measure: MeasureFacts | undefined): boolean {
  return measure?.subject === 'room' || measure?.subject === 'participant'
}

function thresholdFault(draft: RuleDraft, measure: MeasureFacts | undefined): string | undefined {
  const least = measure?.least_threshold ?? 0
  const greatest = measure?.greatest ?? null
  const value = draft.threshold.trim() === '' ? Number.NaN : Number(draft.threshold)
  return !Number.isFinite(value) || value < least || (greatest !== null && value > greatest)
    ? words.thresholdFault(formatFigure(least), greatest === null ? null : formatFigure(greatest))
    : undefined
}

function windowFault(draft: RuleDraft, measure: MeasureFacts | undefined): string | undefined {
  if (measure?.has_window === false) return undefined
  const seconds = durationOf(draft.window)
  if (measure?.is_ratio) {
    return seconds === null || seconds === 0 || seconds > HOUR_S
      ? words.windowRatioFault
      : undefined
  }
  return seconds === null || seconds > HOUR_S ? words.windowFault : undefined
}

function timeFault(parts: DurationParts): string | undefined {
  const seconds = durationOf(parts)
  return seconds === null || seconds > WEEK_S ? words.durationFault : undefined
}

const textFault = (value: string) => (value.length > LONGEST_TEXT ? words.tooLong : undefined)

export function ruleFaults(draft: RuleDraft, measure: MeasureFacts | undefined): RuleFaults {
  const found: Record<string, string | undefined> = {
    name: NAME.test(draft.name) ? undefined : words.nameFault,
    measure: draft.measure === '' ? words.missing : undefined,
    threshold: thresholdFault(draft, measure),
    window: windowFault(draft, measure),
    minimum:
      measure?.is_ratio && !/^\d{1,9}$/.test(draft.minimum.trim()) ? words.countFault : undefined,
    for: timeFault(draft.for),
    keep: timeFault(draft.keep),
    description: textFault(draft.description),
    message: textFault(draft.message),
    runbook:
      draft.runbook.trim() === '' || /^https?:\/\/\S+$/.test(draft.runbook.trim())
        ? undefined
        : words.runbookFault,
  }
  return Object.fromEntries(
    Object.entries(found).filter(([, fault]) => fault !== undefined),
  ) as RuleFaults
}

const orNull = (value: string) => (value.trim() === '' ? null : value.trim())

/** Converts a valid draft to the shape of the API, without fields that the measure does not have. */
export function ruleOfDraft(draft: RuleDraft, measure: MeasureFacts | undefined): Rule {
  return {
    name: draft.name,
    description: orNull(draft.description),
    enabled: draft.enabled,
    measure: draft.measure,
    comparison: draft.comparison,
    threshold: Number(draft.threshold),
    window_seconds: measure?.has_window === false ? 0 : (durationOf(draft.window) ?? 0),
    minimum_count: measure?.is_ratio ? Number(draft.minimum) : 0,
    for_seconds: durationOf(draft.for) ?? 0,
    keep_firing_for_seconds: durationOf(draft.keep) ?? 0,
    severity: draft.severity,
    scope: {
      deployment: orNull(draft.deployment),
      region: orNull(draft.region),
      room: hasRooms(measure) ? orNull(draft.room) : null,
    },
    message: orNull(draft.message),
    runbook_url: orNull(draft.runbook),
  }
}

/** The draft with another measure: a ratio needs a window and gets a default. */
export function withMeasure(draft: RuleDraft, measure: MeasureFacts | undefined): RuleDraft {
  const window =
    measure?.is_ratio && durationOf(draft.window) === 0 ? durationParts(300) : draft.window
  return { ...draft, measure: measure?.name ?? '', window }
}
