import { useEffect, useRef } from 'react'
import { type Pending, takeKey } from '@/lib/keys'
import { readPreference } from '@/lib/preference'

/** WCAG 2.1.4: users can disable single-key shortcuts. */
export const SINGLE_KEYS_PREFERENCE = 'single-keys'

export function singleKeysOn(): boolean {
  return readPreference(SINGLE_KEYS_PREFERENCE) !== 'off'
}

export type KeyMap = Readonly<Record<string, () => void>>

/** Binds keys and sequences of two keys, except while the user types or a dialog is open. */
export function useKeys(map: KeyMap): void {
  const latest = useRef(map)
  useEffect(() => {
    latest.current = map
  })
  useEffect(() => {
    let pending: Pending | null = null
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
      if (!singleKeysOn() || takesText(event.target)) return
      if (document.querySelector('dialog[open]') !== null) return
      const step = takeKey(new Set(Object.keys(latest.current)), pending, event.key, Date.now())
      pending = step.pending
      const run = step.match === null ? undefined : latest.current[step.match]
      if (run === undefined) return
      // A focused control handles the space key itself.
      if (step.match === ' ' && isControl(event.target)) return
      event.preventDefault()
      run()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
}

function takesText(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('input, textarea, select'))
  )
}

function isControl(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('a, button, summary, [tabindex]') !== null
}
