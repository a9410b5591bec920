// Keeps rows where they are while somebody is at them: what fired or was resolved meanwhile is counted, and
// shown when they ask for it, or leave. Pure.

interface Row {
  id: string
}

export interface Held<T> {
  rows: T[]
  /** Rows that came or went and are not shown as such. */
  changes: number
}

/** The rows of `shown` as they are in `now`, in the order of `shown`; one that went stays as it was. */
export function holdRows<T extends Row>(shown: readonly T[], now: readonly T[]): Held<T> {
  const current = new Map(now.map((row) => [row.id, row]))
  const held = new Set(shown.map(({ id }) => id))
  const gone = shown.filter(({ id }) => !current.has(id)).length
  const fresh = now.filter(({ id }) => !held.has(id)).length
  return { rows: shown.map((row) => current.get(row.id) ?? row), changes: gone + fresh }
}
