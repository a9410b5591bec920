// What one browser remembers. Storage may be forbidden or full; the choice then lasts for the page.

export function readPreference(name: string): string | null {
  try {
    return localStorage.getItem(name)
  } catch {
    return null
  }
}

export function writePreference(name: string, value: string): void {
  try {
    localStorage.setItem(name, value)
  } catch {
    // Nothing to do: the choice holds until the page is left.
  }
}
