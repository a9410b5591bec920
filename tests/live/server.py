"""The LiveKit that is used: its API as a witness, its processes where the test may restart them."""

import asyncio
import os
import pathlib
import shlex
import signal
import tempfile
import time

import aiohttp
from livekit import api
from livekit.protocol import rtc as signalling


class NotThere(RuntimeError):
    """What the test needs does not answer."""


class Server:
    def __init__(self, url, key, secret):
        self.url, self.key, self.secret = url.rstrip("/"), key, secret
        self.http = self.url.replace("ws", "http", 1) if self.url.startswith("ws") else self.url
        self.ws = self.http.replace("http", "ws", 1)
        self.api = api.LiveKitAPI(self.http, key, secret)
        # TURN passwords of rooms that were listed: the console must not show any.
        self.passwords = set()

    async def close(self):
        await self.api.aclose()

    async def is_up(self):
        try:
            async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=3)) as session:
                async with session.get(self.http) as answer:
                    return answer.status == 200
        except (aiohttp.ClientError, OSError, asyncio.TimeoutError):
            return False

    async def up(self, within=60):
        deadline = time.time() + within
        while not await self.is_up():
            if time.time() > deadline:
                raise NotThere(f"no LiveKit answers at {self.http} after {within} s")
            await asyncio.sleep(0.2)

    async def create(self, room, empty=300, departure=2, most=0, node=""):
        asked = api.CreateRoomRequest(
            name=room,
            empty_timeout=empty,
            departure_timeout=departure,
            max_participants=most,
            node_id=node,
        )
        return (await self.api.room.create_room(asked)).sid

    async def delete(self, room):
        await self.api.room.delete_room(api.DeleteRoomRequest(room=room))

    async def remove(self, room, identity):
        asked = api.RoomParticipantIdentity(room=room, identity=identity)
        await self.api.room.remove_participant(asked)

    async def rooms(self):
        """Sids of the open rooms by name."""
        answer = await self.api.room.list_rooms(api.ListRoomsRequest())
        self.passwords.update(room.turn_password for room in answer.rooms if room.turn_password)
        return {room.name: room.sid for room in answer.rooms}

    async def participants(self, room):
        asked = api.ListParticipantsRequest(room=room)
        return list((await self.api.room.list_participants(asked)).participants)

    async def active(self, room):
        """Sids of the active participants by identity."""
        found = await self.participants(room)
        return {p.identity: p.sid for p in found if p.state == api.ParticipantInfo.State.ACTIVE}

    async def when(self, condition, within, what):
        """Waits for an awaitable condition; returns the times between which it came true."""
        deadline, before = time.time() + within, time.time()
        while time.time() < deadline:
            asked = time.time()
            if await condition():
                return before, time.time()
            before = asked
            await asyncio.sleep(0.3)
        raise RuntimeError(f"{what} did not happen within {within} s")

    async def gone(self, room, sid, within=60):
        async def condition():
            return all(p.sid != sid for p in await self.participants(room))

        return await self.when(condition, within, f"the end of {sid}")

    async def closed(self, room, sid, within=90):
        async def condition():
            return (await self.rooms()).get(room) != sid

        return await self.when(condition, within, f"the end of room {sid}")

    async def back(self, room, before, within=90):
        """Waits until each identity of `before` (sids by identity) is active under a new sid."""
        found = {}

        async def condition():
            try:
                found.update(
                    {who: sid for who, sid in (await self.active(room)).items() if who in before}
                )
            except (aiohttp.ClientError, OSError, api.TwirpError):
                return False
            return all(found.get(who, old) != old for who, old in before.items())

        await self.when(condition, within, f"the return of {', '.join(before)}")
        return found

    async def glance(self, room, identity, stay):
        """Opens the signalling connection, never any media, and closes it after `stay` seconds.

        A join that is given up half way. Returns the room's node, both sids and the times.
        """
        made = api.AccessToken(self.key, self.secret).with_identity(identity)
        made = made.with_grants(api.VideoGrants(room_join=True, room=room)).to_jwt()
        query = {"access_token": made, "protocol": "15", "sdk": "python", "version": "1.2.1"}
        opening = time.time()
        async with aiohttp.ClientSession() as session:
            async with session.ws_connect(f"{self.ws}/rtc", params=query) as socket:
                message = await socket.receive(timeout=20)
                opened = time.time()
                join = signalling.SignalResponse.FromString(message.data).join
                await asyncio.sleep(stay)
                closing = time.time()
        return {
            "node": join.server_info.node_id,
            "room_sid": join.room.sid,
            "sid": join.participant.sid,
            "lasted": (closing - opened, time.time() - opening),
        }


class Process:
    """A livekit-server that may be ended and started again, by the command that was given."""

    def __init__(self, command, pid, server):
        self.words, self.pid, self.server = shlex.split(command), pid, server
        self.child = None
        self.log = tempfile.TemporaryFile()

    async def start(self):
        self.child = await asyncio.create_subprocess_exec(
            *self.words, stdin=asyncio.subprocess.DEVNULL, stdout=self.log, stderr=self.log
        )
        self.pid = self.child.pid
        await self.server.up()

    def send(self, number):
        os.kill(self.pid, number)

    def is_gone(self):
        if self.child:
            return self.child.returncode is not None
        try:
            os.kill(self.pid, 0)
            # One that nobody has waited for yet is gone, too.
            return pathlib.Path(f"/proc/{self.pid}/stat").read_text().split(") ")[-1][0] == "Z"
        except ProcessLookupError:
            return True
        except FileNotFoundError:
            return False

    async def ended(self, within=30):
        deadline = time.time() + within
        while not self.is_gone():
            if time.time() > deadline:
                raise RuntimeError(f"livekit-server {self.pid} is still there")
            await asyncio.sleep(0.1)

    async def stop(self):
        """Ends it if we started it. While somebody is inside it takes a second signal."""
        if not self.child or self.child.returncode is not None:
            return
        self.send(signal.SIGTERM)
        try:
            await self.ended(5)
        except RuntimeError:
            self.send(signal.SIGTERM)
            await self.ended(10)
