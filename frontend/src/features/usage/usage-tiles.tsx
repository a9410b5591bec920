import type { UsageFigures } from '@/api/model'
import { changeWords } from '@/features/usage/figures'
import { usageText } from '@/features/usage/text'
import { formatCount } from '@/lib/format'
import { Instant } from '@/ui/clock'

const words = usageText.tiles

interface Tile {
  label: string
  unit?: string
  value: (figures: UsageFigures) => number
  fact: (figures: UsageFigures) => React.ReactNode
  hint?: string
}

const TILES: readonly Tile[] = [
  {
    label: words.minutes,
    value: (figures) => figures.participant_minutes,
    fact: (figures) => words.metered(formatCount(figures.metered_minutes)),
    hint: words.meteredHint,
  },
  {
    label: words.peak,
    value: (figures) => figures.peak_participants,
    fact: (figures) => <Instant at={figures.peak_at} />,
  },
  {
    label: words.identities,
    value: (figures) => figures.identities,
    fact: (figures) => words.sessions(formatCount(figures.sessions)),
  },
  {
    label: words.egress,
    unit: words.min,
    value: (figures) => figures.egress.metered_minutes,
    fact: (figures) =>
      words.jobs(formatCount(figures.egress.jobs), formatCount(figures.egress.minutes)),
    hint: words.meteredHint,
  },
  {
    label: words.sip,
    unit: words.min,
    value: (figures) => sipOf(figures)?.metered_minutes ?? 0,
    fact: (figures) =>
      words.calls(
        formatCount(sipOf(figures)?.sessions ?? 0),
        formatCount(sipOf(figures)?.minutes ?? 0),
      ),
    hint: words.meteredHint,
  },
]

function sipOf(figures: UsageFigures) {
  return figures.kinds.find(({ kind }) => kind === 'sip')
}

export function UsageTiles({
  figures,
  before,
}: {
  figures: UsageFigures
  /** `null`: not all of the time before is known. */
  before: UsageFigures | null
}) {
  return (
    <section
      aria-label={words.label}
      className="grid grid-cols-2 gap-px overflow-hidden rounded-md border border-line bg-line nav:grid-cols-3 rail:grid-cols-5"
    >
      {TILES.map(({ label, unit, value, fact, hint }) => (
        <div
          key={label}
          title={hint}
          className="min-w-0 bg-surface px-3.5 py-2.5 last:max-nav:col-span-2 last:nav:max-rail:col-span-2"
        >
          <div className="truncate text-muted text-xs">{label}</div>
          <div className="mt-1 mb-1 flex items-baseline gap-1 whitespace-nowrap">
            <span className="font-semibold text-2xl tracking-[-0.02em]">
              {formatCount(value(figures))}
            </span>
            {unit === undefined ? null : <span className="text-muted text-sm">{unit}</span>}
          </div>
          <div className="truncate text-muted text-xs">
            {before === null ? (
              words.noBefore
            ) : (
              <>
                <b className="font-semibold text-fg">
                  {changeWords(value(figures), value(before))}
                </b>{' '}
                {words.before}
              </>
            )}
          </div>
          <div className="truncate text-muted text-xs">{fact(figures)}</div>
        </div>
      ))}
    </section>
  )
}
