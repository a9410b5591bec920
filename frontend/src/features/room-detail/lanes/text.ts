// The texts of the lanes of a room.
import { plural } from '@/text/plural'

export const laneText = {
  title: 'Who was here',
  list: 'Lanes',
  hint: 'Arrow keys choose a lane and move the time; + and − zoom; 0 shows everything. Drag to zoom.',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  whole: 'Show all',
  now: 'Now',
  end: 'At the end',
  openThen: 'Open the room at this time',
  people: (people: number, machines: number) =>
    `${people} ${plural(people, 'person', 'people')}${machines === 0 ? '' : `, ${machines} ${plural(machines, 'machine', 'machines')}`} in all`,
  at: (time: string) => `At ${time}`,
  restarted: (node: string) => `${node} restarted`,
  doubt: 'in doubt',
  /** No source reported the end. */
  inferred: 'end inferred',
  backAfter: (duration: string) => `back after ${duration}`,
  neverBack: (end: string) => `${end}, never came back`,
  notYet: 'not yet here',
  present: 'present',
  joined: (time: string) => `joined ${time}`,
  ended: (end: string, time: string) => `${end} ${time}`,
  upTo: 'Mutes and quality are shown up to',
  more: 'Load more',
  noneChosen: 'Choose a lane to see why its session ended.',
  legend: {
    label: 'Legend',
    track: 'microphone, camera, screen',
    muted: 'muted',
    fine: 'excellent, good',
    poor: 'poor',
    lost: 'lost',
    doubt: 'in doubt',
    dropped: 'dropped',
  },
  quality: {
    excellent: 'excellent',
    good: 'good',
    poor: 'poor',
    lost: 'lost',
    unknown: 'no report',
  },
}
