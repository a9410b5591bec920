// The theme: the system's or the user's. `public/theme.js` applies it before the first paint.
import { useSyncExternalStore } from 'react'
import { readPreference, writePreference } from '@/lib/preference'

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

const PREFERENCE = 'theme'
const listeners = new Set<() => void>()

let theme: Theme = THEMES.find((each) => each === readPreference(PREFERENCE)) ?? 'system'

export function setTheme(next: Theme): void {
  theme = next
  writePreference(PREFERENCE, next)
  if (next === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = next
  for (const listener of listeners) listener()
}

export function nextTheme(current: Theme): Theme {
  return THEMES[(THEMES.indexOf(current) + 1) % THEMES.length] ?? 'system'
}

/** Calls back when colours change: by the user or by the system. */
export function onThemeChange(listener: () => void): () => void {
  const system = window.matchMedia('(prefers-color-scheme: dark)')
  listeners.add(listener)
  system.addEventListener('change', listener)
  return () => {
    listeners.delete(listener)
    system.removeEventListener('change', listener)
  }
}

export function useTheme(): Theme {
  return useSyncExternalStore(onThemeChange, () => theme)
}
