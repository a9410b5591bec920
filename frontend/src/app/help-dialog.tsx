import { useState } from 'react'
import { appText } from '@/app/text'
import { writePreference } from '@/lib/preference'
import { text } from '@/text/text'
import { Dialog } from '@/ui/dialog'
import { SINGLE_KEYS_PREFERENCE, singleKeysOn } from '@/ui/use-keys'

export function HelpDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog open={open} title={appText.help.title} closeWord={text.close} onClose={onClose}>
      <h3 className="mb-1 font-semibold text-sm">{appText.help.keys}</h3>
      <SingleKeys />
      <dl className="mt-2 grid grid-cols-[auto_1fr] items-baseline gap-x-3 gap-y-1 text-sm">
        {appText.help.bindings.map(([key, meaning]) => (
          <div key={key} className="col-span-2 grid grid-cols-subgrid">
            <dt>
              <kbd className="rounded-sm border border-line-strong bg-raised px-1.5 font-mono text-xs">
                {key}
              </kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <h3 className="mt-4 mb-1 font-semibold text-sm">{appText.help.terms}</h3>
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-1 text-sm">
        {appText.help.glossary.map(([word, meaning]) => (
          <div key={word} className="col-span-2 grid grid-cols-subgrid">
            <dt className="font-semibold">{word}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <h3 className="mt-4 mb-1 font-semibold text-sm">{appText.help.about}</h3>
      <p className="text-sm">
        {appText.help.license}{' '}
        <a href="/licenses" className="text-accent hover:underline">
          {appText.help.parts}
        </a>
      </p>
    </Dialog>
  )
}

function SingleKeys() {
  const [on, setOn] = useState(singleKeysOn)
  return (
    <label className="inline-flex min-h-6 items-center gap-2 text-sm">
      <input
        type="checkbox"
        checked={on}
        onChange={(event) => {
          setOn(event.target.checked)
          writePreference(SINGLE_KEYS_PREFERENCE, event.target.checked ? 'on' : 'off')
        }}
        className="size-4 accent-accent"
      />
      {appText.help.single}
    </label>
  )
}
