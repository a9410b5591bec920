import { Fragment, useState } from 'react'
import type { SettingsReport } from '@/api/model'
import { settingsText } from '@/features/settings/text'
import { Badge } from '@/ui/facts'
import { Foreign } from '@/ui/foreign'
import { Panel } from '@/ui/panel'

const words = settingsText

/** What the service shows in place of a secret. */
const HIDDEN = '***'

export function Configuration({ settings }: { settings: SettingsReport['settings'] }) {
  const [part, setPart] = useState('')
  const [onlySet, setOnlySet] = useState(false)
  const wanted = part.trim().toLowerCase()
  const shown = settings.filter(
    ({ name, value, origin }) =>
      (!onlySet || origin !== 'default') && `${name} ${value}`.toLowerCase().includes(wanted),
  )
  return (
    <Panel
      title={words.configuration}
      aside={
        <span className="flex flex-wrap items-center gap-3">
          <label className="inline-flex items-center gap-1.5 text-sm">
            <input
              type="checkbox"
              checked={onlySet}
              onChange={({ target }) => setOnlySet(target.checked)}
            />
            {words.changed}
          </label>
          <input
            type="search"
            aria-label={words.filter}
            placeholder={words.filter}
            value={part}
            onChange={({ target }) => setPart(target.value)}
            className="field w-44"
          />
        </span>
      }
    >
      {shown.length === 0 ? (
        <p className="px-3.5 pb-3 text-muted text-sm">{words.none}</p>
      ) : (
        <section
          aria-label={words.rows}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard
          tabIndex={0}
          className="max-h-[60dvh] overflow-auto"
        >
          <table className="w-full table-fixed text-sm">
            <thead className="sticky top-0 bg-surface shadow-[0_1px_0_var(--line)]">
              <tr>
                <th scope="col" className="cell font-normal text-muted text-xs">
                  {words.columns.name}
                </th>
                <th scope="col" className="cell font-normal text-muted text-xs">
                  {words.columns.value}
                </th>
                <th scope="col" className="cell w-28 font-normal text-muted text-xs">
                  {words.columns.origin}
                </th>
              </tr>
            </thead>
            <tbody>
              {shown.map(({ name, value, origin }) => (
                <tr key={name} className="border-line border-t align-top">
                  <th
                    scope="row"
                    className="px-2 py-1.5 ps-3.5 text-start font-mono font-normal text-xs [overflow-wrap:anywhere]"
                  >
                    <Breaking name={name} />
                  </th>
                  <td
                    title={value === HIDDEN ? words.secret : undefined}
                    className="px-2 py-1.5 [overflow-wrap:anywhere]"
                  >
                    {value === '' ? (
                      <span className="text-muted">{words.empty}</span>
                    ) : (
                      <Foreign value={value} />
                    )}
                  </td>
                  <td className="px-2 py-1.5 pe-3.5">
                    {origin === 'default' ? (
                      <span className="text-muted">{words.origins.default}</span>
                    ) : (
                      <Badge word={words.origins[origin] ?? origin} />
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </Panel>
  )
}

/** A name that may break after its words, not within them. */
function Breaking({ name }: { name: string }) {
  let at = 0
  return name.split(/(?<=[_.])/).map((part) => {
    const key = at
    at += part.length
    return (
      <Fragment key={key}>
        {part}
        <wbr />
      </Fragment>
    )
  })
}
