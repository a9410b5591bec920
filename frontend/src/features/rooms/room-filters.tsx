import { KINDS } from '@/api/history-filter'
import { LONG_ROOMS, QUALITY_LIMITS, type RoomConditions } from '@/api/room-filter'
import { roomsText } from '@/features/rooms/text'
import { formatDuration } from '@/lib/format'
import { labels } from '@/text/labels'

const words = roomsText.filters

/** What must hold of the open rooms that are listed. */
export function RoomFilters({
  conditions,
  onChange,
}: {
  conditions: RoomConditions
  onChange: (conditions: RoomConditions) => void
}) {
  const { below, doubt, kind, longer } = conditions
  return (
    <fieldset className="flex flex-wrap items-center gap-2">
      <legend className="sr-only">{words.label}</legend>
      <select
        aria-label={words.quality}
        className="field"
        value={below ?? ''}
        onChange={({ target }) => onChange({ ...conditions, below: numberOf(target.value) })}
      >
        <option value="">{words.anyQuality}</option>
        {QUALITY_LIMITS.map((limit) => (
          <option key={limit} value={limit}>
            {words.below[limit]}
          </option>
        ))}
      </select>
      <select
        aria-label={words.kind}
        className="field"
        value={kind ?? ''}
        onChange={({ target }) =>
          onChange({ ...conditions, kind: KINDS.find((each) => each === target.value) ?? null })
        }
      >
        <option value="">{words.anyKind}</option>
        {KINDS.map((each) => (
          <option key={each} value={each}>
            {`${words.kind} ${labels.participantKind[each] ?? each}`}
          </option>
        ))}
      </select>
      <select
        aria-label={words.longer}
        className="field"
        value={longer ?? ''}
        onChange={({ target }) => onChange({ ...conditions, longer: numberOf(target.value) })}
      >
        <option value="">{words.anyLength}</option>
        {LONG_ROOMS.map((seconds) => (
          <option key={seconds} value={seconds}>
            {words.longerThan(formatDuration(seconds))}
          </option>
        ))}
      </select>
      <label className="inline-flex min-h-7.5 items-center gap-1.5 text-sm">
        <input
          type="checkbox"
          checked={doubt}
          onChange={({ target }) => onChange({ ...conditions, doubt: target.checked })}
        />
        {words.doubt}
      </label>
    </fieldset>
  )
}

function numberOf(value: string): number | null {
  return value === '' ? null : Number(value)
}
