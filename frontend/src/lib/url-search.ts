// The query string with plain strings as values. The router's own codec would
// put JSON into the URL (`from=%221795377907543%22`), which no other tool reads.

export type Search = Record<string, string>

export function parseSearch(text: string): Search {
  const search: Search = {}
  for (const [name, value] of new URLSearchParams(text)) {
    // The first value of a repeated name is used.
    if (!Object.hasOwn(search, name)) search[name] = value
  }
  return search
}

export function stringifySearch(search: Record<string, unknown>): string {
  const pairs = new URLSearchParams()
  for (const [name, value] of Object.entries(search)) {
    if (value !== undefined && value !== null && value !== '') pairs.append(name, String(value))
  }
  const text = pairs.toString()
  return text === '' ? '' : `?${text}`
}
