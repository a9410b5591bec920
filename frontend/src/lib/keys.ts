// Keyboard sequences as a pure function, testable without a browser.

/** A second key of a sequence must follow the first within this time, in milliseconds. */
export const SEQUENCE_MS = 1_000

export interface Pending {
  key: string
  at: number
}

export interface Step {
  /** The binding that this key completed, if any. */
  match: string | null
  pending: Pending | null
}

/** Takes one key. Bindings are `/`, `j` or, as two keys, `g d`. */
export function takeKey(
  bindings: ReadonlySet<string>,
  pending: Pending | null,
  key: string,
  now: number,
): Step {
  if (pending !== null && now - pending.at <= SEQUENCE_MS) {
    const sequence = `${pending.key} ${key}`
    if (bindings.has(sequence)) return { match: sequence, pending: null }
  }
  if (bindings.has(key)) return { match: key, pending: null }
  for (const binding of bindings) {
    if (binding.startsWith(`${key} `)) return { match: null, pending: { key, at: now } }
  }
  return { match: null, pending: null }
}
