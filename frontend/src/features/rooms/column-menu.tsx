import { Columns3 } from 'lucide-react'
import { type ColumnId, OPTIONAL } from '@/features/rooms/columns'
import { roomsText } from '@/features/rooms/text'

/** The choice of columns; it stays in the browser. */
export function ColumnMenu({
  hidden,
  onChange,
}: {
  hidden: ReadonlySet<ColumnId>
  onChange: (hidden: ColumnId[]) => void
}) {
  return (
    <details className="relative">
      <summary className="inline-flex h-7.5 list-none items-center gap-1.5 rounded-sm border border-line-2 bg-surface px-2.5 text-sm hover:bg-raised pointer-coarse:h-9">
        <Columns3 aria-hidden="true" size={14} />
        {roomsText.columnsShown}
      </summary>
      <fieldset className="absolute end-0 top-full z-20 mt-1 flex w-44 flex-col rounded-md border border-line-2 bg-surface p-2 shadow-pop">
        <legend className="sr-only">{roomsText.columnsShown}</legend>
        {OPTIONAL.map(({ id, title }) => (
          <label key={id} className="flex min-h-7 items-center gap-2 text-sm">
            <input
              type="checkbox"
              checked={!hidden.has(id)}
              onChange={({ target }) => {
                const others = [...hidden].filter((each) => each !== id)
                onChange(target.checked ? others : [...others, id])
              }}
            />
            {title}
          </label>
        ))}
      </fieldset>
    </details>
  )
}
