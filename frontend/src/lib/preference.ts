// Preferences stored in the browser. If storage is blocked or full, they last until the page closes.

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
    // The preference lasts until the page closes.
  }
}
