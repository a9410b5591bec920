// Keeps rows in place while the user uses them. Alerts that fire or are resolved meanwhile are counted, and
// shown on request or when the user leaves the list. Pure.

interface Row {
  id: string
}

export interface Held<T> {
  rows: T[]
  /** Rows that were added or removed but are not shown so. */
  changes: number
}

/** The rows of `shown` with the values of `now`, in the order of `shown`; removed rows are kept. */
export function holdRows<T extends Row>(shown: readonly T[], now: readonly T[]): Held<T> {
  const current = new Map(now.map((row) => [row.id, row]))
  const held = new Set(shown.map(({ id }) => id))
  const gone = shown.filter(({ id }) => !current.has(id)).length
  const fresh = now.filter(({ id }) => !held.has(id)).length
  return { rows: shown.map((row) => current.get(row.id) ?? row), changes: gone + fresh }
}
