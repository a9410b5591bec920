// Evaluates matchers as the server does: `*` matches any characters, `?` one, and
// an absent field of an alert is an empty string. Pure.
import type { Alert, Matcher } from '@/api/model'

export function matches(alert: Alert, matchers: readonly Matcher[]): boolean {
  return (
    matchers.length > 0 &&
    matchers.every((matcher) => like(partOf(alert, matcher.name), matcher.value) === matcher.equal)
  )
}

function partOf(alert: Alert, name: string): string {
  const { rule, severity, deployment, region, room, participant, node } = alert
  const values: Readonly<Record<string, string | null>> = {
    rule,
    severity,
    deployment,
    region,
    room,
    participant,
    node,
  }
  return values[name] ?? ''
}

/** Without a regular expression: the time must not grow exponentially with a user's pattern. */
function like(value: string, pattern: string): boolean {
  const text = [...value]
  const wanted = [...pattern]
  let at = 0
  let to = 0
  let star = -1
  let mark = 0
  while (at < text.length) {
    if (wanted[to] === '*') {
      star = to
      to += 1
      mark = at
    } else if (to < wanted.length && (wanted[to] === '?' || wanted[to] === text[at])) {
      at += 1
      to += 1
    } else if (star !== -1) {
      to = star + 1
      mark += 1
      at = mark
    } else {
      return false
    }
  }
  while (wanted[to] === '*') to += 1
  return to === wanted.length
}
