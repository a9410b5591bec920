// Compares the counts of a source with the console's own. Pure.
import { sourcesText } from '@/features/sources/text'
import { formatCount } from '@/lib/format'

/** The bounds of a number that no source counts exactly. */
export interface Range {
  least: number
  most: number
}

/** The counts of a source; a count that it does not report is `null` or absent. */
export interface Count {
  rooms: number | null
  participants: number | null
  people?: number | null
  participants_range?: Range | null
  at?: string | null
}

const words = sourcesText.counts
const NOUNS = ['rooms', 'participants', 'people'] as const
export type Noun = (typeof NOUNS)[number]

export interface Verdict {
  differs: boolean
  words: string
}

/** The number in the range that is nearest to `ours`. */
function nearest(range: Range | null, ours: number | null): number | null {
  return range === null || ours === null ? null : Math.min(Math.max(ours, range.least), range.most)
}

/** Compares the counts that both know; an unknown count is neither equal nor different. */
export function verdictOf(
  counts: Readonly<Record<Noun, number | null>>,
  console: Count | null,
  range: Range | null = null,
): Verdict {
  const parts: string[] = []
  let compared = 0
  for (const noun of NOUNS) {
    const ours = console?.[noun] ?? null
    const theirs = counts[noun] ?? (noun === 'participants' ? nearest(range, ours) : null)
    if (theirs === null || ours === null) continue
    compared += 1
    const difference = Math.round(theirs - ours)
    const amount = Math.abs(difference)
    if (difference > 0) parts.push(words.more(formatCount(amount), words.nouns[noun](amount)))
    if (difference < 0) parts.push(words.fewer(formatCount(amount), words.nouns[noun](amount)))
  }
  if (compared === 0) return { differs: false, words: words.unknown }
  return parts.length === 0
    ? { differs: false, words: words.same }
    : { differs: true, words: parts.join(', ') }
}
