// Search everywhere: rooms, people, sids, alerts, pages and actions, by keyboard.

import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Bell, FileText, type LucideIcon, Radio, User, Zap } from 'lucide-react'
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { findQuery } from '@/api/find'
import { type Action, type Item, itemsFor } from '@/app/palette-items'
import { appText } from '@/app/text'
import { visible } from '@/ui/foreign'
import { useDebounced } from '@/ui/use-debounced'
import { keepTabInside, useModal } from '@/ui/use-modal'

const words = appText.palette

const ICONS: Readonly<Record<Item['group'], LucideIcon>> = {
  page: FileText,
  action: Zap,
  room: Radio,
  participant: User,
  alert: Bell,
}

/** The search starts after this pause in typing, in milliseconds. */
const TYPING_MS = 150

interface Props {
  onAction: (action: Action) => void
  onClose: () => void
}

export function Palette({ onAction, onClose }: Props) {
  const element = useRef<HTMLDialogElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const id = useId()
  const navigate = useNavigate()
  const [q, setQ] = useState('')
  const [at, setAt] = useState(0)
  const asked = useDebounced(q.trim(), TYPING_MS)
  const { data, error, isFetching } = useQuery(findQuery(asked))
  useModal(true, element)

  const items = itemsFor(q, data)
  const chosen = Math.min(at, items.length - 1)
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView?.({ block: 'nearest' })
  })

  const run = (item: Item | undefined) => {
    if (item === undefined) return
    onClose()
    if ('action' in item.does) onAction(item.does.action)
    else void navigate({ search: {}, ...item.does } as never)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const next = {
      ArrowDown: (chosen + 1) % items.length,
      ArrowUp: (chosen - 1 + items.length) % items.length,
    }[event.key]
    if (next !== undefined && items.length > 0) {
      event.preventDefault()
      setAt(next)
    } else if (event.key === 'Enter') {
      event.preventDefault()
      run(items[chosen])
    }
  }
  return (
    <dialog
      ref={element}
      aria-label={words.open}
      onClose={() => {
        if (element.current?.open !== true) onClose()
      }}
      // A click beside the panel hits the dialog itself.
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose()
      }}
      onKeyDown={keepTabInside}
      className="top w-[min(94vw,40rem)] rounded-md border border-line-2 bg-surface p-0 text-fg shadow-pop"
    >
      <input
        role="combobox"
        aria-expanded="true"
        aria-controls={`${id}list`}
        aria-activedescendant={items.length > 0 ? `${id}${chosen}` : undefined}
        aria-label={words.open}
        placeholder={words.label}
        value={q}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => {
          setQ(event.target.value)
          setAt(0)
        }}
        onKeyDown={onKeyDown}
        className="h-12 w-full border-line border-b bg-transparent px-4 text-base outline-none"
      />
      <div
        ref={list}
        id={`${id}list`}
        role="listbox"
        aria-label={words.results}
        className="max-h-[min(60dvh,26rem)] overflow-y-auto py-1 empty:hidden"
      >
        {items.map((item, index) => (
          <Option
            key={item.id}
            id={`${id}${index}`}
            item={item}
            headed={items[index - 1]?.group !== item.group}
            selected={index === chosen}
            onPoint={() => setAt(index)}
            onRun={() => run(item)}
          />
        ))}
      </div>
      <p role="status" className="px-4 py-2 text-muted text-xs empty:hidden">
        {error !== null
          ? words.failed
          : isFetching
            ? words.searching
            : items.length === 0
              ? words.none
              : null}
      </p>
    </dialog>
  )
}

function Option({
  id,
  item,
  headed,
  selected,
  onPoint,
  onRun,
}: {
  id: string
  item: Item
  /** The first of its group. */
  headed: boolean
  selected: boolean
  onPoint: () => void
  onRun: () => void
}) {
  const Icon = ICONS[item.group]
  return (
    <>
      {headed ? (
        <div role="presentation" className="px-4 pt-2 pb-1 text-muted text-xs">
          {words.groups[item.group]}
        </div>
      ) : null}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the keys are handled by the field */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus */}
      <div
        id={id}
        role="option"
        aria-selected={selected}
        onPointerMove={onPoint}
        onClick={onRun}
        className="mx-1 flex h-8 cursor-pointer items-center gap-3 rounded-sm px-3 text-sm aria-selected:bg-accent-ground pointer-coarse:h-10"
      >
        <Icon aria-hidden="true" size={15} className="shrink-0 text-muted" />
        <bdi className="foreign min-w-0 truncate">{visible(item.name)}</bdi>
        <bdi className="foreign ms-auto min-w-0 truncate text-muted text-xs">
          {visible(item.detail)}
        </bdi>
      </div>
    </>
  )
}
