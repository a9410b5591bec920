// The checks of a connection, each with its state in shape and word, and the doctor's words.

import { Link } from '@tanstack/react-router'
import {
  CircleCheck,
  CircleDashed,
  CircleSlash,
  CircleX,
  type LucideIcon,
  TriangleAlert,
} from 'lucide-react'
import { type Check, OPTIONAL } from '@/features/connect/checks'
import { connectText } from '@/features/connect/text'
import { Finding } from '@/features/shared/finding'
import { visible } from '@/ui/foreign'

const words = connectText.checks

const LOOKS: Readonly<
  Record<Check['state'], { icon: LucideIcon; color: string; bar: string; row: string }>
> = {
  ok: { icon: CircleCheck, color: 'text-ok', bar: 'bg-ok', row: '' },
  warn: { icon: TriangleAlert, color: 'text-warn', bar: 'bg-warn-mark', row: '' },
  bad: { icon: CircleX, color: 'text-crit', bar: 'bg-crit-mark', row: 'bg-crit-ground' },
  waiting: { icon: CircleDashed, color: 'text-muted', bar: 'bg-line-2', row: '' },
  off: { icon: CircleSlash, color: 'text-muted', bar: 'bg-line-2', row: '' },
}

export function CheckList({ checks }: { checks: readonly Check[] }) {
  const good = checks.filter(({ state }) => state === 'ok').length
  return (
    <section
      aria-label={words.title}
      className="min-w-0 rounded-md border border-line bg-surface rail:sticky rail:top-4"
    >
      <header className="border-line border-b px-3.5 pt-2.5 pb-3">
        <div className="flex min-h-7 flex-wrap items-center gap-x-3">
          <h2 className="font-semibold text-sm">{words.title}</h2>
          <p role="status" className="ms-auto text-muted text-xs">
            {words.good(good, checks.length)}
          </p>
          <span className="inline-flex items-center gap-1.5 text-muted text-xs">
            <i aria-hidden="true" className="size-1.75 rounded-full bg-ok" />
            {words.watching}
          </span>
        </div>
        <div aria-hidden="true" className="mt-2 flex gap-0.5">
          {checks.map(({ id, state }) => (
            <i key={id} className={`h-1 flex-1 rounded-full ${LOOKS[state].bar}`} />
          ))}
        </div>
      </header>
      <ul>
        {checks.map((check) => (
          <Row key={check.id} check={check} />
        ))}
      </ul>
      <footer className="flex flex-wrap items-center gap-3 border-line border-t px-3.5 py-3">
        <Link
          to="/"
          className="inline-flex h-7.5 items-center rounded-sm bg-accent px-3 font-semibold text-accent-fg text-sm hover:opacity-90 pointer-coarse:h-9"
        >
          {connectText.dashboard}
        </Link>
        <Link to="/sources" className="text-accent text-sm hover:underline">
          {connectText.sources}
        </Link>
      </footer>
    </section>
  )
}

function Row({ check: { id, state, value, findings, note } }: { check: Check }) {
  const { icon: Icon, color, row } = LOOKS[state]
  const known = state !== 'waiting' && state !== 'off'
  return (
    <li
      data-check={id}
      data-state={state}
      className={`border-line not-first:border-t px-3.5 py-2.5 text-sm ${row}`}
    >
      <div className="flex min-h-5 items-start gap-2.5">
        <Icon aria-hidden="true" size={16} className={`mt-0.5 shrink-0 ${color}`} />
        <span className={known ? 'font-semibold' : 'text-muted'}>
          {words.names[id]}
          <span className="sr-only">: {words.states[state]}</span>
        </span>
        <span className="foreign ms-auto min-w-0 text-end text-muted text-xs leading-5 [overflow-wrap:anywhere]">
          {value !== '' || known
            ? visible(value)
            : OPTIONAL.has(id)
              ? words.optional
              : words.states[state]}
        </span>
      </div>
      {note === '' ? null : (
        <p className="foreign ps-6.5 pt-1 text-muted [overflow-wrap:anywhere]">{visible(note)}</p>
      )}
      {findings.length === 0 ? null : (
        <div className="ps-3.5">
          {findings.map((finding) => (
            <Finding key={`${finding.code} ${finding.detail}`} diagnosis={finding} />
          ))}
          <p className="px-3 text-muted text-xs">{words.rerun}</p>
        </div>
      )}
    </li>
  )
}
