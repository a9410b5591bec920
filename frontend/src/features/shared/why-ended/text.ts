// The texts about the end of a session.
import { plural } from '@/text/plural'

const others = (n: number) => `${n} ${plural(n, 'other', 'others')}`

export const whyText = {
  title: 'Why it ended',
  titleOpen: 'The chosen session',
  stillHere: 'is still here',
  loading: 'Looking at what else happened…',
  unread: 'What else happened could not be read.',
  evidence: 'Evidence',
  next: 'What to do next.',
  dropped: 'dropped at',
  left: 'left at',
  back: (duration: string) => `and was back ${duration} later`,
  notBack: 'and did not come back',
  likely: {
    node: 'Most likely the node.',
    server: 'Most likely the server or its network.',
    region: 'Most likely the network of the region.',
    room: 'Most likely something in this room.',
    own: 'Most likely the participant’s own connection.',
  },
  because: {
    node: 'A node stopped or restarted at this time.',
    server: 'Sessions in several rooms dropped in the same minute.',
    region: 'All that dropped in this minute connect in the same region.',
    room: 'All that dropped in this minute were in this room.',
    own: 'Nobody else dropped within a minute.',
  },
  sure: 'How sure.',
  observed: (sources: string) => `Observed: LiveKit reported the end (${sources}).`,
  inferred: 'Inferred: no source reported the end. It follows from other facts:',
  doubt: 'In doubt: other facts contradict that the participant is here.',
  rows: {
    minute: 'Same minute',
    room: 'Same room',
    region: 'Same region',
    node: 'Node restart',
    back: 'Came back',
    before: 'Connection before',
  },
  noReports: 'not known: the client sent no reports',
  quality: (n: string) => `quality ${n} of 100`,
  lost: (n: string) => `${n} % lost`,
  roundTrip: (n: string) => `${n} ms round trip`,
  /** Which way the media took. */
  way: (protocol: string | null, candidate: string | null) =>
    [protocol, candidate === 'relay' ? 'by TURN' : null].filter(Boolean).join(' '),
  nobody: 'nobody else dropped within a minute',
  together: (n: number, rooms: number, more: boolean) =>
    `${more ? 'at least ' : ''}${others(n)} in ${rooms} ${plural(rooms, 'room', 'rooms')}`,
  inRoom: (n: number) => (n === 0 ? 'nobody else' : others(n)),
  inRegion: (n: number, of: number, region: string) => `${n} of the ${others(of)} in ${region}`,
  restarted: (node: string, when: string) => `${node} restarted ${when}`,
  before: (duration: string) => `${duration} before`,
  after: (duration: string) => `${duration} after`,
  noRestart: 'no node restarted within 2 minutes, as far as its metrics tell',
  noNodes: 'not known: no node metrics are read',
  cameBack: (duration: string) => `after ${duration}`,
  neverBack: 'no later session is stored',
  links: {
    session: 'Its page',
    identity: 'All sessions of the identity',
    dropped: 'All that dropped then',
    room: 'The room just before',
    next: 'The next session',
    nodes: 'The nodes',
  },
}
