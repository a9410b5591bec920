// The facts of a session and their certainty, as lists and pages show them.

import type { ReactNode } from 'react'
import { formatCount } from '@/lib/format'
import { reasonWords } from '@/text/disconnect-reasons'
import { labels } from '@/text/labels'
import { text } from '@/text/text'
import { Instant } from '@/ui/clock'
import { Status, type Tone, toneOf } from '@/ui/status'
import { Unknown } from '@/ui/unknown'
import { Words } from '@/ui/words'

/** A named value in a `dl`. */
export function Fact({
  name,
  wide = false,
  children,
}: {
  name: string
  wide?: boolean
  children: ReactNode
}) {
  return (
    <div className={`min-w-0 ${wide ? 'col-span-full' : ''}`}>
      <dt className="text-muted text-xs">{name}</dt>
      <dd className="[overflow-wrap:anywhere]">{children}</dd>
    </div>
  )
}

/** An inferred end: the interval in which it happened. */
export function Span({ earliest, latest }: { earliest: string; latest: string }) {
  return (
    <span>
      <Instant at={earliest} />
      {' – '}
      <Instant at={latest} />
    </span>
  )
}

export function Badge({ word, hint }: { word: string; hint?: string }) {
  return (
    <span
      title={hint}
      className="whitespace-nowrap rounded-sm border border-line-strong px-1 text-muted text-xs leading-4"
    >
      {word}
    </span>
  )
}

/** Marks a session with facts that only an API poll reported. */
export function Healed({ sources }: { sources: readonly string[] | undefined }) {
  return sources?.includes('poll') ? (
    <Badge word={text.participant.polled} hint={text.participant.polledHint} />
  ) : null
}

const DEPARTURE_TONES: Readonly<Record<string, Tone>> = {
  normal: 'ok',
  unexpected: 'crit',
  replaced: 'info',
  removed: 'info',
  server: 'warn',
  call_outcome: 'info',
  reconciled: 'warn',
}

export function Departure({
  departure,
  reason,
  aborted,
}: {
  departure: string | null
  /** LiveKit's name of the disconnect reason. */
  reason: string | null
  aborted: boolean
}) {
  if (departure === null) return <Unknown reason={text.reason.present} />
  return (
    <div>
      <Status
        tone={DEPARTURE_TONES[departure] ?? 'unk'}
        word={labels.departure[departure] ?? departure}
      />
      {reason === null ? null : (
        <div
          title={`${reason}: ${reasonWords(reason).meaning}`}
          className="text-muted text-xs [overflow-wrap:anywhere]"
        >
          {reasonWords(reason).short}
        </div>
      )}
      {aborted ? <div className="text-muted text-xs">{text.participant.neverActive}</div> : null}
    </div>
  )
}

/** The certainty of a session, with its evidence. */
export function Certainty({
  certainty,
  evidence,
  sources,
}: {
  certainty: string
  evidence: string | null
  sources?: readonly string[] | undefined
}) {
  const word = labels.certainty[certainty] ?? certainty
  return (
    <div>
      <span className="inline-flex flex-wrap items-center gap-x-1.5">
        {certainty === 'observed' ? (
          <span className="text-muted">{word}</span>
        ) : (
          <Status tone={toneOf(certainty)} word={word} />
        )}
        <Healed sources={sources} />
      </span>
      {evidence === null ? null : (
        <div className="text-muted text-xs [overflow-wrap:anywhere]">
          <Words text={evidence} />
        </div>
      )}
    </div>
  )
}

/** A connection quality of 0–100 with its source; unknown is an em dash. */
export function Quality({
  value,
  source,
  named = false,
}: {
  value: number | null
  source: string | null | undefined
  /** The source is shown as text, and not only in the tooltip. */
  named?: boolean
}) {
  if (value === null) return <Unknown reason={text.reason.quality} />
  const reportedBy = source ? (labels.qualitySource[source] ?? source) : null
  return (
    <span title={reportedBy ?? undefined}>
      {formatCount(value)}
      {named ? <span className="text-muted"> {text.ofHundred}</span> : null}
      {named && reportedBy !== null ? (
        <span className="text-muted text-xs"> · {reportedBy}</span>
      ) : null}
    </span>
  )
}
