// The first sentence of the dashboard: what is wrong, since when; or since when nothing is. Pure.
import type { Alert, Health } from '@/api/model'
import { overviewText } from '@/features/overview/text'
import type { EvaluatorHealth } from '@/lib/evaluator'
import { formatDuration, instantOf } from '@/lib/format'
import { plural } from '@/text/plural'
import type { Tone } from '@/ui/status'

const words = overviewText.status

export interface Known {
  /** Open alerts. */
  open: readonly Alert[]
  /** The latest resolved ones. */
  resolved: readonly Alert[]
  sources: Health['sources']
  startedAt: string
  /** The number of deployments. */
  deployments: number
  /** Why open alerts may be out of date. */
  evaluator: EvaluatorHealth
  /** Seconds by which webhooks are late; `null`: they are not. */
  lag: number | null
}

export interface Sentence {
  tone: Tone
  lead: string
  /** What the lead does not say. */
  more: string
  /** The alert that the lead is about. */
  alert: string | null
  /** No source has reported yet: there may be none. */
  unconnected?: true
}

const SERIOUS = ['critical', 'warning'] as const

/** `clock` writes a time of today. */
export function statusSentence(known: Known, clock: (instant: number) => string): Sentence {
  const of = (severity: string) =>
    known.open
      .filter((alert) => alert.severity === severity)
      .sort((a, b) => b.started_at.localeCompare(a.started_at))
  const [critical, warnings] = SERIOUS.map(of)
  const [worst] = [...(critical ?? []), ...(warnings ?? [])]
  const late = known.lag === null ? null : words.late(formatDuration(known.lag))
  if (worst !== undefined) {
    const others = [
      count((critical ?? []).length - (worst.severity === 'critical' ? 1 : 0), 'critical'),
      count((warnings ?? []).length - (worst.severity === 'warning' ? 1 : 0), 'warning'),
    ].filter((part) => part !== '')
    const since = instantOf(worst.started_at)
    return {
      tone: worst.severity === 'critical' ? 'crit' : 'warn',
      lead: [
        words.lead(
          worst.severity === 'critical' ? words.critical : words.warning,
          brief(worst.message, known.deployments > 1),
          since === null ? null : clock(since),
        ),
        ...others,
      ].join(' · '),
      more: late !== null && worst.rule !== 'webhooks_late' ? late : '',
      alert: worst.id,
    }
  }
  const calm = { alert: null, more: '' }
  if (!known.sources.some(({ last_received_at }) => last_received_at !== null)) {
    return { ...calm, tone: 'unk', lead: words.nothing, more: words.nothingMore, unconnected: true }
  }
  if (late !== null) return { ...calm, tone: 'warn', lead: late }
  if (known.evaluator !== 'ok' && known.evaluator !== 'standby') {
    return { ...calm, tone: 'unk', lead: words.unevaluated, more: words.unevaluatedMore }
  }
  const down = known.sources.filter(({ status }) => /^(down|silent|refusing)$/.test(status))
  if (down.length > 0) {
    return { ...calm, tone: 'warn', lead: words.sources(down.length) }
  }
  const since = Math.max(
    ...[known.startedAt, ...known.resolved.filter(isSerious).map((each) => each.resolved_at)].map(
      (time) => instantOf(time) ?? 0,
    ),
  )
  const notes = known.open.length
  return {
    ...calm,
    tone: 'ok',
    lead: words.healthy(clock(since)),
    more: notes === 0 ? '' : words.notes(notes),
  }
}

function isSerious({ severity }: Alert): boolean {
  return SERIOUS.some((each) => each === severity)
}

function count(n: number, severity: 'critical' | 'warning'): string {
  if (n === 0) return ''
  return severity === 'critical'
    ? words.moreCritical(n)
    : `${n} ${plural(n, 'warning', 'warnings')}`
}

/** The chart shows threshold and window; with one deployment its name says nothing. */
function brief(message: string, several: boolean): string {
  const short = message.replace(/ \(threshold [^)]*\)$/, '').replace(/, averaged over [^,]+,?/, '')
  return several ? short : short.replace(/ on `[^`]+`$/, '')
}
