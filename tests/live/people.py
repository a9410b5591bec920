"""Participants as processes, and what is true of each stay because this test made it so."""

import asyncio
import json
import os
import pathlib
import signal
import sys
import time
from dataclasses import dataclass, field

from checks import Between

PROGRAM = pathlib.Path(__file__).with_name("participant.py")
SOURCES = {
    "microphone": ("AUDIO", "MICROPHONE"),
    "camera": ("VIDEO", "CAMERA"),
    "screen": ("VIDEO", "SCREEN_SHARE"),
}
MACHINES = {"AGENT", "EGRESS", "INGRESS"}
# Seconds that a duration may be off: LiveKit tells ends in whole seconds.
TOLERANCE = 2


@dataclass
class Stay:
    """One stay, as it really was. Times are intervals: between asking for it and having seen it."""

    identity: str
    sid: str
    joined: tuple
    kind: str = "STANDARD"
    hidden: bool = False
    aborted: bool = False
    left: tuple = None
    reason: str = None
    departure: str = None
    tracks: dict = field(default_factory=dict)

    def end(self, reason, departure, begun, over=None):
        self.left, self.reason, self.departure = (begun, over or time.time()), reason, departure
        for track in self.tracks.values():
            track["live"] = False

    def expected(self):
        facts = {
            "identity": self.identity,
            "kind": self.kind,
            "is_machine": self.kind in MACHINES,
            "hidden": self.hidden,
            "aborted": self.aborted,
            "disconnect_reason": self.reason,
            "departure": self.departure,
            "certainty": "observed",
            "state": "DISCONNECTED" if self.left else "ACTIVE",
            "evidence": None,
            "tracks": sorted(
                describe(*SOURCES[name], track["muted"], track["live"])
                for name, track in self.tracks.items()
            ),
        }
        if self.left:
            facts["duration_seconds"] = Between(
                max(0, self.left[0] - self.joined[1] - TOLERANCE),
                self.left[1] - self.joined[0] + TOLERANCE,
            )
        return facts


def describe(kind, source, muted, live):
    return f"{kind} {source}{' muted' if muted else ''}{' live' if live else ''}"


def shown(participant):
    """What the console shows of a participant, with its tracks as text."""
    if participant is None:
        return None
    tracks = sorted(
        describe(t["type"], t["source"], t["muted"], t["unpublished_at"] is None)
        for t in participant["tracks"]
    )
    return participant | {"tracks": tracks}


class Person:
    """A participant's process. Each method waits until the SDK says it is done."""

    # Joining takes processor time; more at once only makes all of them slow.
    turnstile = asyncio.Semaphore(3)

    def __init__(self, server, room, identity, url=None, **wanted):
        self.server, self.room, self.identity = server, room, identity
        self.wanted = {"url": url or server.ws, "room": room, "identity": identity, **wanted}
        self.lines, self.news = [], asyncio.Event()
        self.process = self.reader = self.stay = self.room_sid = None

    async def join(self):
        """Joins; `stay` is the result, or `None` if LiveKit refused."""
        async with self.turnstile:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable,
                str(PROGRAM),
                json.dumps(self.wanted),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                env=os.environ
                | {"LIVEKIT_API_KEY": self.server.key, "LIVEKIT_API_SECRET": self.server.secret},
            )
            self.reader = asyncio.create_task(self._read())
            told = await self.told("connected", "refused", within=60)
        if told["what"] == "refused":
            return self
        begun = next(line["at"] for line in self.lines if line["what"] == "connecting")
        self.stay = Stay(
            self.identity,
            told["sid"],
            (begun, told["at"]),
            self.wanted.get("kind", "standard").upper(),
            self.wanted.get("hidden", False),
        )
        self.room_sid = told["room_sid"]
        return self

    async def _read(self):
        while line := await self.process.stdout.readline():
            if line.startswith(b"{"):
                self.lines.append(json.loads(line))
                self.news.set()
        self.lines.append({"what": "ended", "at": time.time()})
        self.news.set()

    async def told(self, *what, after=0, within=30):
        """The first line of one of these kinds, after the first `after` lines."""
        deadline = time.time() + within
        while True:
            for line in self.lines[after:]:
                if line["what"] in what:
                    return line
            if self.lines and self.lines[-1]["what"] == "ended":
                raise RuntimeError(f"{self.identity} ended instead of {what}: {self.lines[-3:]}")
            self.news.clear()
            try:
                await asyncio.wait_for(self.news.wait(), deadline - time.time())
            except asyncio.TimeoutError as late:
                raise RuntimeError(f"{self.identity}: no {what} in {within} s") from late

    async def do(self, command):
        after = len(self.lines)
        self.process.stdin.write(f"{command}\n".encode())
        await self.process.stdin.drain()
        told = await self.told("done", "failed", after=after)
        if told["what"] == "failed":
            raise RuntimeError(f"{self.identity}: {command}: {told['error']}")
        return told

    async def publish(self, name):
        told = await self.do(f"publish {name}")
        self.stay.tracks[name] = {"sid": told["sid"], "muted": False, "live": True}

    async def mute(self, name):
        await self.do(f"mute {name}")
        self.stay.tracks[name]["muted"] = True

    async def unpublish(self, name):
        await self.do(f"unpublish {name}")
        self.stay.tracks[name]["live"] = False

    async def leave(self):
        told = await self.do("leave")
        self.stay.end("CLIENT_INITIATED", "normal", told["since"], told["at"])

    def signal(self, number):
        if self.process and self.process.returncode is None:
            self.process.send_signal(number)

    async def killed(self):
        """Kills the process; the stay ends when LiveKit's own list says so."""
        self.signal(signal.SIGKILL)
        await self.timed_out()

    async def timed_out(self):
        begun, over = await self.server.gone(self.room, self.stay.sid)
        self.stay.end("CONNECTION_TIMEOUT", "unexpected", begun, over)

    async def away(self):
        """Makes sure that nothing is left of the process."""
        if not self.process:
            return
        if self.process.returncode is None:
            self.process.kill()
        await self.process.wait()
        if self.reader:
            self.reader.cancel()
