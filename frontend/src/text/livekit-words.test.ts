import { expect, it } from 'vitest'
import { KNOWN_REASONS } from '@/text/disconnect-reasons'
import { livekitWords } from '@/text/livekit-words'

/** The names that the service knows, which its own tests compare with LiveKit's protocol. */
const SOURCE = Object.values(
  import.meta.glob<string>('../../../src/livekit/convert/names.rs', {
    query: '?raw',
    import: 'default',
    eager: true,
  }),
).join('')

function namesOf(list: string): string[] {
  const found = new RegExp(`const ${list}: [^=]*=\\s*\\[([^\\]]*)\\]`).exec(SOURCE)
  return [...(found?.[1] ?? '').matchAll(/"([A-Z_]+)"/g)].map(([, name]) => name ?? '')
}

it.each([
  ['DISCONNECT_REASONS', KNOWN_REASONS],
  ['KINDS', Object.keys(livekitWords.kinds)],
  ['KIND_DETAILS', Object.keys(livekitWords.kindDetails)],
  ['TRACK_SOURCES', Object.keys(livekitWords.trackSources)],
  ['ROOM_END_REASONS', Object.keys(livekitWords.roomEnds)],
  ['EGRESS_STATUSES', Object.keys(livekitWords.egress)],
  ['INGRESS_STATUSES', Object.keys(livekitWords.ingress)],
  ['AGENT_STATUSES', Object.keys(livekitWords.agents)],
])('explains every name of %s, and no other', (list, explained) => {
  const names = namesOf(list)
  expect(names.length).toBeGreaterThan(3)
  expect([...explained].sort()).toEqual(names.sort())
})
