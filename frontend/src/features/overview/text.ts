// The texts of the dashboard.

export const overviewText = {
  title: 'Dashboard',

  tiles: {
    label: 'Now',
    rooms: 'Active rooms',
    participants: 'Participants',
    people: (n: string) => `${n} people`,
    machines: (n: string) => `${n} machines`,
    inDoubt: (n: string) => `${n} in doubt`,
    joinRate: 'Join rate',
    leaveRate: 'Leave rate',
    disconnectRate: 'Unexpected disconnects',
    perMinute: 'per min',
    lastMinute: 'in the last minute',
    roomDuration: 'Avg room duration',
    quality: 'Connection quality',
    publishers: (n: string) => `${n} publishing`,
    tracks: (n: string) => `${n} tracks`,
  },

  charts: {
    label: 'Charts',
    participants: 'Participants',
    people: 'People',
    machines: 'Machines',
    rooms: 'Rooms',
    activeRooms: 'Active rooms',
    joinsLeaves: 'Joins and leaves',
    joins: 'Joins',
    leaves: 'Leaves',
    disconnects: 'Unexpected disconnects',
    perMinute: 'per minute',
    count: 'count',
  },

  alerts: {
    title: 'Open alerts',
    all: 'All alerts',
    unread: 'The open alerts could not be loaded.',
  },

  health: {
    title: 'Sources and storage',
    never: 'nothing yet',
    received: (n: string) => `${n} received`,
    refused: (n: string) => `${n} refused`,
    journal: 'Journal',
    pending: (n: string) => `${n} pending`,
    lost: (n: string | null) => `${n ?? 'unknown number'} lost`,
    store: 'Database',
    uptime: (duration: string) => `up ${duration}`,
    version: (version: string) => `v${version}`,
    overall: 'Console',
  },

  rooms: {
    title: 'Newest rooms',
    all: 'All rooms',
    columns: { name: 'Room', participants: 'People', started: 'Started', duration: 'Duration' },
  },
}
