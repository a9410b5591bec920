// The lanes of a room: one lane an identity, one bar a participant session. Pure.
import type { Participant, TimelineEntry } from '@/api/model'
import { instantOf } from '@/lib/format'
import type { Interval } from '@/lib/time-range'

/** LiveKit's ratings, and `unknown` while nobody reports. */
export const QUALITIES = ['excellent', 'good', 'poor', 'lost', 'unknown'] as const
export type QualityWord = (typeof QUALITIES)[number]

export interface QualitySpan extends Interval {
  quality: QualityWord
}

/** The line of a track: microphone, camera, screen, other, from the top. */
export type TrackLine = 0 | 1 | 2 | 3

export interface TrackSpan extends Interval {
  line: TrackLine
  muted: boolean
}

export interface LaneSession extends Interval {
  participant: Participant
  /** Whether it is still open; `to` is then the end of what is known. */
  isOpen: boolean
  /** From when it is not certain that the participant was present; `null`: it is certain. */
  doubtFrom: number | null
  isDropped: boolean
  /** How long after the end the identity came back, in milliseconds; `null`: not in this room. */
  backAfter: number | null
  tracks: readonly TrackSpan[]
  quality: readonly QualitySpan[]
}

export interface Lane {
  identity: string
  name: string
  kind: string | null
  sessions: readonly LaneSession[]
}

/** Departures that nobody wanted. */
const DROPS: ReadonlySet<string | null> = new Set(['unexpected', 'server'])

/** The lanes in the order of joining. `now`: the end of what is known. */
export function lanesOf(
  participants: readonly Participant[],
  entries: readonly TimelineEntry[],
  now: number,
): Lane[] {
  const told = new Map<string, TimelineEntry[]>()
  for (const entry of entries) {
    const sid = entry.participant_sid
    if (sid === null) continue
    const own = told.get(sid)
    if (own === undefined) told.set(sid, [entry])
    else own.push(entry)
  }
  const lanes = new Map<string, LaneSession[]>()
  for (const participant of participants) {
    const session = sessionOf(participant, told.get(participant.sid) ?? [], now)
    const own = lanes.get(participant.identity)
    if (own === undefined) lanes.set(participant.identity, [session])
    else own.push(session)
  }
  return [...lanes].map(([identity, unsorted]) => {
    const sessions = unsorted.sort((a, b) => a.from - b.from)
    const latest = sessions.at(-1)?.participant
    return {
      identity,
      name: latest?.name || identity,
      kind: latest?.kind ?? null,
      sessions: sessions.map((session, at) => {
        const next = sessions[at + 1]
        return session.isOpen || next === undefined
          ? session
          : { ...session, backAfter: Math.max(0, next.from - session.to) }
      }),
    }
  })
}

function sessionOf(
  participant: Participant,
  entries: readonly TimelineEntry[],
  now: number,
): LaneSession {
  const from = instantOf(participant.joined_at) ?? now
  const left = instantOf(participant.left_at)
  const isOpen = participant.departure === null
  const to = Math.max(from, isOpen ? now : (left ?? now))
  const range = participant.left_at_range
  const doubtful =
    participant.certainty === 'in_doubt'
      ? (instantOf(participant.info_at) ?? from)
      : range === null
        ? null
        : instantOf(range.earliest)
  return {
    participant,
    from,
    to,
    isOpen,
    doubtFrom: doubtful === null ? null : Math.min(Math.max(doubtful, from), to),
    isDropped: DROPS.has(participant.departure),
    backAfter: null,
    tracks: participant.tracks.flatMap((track) => {
      const start = Math.max(from, instantOf(track.published_at) ?? from)
      const end = Math.min(to, instantOf(track.unpublished_at) ?? to)
      if (end < start) return []
      const changes = entries.filter(
        ({ kind, detail }) =>
          (kind === 'track_muted' || kind === 'track_unmuted') && detail.track_sid === track.sid,
      )
      return mutes(changes, track.muted ?? false, { from: start, to: end }).map((span) => ({
        ...span,
        line: lineOf(track.source, track.type),
      }))
    }),
    quality: qualities(entries, { from, to }, !isOpen || participant.connection_quality !== null),
  }
}

function lineOf(source: string, type: string): TrackLine {
  if (source === 'MICROPHONE') return 0
  if (source === 'CAMERA') return 1
  if (source.startsWith('SCREEN')) return 2
  return type === 'AUDIO' ? 0 : type === 'VIDEO' ? 1 : 3
}

/** When a track was muted. `last`: its state now, and always if no change was reported. */
function mutes(
  changes: readonly TimelineEntry[],
  last: boolean,
  { from, to }: Interval,
): (Interval & { muted: boolean })[] {
  const first = changes[0]
  let muted = first === undefined ? last : first.kind !== 'track_muted'
  let start = from
  const spans: (Interval & { muted: boolean })[] = []
  for (const change of changes) {
    const at = Math.min(Math.max(instantOf(change.at) ?? start, start), to)
    if (at > start) spans.push({ from: start, to: at, muted })
    muted = change.kind === 'track_muted'
    start = at
  }
  spans.push({ from: start, to, muted })
  return spans
}

/** How long a client's report counts, in milliseconds: as in the service. */
const FRESH_MS = 45_000

/** The reported quality. `reports`: whether the client still reports, as far as is known. */
function qualities(
  entries: readonly TimelineEntry[],
  { from, to }: Interval,
  reports: boolean,
): QualitySpan[] {
  const changes = entries.filter(({ kind }) => kind === 'quality_changed')
  const spans: QualitySpan[] = []
  let quality = qualityOf(changes[0]?.detail.from)
  let start = from
  for (const change of changes) {
    const at = Math.min(Math.max(instantOf(change.at) ?? start, start), to)
    if (at > start) spans.push({ from: start, to: at, quality })
    quality = qualityOf(change.detail.to)
    start = at
  }
  // No event says that a client stopped to report: its last report counts no longer than any other.
  const end = reports || quality === 'unknown' ? to : Math.min(to, start + FRESH_MS)
  spans.push({ from: start, to: end, quality })
  if (end < to) spans.push({ from: end, to, quality: 'unknown' })
  return spans
}

function qualityOf(word: unknown): QualityWord {
  return QUALITIES.find((each) => each === word) ?? 'unknown'
}

/** From the first join to the last leave, or to now. `null`: nobody was there. */
export function extentOf(lanes: readonly Lane[]): Interval | null {
  let from = Number.POSITIVE_INFINITY
  let to = Number.NEGATIVE_INFINITY
  for (const { sessions } of lanes) {
    for (const session of sessions) {
      from = Math.min(from, session.from)
      to = Math.max(to, session.to)
    }
  }
  return from > to ? null : { from, to: Math.max(to, from + 1_000) }
}

/** The session of a lane at a time, else the last one before it. */
export function sessionAt(lane: Lane, at: number): LaneSession | null {
  return lane.sessions.findLast(({ from }) => from <= at) ?? null
}

export function qualityAt(session: LaneSession, at: number): QualityWord {
  return session.quality.find(({ from, to }) => from <= at && at <= to)?.quality ?? 'unknown'
}
