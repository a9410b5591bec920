// The frame of every alerting page: the tabs, and the name of the user.

import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useId, useState } from 'react'
import { appText } from '@/app/text'
import { ACTOR_LENGTH, actorName, setActorName } from '@/lib/actor'
import { text } from '@/text/text'

const words = appText.alertPages

const TABS = [
  ['/alerts', words.active],
  ['/alerts/history', words.history],
  ['/alerts/rules', words.rules],
  ['/alerts/silences', words.silences],
  ['/alerts/receivers', words.receivers],
  ['/alerts/audit', words.audit],
] as const

export function AlertsFrame({ children }: { children: ReactNode }) {
  return (
    <div className="page min-h-0 flex-1 gap-3 pb-3">
      <header className="flex flex-wrap items-end justify-between gap-x-4 gap-y-1.5 border-line border-b">
        <h1 className="pb-1.5 font-semibold text-lg max-sm:sr-only">{words.title}</h1>
        <nav aria-label={words.label} className="-mb-px flex flex-wrap">
          {TABS.map(([to, word]) => (
            <Link
              key={to}
              to={to}
              activeOptions={{ exact: to === '/alerts', includeSearch: false }}
              className="border-transparent border-b-2 px-3 py-1.5 text-muted text-sm hover:text-fg focus-visible:-outline-offset-2 aria-[current=page]:border-accent aria-[current=page]:font-semibold aria-[current=page]:text-fg max-sm:px-2"
            >
              {word}
            </Link>
          ))}
        </nav>
        <Actor />
      </header>
      {children}
    </div>
  )
}

function Actor() {
  const id = useId()
  const [name, setName] = useState(actorName)
  return (
    <div className="ms-auto flex items-center gap-1.5 pb-1.5" title={words.actorHint}>
      <label htmlFor={id} className="whitespace-nowrap text-muted text-xs">
        {words.actor}
      </label>
      <input
        id={id}
        value={name}
        placeholder={text.anonymous}
        maxLength={ACTOR_LENGTH}
        autoComplete="name"
        spellCheck={false}
        onChange={(event) => {
          setName(event.target.value)
          setActorName(event.target.value)
        }}
        className="field w-32"
      />
    </div>
  )
}
