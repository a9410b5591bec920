// The filters that a list was left with, so that the way back from a detail leads to the same list.

const left = new Map<string, Record<string, unknown>>()

export function rememberSearch(path: string, search: Record<string, unknown>): void {
  left.set(path, search)
}

/** The search parameters of the list at this path; none if it was not visited. */
export function lastSearch(path: string): Record<string, unknown> {
  return left.get(path) ?? {}
}
