// The actions of an alert by keys: of the focused row in a list, or of the alert of the page.
import { useKeys } from '@/ui/use-keys'

export const ALERT_KEYS = {
  acknowledge: 'a',
  resolve: 'r',
  assign: 'i',
  notes: 'n',
  silence: 'm',
} as const

/** `within` finds the alert that the keys act on; `null`: none. */
export function useAlertKeys(within: () => ParentNode | null): void {
  useKeys(
    Object.fromEntries(
      Object.entries(ALERT_KEYS).map(([action, key]) => [
        key,
        () => within()?.querySelector<HTMLElement>(`[data-action="${action}"]`)?.click(),
      ]),
    ),
  )
}
