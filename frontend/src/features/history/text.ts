// The texts of the history page.

export const historyText = {
  title: 'History',
  intro: 'Sessions that overlap the selected time range.',
  subject: 'Sessions of',
  subjects: { participants: 'Participants', rooms: 'Rooms' },
  form: 'Search sessions',
  fields: {
    q: 'Name or SID',
    qHint: 'Part of a name, or a complete SID',
    room: 'Room (exact name)',
    identity: 'Identity (exact)',
    departure: 'Departure',
    kind: 'Kind',
  },
  noMatchTitle: 'No match',
  noMatch:
    'No stored session matches these filters and this time range. Retention may have removed older sessions.',
  rows: 'Sessions, all rows',
  columns: {
    participant: 'Participant',
    room: 'Room',
    deployment: 'Deployment',
    kind: 'Kind',
    joined: 'Joined',
    left: 'Left',
    started: 'Started',
    finished: 'Finished',
    duration: 'Duration',
    departure: 'Departure',
    certainty: 'Certainty',
    quality: 'Quality',
    participants: 'Participants',
  },
  stillPresent: 'still present',
  maybePresent: 'may still be present',
  stillOpen: 'still open',
}
