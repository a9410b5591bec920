// Shows a `<dialog>` as a modal one: the focus goes in, stays in, and returns to what opened it.
import { type KeyboardEvent, type RefObject, useLayoutEffect } from 'react'

const FIELD = 'input, select, textarea'
const FOCUSABLE = `:is(a[href], button, summary, ${FIELD}, [tabindex="0"]):not(:disabled)`

/** What takes the focus first: a field, before the button that closes. */
const FIRST = `:is(${FIELD}):not(:disabled)`

export function useModal(open: boolean, element: RefObject<HTMLDialogElement | null>): void {
  // A layout effect: its end runs before the dialog leaves the document.
  useLayoutEffect(() => {
    const dialog = element.current
    if (!open || dialog === null) return
    const opener = document.activeElement
    const path = ancestors(opener)
    if (!dialog.open) dialog.showModal()
    const inside = dialog.querySelector<HTMLElement>(FIRST) ?? focusables(dialog)[0]
    inside?.focus()
    return () => {
      dialog.close()
      giveBack(path)
      // What opened the dialog may leave the document together with it.
      queueMicrotask(() => {
        if (document.activeElement === document.body) giveBack(path)
      })
    }
  }, [open, element])
}

/** Keeps Tab inside: the browser would go on to its own controls. */
export function keepTabInside(event: KeyboardEvent<HTMLDialogElement>): void {
  if (event.key !== 'Tab') return
  const all = focusables(event.currentTarget)
  const [from, to] = event.shiftKey ? [all[0], all.at(-1)] : [all.at(-1), all[0]]
  if (document.activeElement === from || !event.currentTarget.contains(document.activeElement)) {
    event.preventDefault()
    to?.focus()
  }
}

function focusables(within: Element): HTMLElement[] {
  return [...within.querySelectorAll<HTMLElement>(FOCUSABLE)].filter(
    (each) => each.checkVisibility?.() ?? true,
  )
}

function ancestors(element: Element | null): Element[] {
  const found: Element[] = []
  for (let at = element; at !== null && at !== document.body; at = at.parentElement) found.push(at)
  return found
}

/** To the opener; where it is gone, to the first control near it. */
function giveBack(path: readonly Element[]): void {
  for (const at of path) {
    if (!at.isConnected) continue
    const target = at.matches(FOCUSABLE) ? (at as HTMLElement) : focusables(at)[0]
    if (target === undefined) continue
    target.focus()
    return
  }
}
