// A Room of the real livekit-client with real tracks. Only the browser's parts below them are replaced.
import * as newest from 'livekit-client'
import * as oldest from 'livekit-client-oldest'

/** Both ends of the range of versions that package.json names. */
export const versions = [newest, oldest]

globalThis.MediaStream ??= class extends EventTarget {}

class MediaStreamTrack extends EventTarget {
  kind = 'video'
  enabled = true
  muted = false
  readyState = 'live'
  getConstraints() {
    return {}
  }
  getSettings() {
    return {}
  }
  stop() {}
}

/** livekit-client's numbers of a connection quality, as its protocol has them. */
const QUALITIES = { poor: 0, good: 1, excellent: 2, lost: 3 }

/** A connected room of ann, who sends one track and receives one; `stats` returns their stats. */
export function realRoom(livekit, stats = () => []) {
  const room = new livekit.Room()
  const getStats = async () => new Map(stats().map((stat) => [stat.id, stat]))
  const sent = new livekit.LocalVideoTrack(new MediaStreamTrack())
  sent.sender = sender(getStats)
  publish(room.localParticipant, new livekit.LocalTrackPublication('video', info('TR_1'), sent))
  const ben = new livekit.RemoteParticipant({}, 'PA_2', 'ben')
  const received = new livekit.RemoteVideoTrack(new MediaStreamTrack(), 'TR_2', { getStats })
  const publication = new livekit.RemoteTrackPublication('video', info('TR_2'), true)
  publication.track = received
  publish(ben, publication)
  room.remoteParticipants.set('ben', ben)
  room.localParticipant.sid = 'PA_1'
  room.localParticipant.identity = 'ann'
  room.serverInfo = { nodeId: 'ND_1', region: 'eu' }
  room.state = 'connected'
  rate(room, 'excellent')
  return room
}

function sender(getStats) {
  return {
    getStats,
    getParameters: () => ({ encodings: [] }),
    setParameters: async () => {},
    replaceTrack: async () => {},
  }
}

/** Sets the rating of the connection, as LiveKit's message does. */
export function rate(room, quality) {
  room.localParticipant.setConnectionQuality(QUALITIES[quality])
}

function publish(participant, publication) {
  participant.trackPublications.set(publication.trackSid, publication)
}

function info(sid) {
  return { sid, name: '', muted: false, type: 1, source: 1, layers: [] }
}
