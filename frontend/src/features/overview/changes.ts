// What differs in a span from the equal span before: who dropped, by reason, room and region. Pure.
import type { Participant } from '@/api/model'
import { instantOf } from '@/lib/format'
import type { Interval } from '@/lib/time-range'

export interface Change {
  /** LiveKit's name of a reason, the name of a room, of a region. */
  name: string
  now: number
  before: number
}

export interface Changes {
  dropped: { now: number; before: number }
  reasons: Change[]
  rooms: Change[]
  /** Empty where no session has a region. */
  regions: Change[]
}

/** The most rows of each list. */
const MOST = 4

/** The drops that ended in the span, and in the equal span before. */
export function changesOf(participants: readonly Participant[], { from, to }: Interval): Changes {
  const within = (start: number, end: number) =>
    participants.filter(({ left_at }) => {
      const at = instantOf(left_at)
      return at !== null && at >= start && at < end
    })
  const [now, before] = [within(from, to), within(2 * from - to, from)]
  const by = (of: (participant: Participant) => string | null) => {
    const counts = new Map<string, Change>()
    const count = (all: readonly Participant[], span: 'now' | 'before') => {
      for (const each of all) {
        const name = of(each)
        if (name === null) continue
        const known = counts.get(name) ?? { name, now: 0, before: 0 }
        counts.set(name, { ...known, [span]: known[span] + 1 })
      }
    }
    count(now, 'now')
    count(before, 'before')
    return [...counts.values()]
      .filter((change) => change.now !== change.before)
      .sort((a, b) => Math.abs(b.now - b.before) - Math.abs(a.now - a.before))
      .slice(0, MOST)
  }
  return {
    dropped: { now: now.length, before: before.length },
    reasons: by(({ disconnect_reason }) => disconnect_reason),
    rooms: by(({ room_name }) => room_name),
    regions: by(({ region }) => region),
  }
}
