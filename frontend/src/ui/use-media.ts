import { useCallback, useSyncExternalStore } from 'react'

/** Whether a media query holds. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    useCallback(
      (listener) => {
        const list = window.matchMedia(query)
        list.addEventListener('change', listener)
        return () => list.removeEventListener('change', listener)
      },
      [query],
    ),
    () => window.matchMedia(query).matches,
  )
}

/** Whether the page is being printed: rows off screen are then needed, too. */
export function usePrinting(): boolean {
  return useMedia('print')
}

/** Whether the window is too narrow for the pages in the header; as `--breakpoint-nav`. */
export function usePhone(): boolean {
  return useMedia('(width < 50rem)')
}
