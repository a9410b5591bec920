// What the tests run in Chromium: the real livekit-client with real connections, and the reporter.
import { LocalVideoTrack, RemoteVideoTrack, Room, Track, version } from 'livekit-client'
import { reportQuality } from '../../dist/reporter.js'

const reporting = (room, quality, token) =>
  reportQuality(room, {
    url: quality,
    token,
    intervalMs: 5000,
    sdk: `livekit-client ${version}`,
    onError: (error) => console.error(String(error)),
  })

/**
 * Without a LiveKit: two connections of this page, and a room that has what goes through them as its
 * tracks. The room itself is not connected, so its state is set.
 */
export async function loopback({ quality, token, sid, identity }) {
  const media = await navigator.mediaDevices.getUserMedia({ video: { width: 640, height: 360 } })
  const [one, other] = [new RTCPeerConnection(), new RTCPeerConnection()]
  one.onicecandidate = ({ candidate }) => other.addIceCandidate(candidate)
  other.onicecandidate = ({ candidate }) => one.addIceCandidate(candidate)
  const sender = one.addTrack(media.getVideoTracks()[0], media)
  const received = new Promise((resolve) => {
    other.ontrack = resolve
  })
  await one.setLocalDescription()
  await other.setRemoteDescription(one.localDescription)
  await other.setLocalDescription()
  await one.setRemoteDescription(other.localDescription)
  const { receiver, track } = await received

  const room = new Room()
  const sent_track = new LocalVideoTrack(media.getVideoTracks()[0])
  sent_track.sender = sender
  const remote_track = new RemoteVideoTrack(track, 'TR_2', receiver)
  remote_track.attach(document.body.appendChild(document.createElement('video')))
  room.localParticipant.trackPublications.set('TR_1', { track: sent_track })
  room.remoteParticipants.set('ben', {
    trackPublications: new Map([['TR_2', { track: remote_track }]]),
  })
  Object.assign(room.localParticipant, { sid, identity })
  room.state = 'connected'
  reporting(room, quality, token)
}

/** With a LiveKit: joins, publishes camera and microphone, and shows what others publish. */
export async function join({ livekit, quality, token }) {
  const room = new Room()
  room.on('trackSubscribed', (track) => document.body.appendChild(track.attach()))
  const reporter = reporting(room, quality, token)
  await room.connect(livekit, token)
  await room.localParticipant.enableCameraAndMicrophone()
  globalThis.leave = async () => {
    reporter.stop()
    await room.disconnect()
  }
  return {
    sid: room.localParticipant.sid,
    server: room.serverInfo?.version,
    published: room.localParticipant.getTrackPublication(Track.Source.Camera) !== undefined,
  }
}
