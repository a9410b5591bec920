// LiveKit's disconnect reasons in words: what each means, and what to look at next. A test compares the
// names with those of LiveKit's protocol.

export interface ReasonWords {
  /** At the end of a bar, after "left" or instead of it. */
  short: string
  title: string
  meaning: string
  /** What to look at next; `null`: nothing is wrong. */
  next: string | null
}

const REASONS: Readonly<Record<string, ReasonWords>> = {
  UNKNOWN_REASON: {
    short: 'left, no reason given',
    title: 'No reason given.',
    meaning: 'LiveKit reported the end without a reason.',
    next: 'Look at the timeline before the end: old SDKs and old servers send no reason.',
  },
  CLIENT_INITIATED: {
    short: 'left',
    title: 'The client left.',
    meaning: 'The app closed the connection: the user left, or closed the page.',
    next: null,
  },
  DUPLICATE_IDENTITY: {
    short: 'replaced',
    title: 'Replaced by the same identity.',
    meaning: 'Another connection joined with this identity, and LiveKit allows only one.',
    next: 'If the user has one device, look whether the app joins twice or shares identities.',
  },
  SERVER_SHUTDOWN: {
    short: 'server stopped',
    title: 'The server shut down.',
    meaning: 'The LiveKit node was stopped and closed its connections.',
    next: 'Look at the restarts of the nodes, and whether the node was drained first.',
  },
  PARTICIPANT_REMOVED: {
    short: 'removed',
    title: 'Removed.',
    meaning: 'Your backend or an operator removed the participant by the room API.',
    next: 'Look at the log of the backend that calls RemoveParticipant.',
  },
  ROOM_DELETED: {
    short: 'room deleted',
    title: 'The room was deleted.',
    meaning: 'Your backend or an operator deleted the room while participants were in it.',
    next: 'If nobody meant to, look at the log of the backend that calls DeleteRoom.',
  },
  STATE_MISMATCH: {
    short: 'could not resume',
    title: 'The session could not be resumed.',
    meaning: 'The client tried to resume a session that the server no longer knew.',
    next: 'Look for a node that restarted, or a network that was away for long.',
  },
  JOIN_FAILURE: {
    short: 'join failed',
    title: 'The join failed.',
    meaning: 'The client reached the server but could not set up its media connection.',
    next: 'Look at firewalls, TURN and the UDP ports of the node.',
  },
  MIGRATION: {
    short: 'moved',
    title: 'Moved to another node.',
    meaning: 'LiveKit moved the connection to another node; the client continues there.',
    next: null,
  },
  SIGNAL_CLOSE: {
    short: 'signal closed',
    title: 'The signal connection closed.',
    meaning: 'The WebSocket to LiveKit closed without a leave: a closed page, or a cut network.',
    next: 'If many end so, look at proxies and load balancers that close idle WebSockets.',
  },
  ROOM_CLOSED: {
    short: 'room closed',
    title: 'The room closed.',
    meaning: 'Everybody else had left, so LiveKit closed the room.',
    next: null,
  },
  USER_UNAVAILABLE: {
    short: 'no answer',
    title: 'The call was not answered.',
    meaning: 'The called phone did not answer in time.',
    next: null,
  },
  USER_REJECTED: {
    short: 'call rejected',
    title: 'The call was rejected.',
    meaning: 'The called phone was busy or rejected the call.',
    next: null,
  },
  SIP_TRUNK_FAILURE: {
    short: 'trunk failed',
    title: 'The SIP trunk failed.',
    meaning: 'The SIP provider refused the call or answered with an error.',
    next: 'Look at the trunk: address, credentials, numbers, and the provider’s status.',
  },
  CONNECTION_TIMEOUT: {
    short: 'timed out',
    title: 'Connection timed out.',
    meaning: 'LiveKit heard nothing from the client for a while and gave the session up.',
    next: 'Look at the network of the participant, and whether others dropped at the time.',
  },
  MEDIA_FAILURE: {
    short: 'media failed',
    title: 'Media failed.',
    meaning: 'The media stream broke or stopped, although the signal connection was up.',
    next: 'Look at packet loss before the end, at TURN, and at the UDP ports of the node.',
  },
  AGENT_ERROR: {
    short: 'agent failed',
    title: 'The agent failed.',
    meaning: 'The agent ended with an error.',
    next: 'Look at the log of the agent worker at this time.',
  },
}

/** The words of a reason; for a reason that is new to this page, its name alone. */
export function reasonWords(reason: string | null): ReasonWords {
  const known = reason === null ? undefined : REASONS[reason]
  if (known !== undefined) return known
  if (reason === null || reason === '') {
    return {
      short: 'left',
      title: 'The reason is not known.',
      meaning: 'No source reported a reason.',
      next: null,
    }
  }
  return {
    short: reason.toLowerCase().replaceAll('_', ' '),
    title: `${reason}.`,
    meaning: 'This console does not know this reason of LiveKit.',
    next: null,
  }
}

export const KNOWN_REASONS = Object.keys(REASONS)
