// LiveKit's own words in a sentence each. A test compares them with the names that the service knows.

type Words = Readonly<Record<string, string>>

export const livekitWords = {
  kinds: {
    STANDARD: 'A person or a device that joined with an SDK.',
    INGRESS: 'A stream that LiveKit brings into the room.',
    EGRESS: 'A recorder or a stream out of the room.',
    SIP: 'A phone call, connected through a SIP trunk.',
    AGENT: 'A program that takes part, such as a voice agent.',
    CONNECTOR: 'A call of another service, such as WhatsApp or Twilio.',
    BRIDGE: 'A device or a stream that a bridge connects.',
  } as Words,
  kindDetails: {
    CLOUD_AGENT: 'The agent runs on LiveKit Cloud.',
    FORWARDED: 'Forwarded from another room: it counts there.',
    CONNECTOR_WHATSAPP: 'A WhatsApp call.',
    CONNECTOR_TWILIO: 'A Twilio call.',
    BRIDGE_RTSP: 'A camera or a stream by RTSP.',
    SIMULATION: 'A simulated participant of a test.',
  } as Words,
  participantStates: {
    JOINING: 'Connected by WebSocket; the offer is not answered yet.',
    JOINED: 'The server accepted the join; media is not connected yet.',
    ACTIVE: 'Media is connected.',
    DISCONNECTED: 'The session has ended.',
  } as Words,
  trackSources: {
    UNKNOWN: 'The client did not say what the track shows.',
    CAMERA: 'Video of a camera.',
    MICROPHONE: 'Sound of a microphone.',
    SCREEN_SHARE: 'Video of a shared screen.',
    SCREEN_SHARE_AUDIO: 'Sound of a shared screen.',
  } as Words,
  qualities: {
    excellent: 'Nothing to notice.',
    good: 'Small losses; usable.',
    poor: 'Sound and video break up.',
    lost: 'Nothing arrives.',
  } as Words,
  roomEnds: {
    ROOM_END_UNKNOWN: 'LiveKit gave no reason.',
    ROOM_END_API_DELETE: 'Your backend or an operator deleted the room.',
    ROOM_END_IDLE_TIMEOUT: 'Everybody had left, and the time for an empty room was over.',
    ROOM_END_SERVER_SHUTDOWN: 'The node of the room was shut down.',
    ROOM_END_SUPERSEDED: 'A newer session of the room took its place.',
    ROOM_END_OPEN_FAILED: 'The room could not be opened.',
  } as Words,
  egress: {
    EGRESS_STARTING: 'The recorder is being started.',
    EGRESS_ACTIVE: 'It records or streams.',
    EGRESS_ENDING: 'It is finishing its files.',
    EGRESS_COMPLETE: 'It ended well, and its files are stored.',
    EGRESS_FAILED: 'It failed: see its error.',
    EGRESS_ABORTED: 'It was ended before it recorded anything.',
    EGRESS_LIMIT_REACHED: 'It reached the limit of duration or size.',
  } as Words,
  ingress: {
    ENDPOINT_INACTIVE: 'Nobody sends to it.',
    ENDPOINT_BUFFERING: 'A sender is connected; media is being prepared.',
    ENDPOINT_PUBLISHING: 'Its media is in the room.',
    ENDPOINT_ERROR: 'It failed: see its error.',
    ENDPOINT_COMPLETE: 'The sender ended the stream.',
  } as Words,
  agents: {
    JS_PENDING: 'No worker has taken the job yet.',
    JS_RUNNING: 'A worker runs the agent.',
    JS_SUCCESS: 'The agent ended well.',
    JS_FAILED: 'The agent ended with an error.',
  } as Words,
}

/** The sentence for a name of one of LiveKit's enums, or `null` if this page does not know it. */
export function sentenceOf(of: keyof typeof livekitWords, name: string | null): string | null {
  return name === null ? null : (livekitWords[of][name] ?? null)
}
