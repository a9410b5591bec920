// The form state of a silence, and its validation. Pure.

import type { Alert, Matcher, SilenceRow, SilenceSpec } from '@/api/model'
import { silenceFormText } from '@/features/shared/silence-form/text'
import { instantOf, type Zone } from '@/lib/format'
import { momentOf, toField } from '@/lib/moment'

const words = silenceFormText

export interface DraftMatcher extends Matcher {
  /** The React key of the row. */
  key: number
}

export interface SilenceDraft {
  matchers: DraftMatcher[]
  /** RFC 3339; `null` while the field is empty or invalid. */
  startsAt: string | null
  endsAt: string | null
  endless: boolean
  recurs: boolean
  weekdays: string[]
  timeFrom: string
  timeTo: string
  timezone: string
  comment: string
  author: string
}

const HOUR_MS = 3_600_000

/** The durations that the form offers, in hours. */
export const QUICK_HOURS = [1, 4, 24] as const

export function emptySilence(now: number, author: string, timezone: string): SilenceDraft {
  return {
    matchers: [{ key: 0, name: 'rule', value: '', equal: true }],
    startsAt: momentOf(now),
    endsAt: momentOf(now + HOUR_MS),
    endless: false,
    recurs: false,
    weekdays: [],
    timeFrom: '22:00',
    timeTo: '06:00',
    timezone,
    comment: '',
    author,
  }
}

/** The initial values of a silence for this alert: a matcher for each of its fields. */
export function silenceForAlert(alert: Alert, now: number): Partial<SilenceDraft> {
  const { rule, deployment, room, participant, node } = alert
  const fields = Object.entries({ rule, deployment, room, participant, node })
  return {
    startsAt: momentOf(now),
    endsAt: momentOf(now + HOUR_MS),
    matchers: fields
      .filter((pair): pair is [string, string] => pair[1] !== null && pair[1] !== '')
      .map(([name, value], key) => ({ key, name, value, equal: true })),
  }
}

export function draftOfSilence(silence: SilenceRow, fallback: SilenceDraft): SilenceDraft {
  const { recurrence } = silence
  return {
    matchers: silence.matchers.map((matcher, key) => ({ ...matcher, key })),
    startsAt: silence.starts_at,
    endsAt: silence.ends_at,
    endless: silence.ends_at === null,
    recurs: recurrence !== null,
    weekdays: recurrence?.weekdays ?? [],
    timeFrom: recurrence?.from ?? fallback.timeFrom,
    timeTo: recurrence?.to ?? fallback.timeTo,
    timezone: recurrence?.timezone ?? fallback.timezone,
    comment: silence.comment,
    author: fallback.author === '' ? (silence.author ?? '') : fallback.author,
  }
}

export type SilenceFaults = Partial<
  Record<'matchers' | 'startsAt' | 'endsAt' | 'timeFrom' | 'timeTo' | 'comment', string>
>

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/

export function silenceFaults(draft: SilenceDraft): SilenceFaults {
  const start = instantOf(draft.startsAt)
  const end = instantOf(draft.endsAt)
  const open = draft.recurs && draft.endless
  return {
    ...(draft.matchers.length === 0 ? { matchers: words.needMatcher } : {}),
    ...(start === null ? { startsAt: words.startFault } : {}),
    ...(open || (end !== null && end > (start ?? 0)) ? {} : { endsAt: words.endFault }),
    ...(draft.recurs && !TIME.test(draft.timeFrom) ? { timeFrom: words.timeFault } : {}),
    ...(draft.recurs && !TIME.test(draft.timeTo) ? { timeTo: words.timeFault } : {}),
    ...(draft.comment.trim() === '' || draft.comment.length > 1_000
      ? { comment: words.commentFault }
      : {}),
  }
}

/** Converts a valid draft to the shape of the API. */
export function specOf(draft: SilenceDraft): SilenceSpec {
  return {
    matchers: draft.matchers.map(({ name, value, equal }) => ({ name, value, equal })),
    starts_at: draft.startsAt ?? '',
    ends_at: draft.recurs && draft.endless ? null : draft.endsAt,
    recurrence: draft.recurs
      ? {
          weekdays: draft.weekdays,
          from: draft.timeFrom,
          to: draft.timeTo,
          timezone: draft.timezone.trim() === '' ? 'UTC' : draft.timezone.trim(),
        }
      : null,
    comment: draft.comment.trim(),
    author: draft.author.trim() || null,
  }
}

/** The draft with a duration in hours. */
export function lasting(draft: SilenceDraft, hours: number, now: number): SilenceDraft {
  const start = instantOf(draft.startsAt) ?? now
  return { ...draft, endless: false, endsAt: momentOf(start + hours * HOUR_MS) }
}

/** The time in a `datetime-local` field, past or future; `null` while it is empty. */
export function momentIn(value: string, zone: Zone): string | null {
  const instant = Date.parse(zone === 'utc' ? `${value}Z` : value)
  return Number.isNaN(instant) ? null : momentOf(instant)
}

export function fieldOf(moment: string | null, zone: Zone): string {
  return moment === null ? '' : toField(moment, zone).slice(0, 16)
}
