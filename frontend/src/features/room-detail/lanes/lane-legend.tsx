import { laneText } from '@/features/room-detail/lanes/text'

const words = laneText.legend

const KEYS = [
  ['h-0.5 w-3.5 bg-muted', words.track],
  ['h-0 w-3.5 border-muted border-t-2 border-dotted', words.muted],
  ['h-0.5 w-3.5 bg-s1', words.fine],
  ['h-1 w-3.5 bg-warn-mark', words.poor],
  ['h-1.5 w-3.5 bg-crit-mark', words.lost],
  ['h-3 w-0.75 bg-crit-mark', words.dropped],
  ['hatched h-2.5 w-3.5', words.doubt],
] as const

export function LaneLegend() {
  return (
    <ul
      aria-label={words.label}
      className="flex flex-wrap items-center gap-x-3.5 gap-y-1 text-soft text-xs sm:ms-auto"
    >
      {KEYS.map(([look, word]) => (
        <li key={word} className="inline-flex items-center gap-1.5">
          <span aria-hidden="true" className={`inline-block ${look}`} />
          {word}
        </li>
      ))}
    </ul>
  )
}
