"""One real participant with real media, in a process of its own: it can be killed or frozen.

    participant.py '{"url": "ws://127.0.0.1:7880", "room": "standup", "identity": "alice"}'

Members: url, room, identity; name, kind, hidden, metadata, attributes if they are to be set.
LIVEKIT_API_KEY and LIVEKIT_API_SECRET sign its token.

It reads commands, one a line, and answers each with a line of JSON:
`publish S`, `mute S`, `unpublish S` (S is microphone, camera or screen), `simulate NAME` (a
scenario of the SDK), `leave`. What happens to it without a command is a line of JSON, too.
It leaves when its standard input ends, so that none stays behind.
"""

import asyncio
import json
import os
import sys
import time

import numpy as np
from livekit import api, rtc

WIDTH, HEIGHT, FRAMES_PER_SECOND = 320, 180, 8
RATE, CHUNK = 48_000, 480
SOURCES = {
    "microphone": rtc.TrackSource.SOURCE_MICROPHONE,
    "camera": rtc.TrackSource.SOURCE_CAMERA,
    "screen": rtc.TrackSource.SOURCE_SCREENSHARE,
}


def tell(what, **more):
    print(json.dumps({"what": what, "at": time.time(), **more}), flush=True)


def token(wanted):
    grants = api.VideoGrants(
        room_join=True, room=wanted["room"], hidden=wanted.get("hidden", False)
    )
    made = api.AccessToken(os.environ["LIVEKIT_API_KEY"], os.environ["LIVEKIT_API_SECRET"])
    made = made.with_identity(wanted["identity"]).with_grants(grants)
    made = made.with_name(wanted.get("name", "")).with_metadata(wanted.get("metadata", ""))
    if wanted.get("kind"):
        made = made.with_kind(wanted["kind"])
    if wanted.get("attributes"):
        made = made.with_attributes(wanted["attributes"])
    return made.to_jwt()


async def hum(source):
    """A tone, as fast as the source takes it."""
    frame = rtc.AudioFrame.create(RATE, 1, CHUNK)
    samples = np.frombuffer(frame.data, dtype=np.int16)
    at = 0
    while True:
        wave = np.sin(np.arange(at, at + CHUNK) * 2 * np.pi * 440 / RATE) * 8000
        np.copyto(samples, wave.astype(np.int16))
        at += CHUNK
        await source.capture_frame(frame)


async def flicker(source):
    """Noise that changes from frame to frame, so that the encoder has something to send."""
    noise = [np.random.randint(0, 255, WIDTH * HEIGHT * 4, dtype=np.uint8) for _ in range(4)]
    at = 0
    while True:
        picture = bytearray(noise[at % len(noise)].tobytes())
        source.capture_frame(rtc.VideoFrame(WIDTH, HEIGHT, rtc.VideoBufferType.RGBA, picture))
        at += 1
        await asyncio.sleep(1 / FRAMES_PER_SECOND)


class Client:
    def __init__(self, room):
        self.room = room
        self.published = {}

    async def publish(self, name):
        if name == "microphone":
            source = rtc.AudioSource(RATE, 1)
            track = rtc.LocalAudioTrack.create_audio_track(name, source)
            media = hum(source)
        else:
            source = rtc.VideoSource(WIDTH, HEIGHT)
            track = rtc.LocalVideoTrack.create_video_track(name, source)
            media = flicker(source)
        options = rtc.TrackPublishOptions(source=SOURCES[name], simulcast=False)
        publication = await self.room.local_participant.publish_track(track, options)
        self.published[name] = (publication, track, asyncio.create_task(media))
        return {"sid": publication.sid}

    async def mute(self, name):
        self.published[name][1].mute()
        return {}

    async def unpublish(self, name):
        publication, _, media = self.published.pop(name)
        await self.room.local_participant.unpublish_track(publication.sid)
        media.cancel()
        return {}

    async def simulate(self, name):
        await self.room.simulate_scenario(rtc.SimulateScenarioKind.Value(name))
        return {}

    async def leave(self):
        await self.room.disconnect()
        return {}


async def main():
    wanted = json.loads(sys.argv[1])
    room = rtc.Room()
    room.on("disconnected", lambda why: tell("disconnected", why=rtc.DisconnectReason.Name(why)))
    room.on("reconnecting", lambda: tell("reconnecting"))
    room.on("reconnected", lambda: tell("reconnected", sid=room.local_participant.sid))
    tell("connecting")
    try:
        options = rtc.RoomOptions(auto_subscribe=False, connect_timeout=20)
        await room.connect(wanted["url"], token(wanted), options)
    except Exception as error:
        tell("refused", error=str(error))
        return
    tell("connected", sid=room.local_participant.sid, room_sid=await room.sid)
    client = Client(room)
    reader = asyncio.StreamReader()
    pipe = lambda: asyncio.StreamReaderProtocol(reader)
    await asyncio.get_running_loop().connect_read_pipe(pipe, sys.stdin)
    while line := await reader.readline():
        verb, *rest = line.decode().split()
        begun = time.time()
        try:
            tell("done", since=begun, **await getattr(client, verb)(*rest))
        except Exception as error:
            tell("failed", since=begun, error=repr(error))
        if verb == "leave":
            return
    await room.disconnect()


if __name__ == "__main__":
    asyncio.run(main())
    # The SDK's own threads would keep the process for seconds.
    os._exit(0)
