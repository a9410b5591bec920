"""The console that is tested: its REST, its WebSocket, and its process if this test starts it."""

import asyncio
import json
import os
import pathlib
import shlex
import shutil
import signal
import tempfile
import time
from urllib.parse import quote

import aiohttp
from server import NotThere
from yarl import URL


class Console:
    def __init__(self, url):
        self.url = url.rstrip("/")
        self.session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10))
        self.frames = []
        self.connections = 0
        self.watcher = None

    async def close(self):
        if self.watcher:
            self.watcher.cancel()
        await self.session.close()

    async def get(self, path, **query):
        """The answer's JSON; of an error, too: what was not found has no members to compare."""
        pairs = "&".join(f"{name}={quote(str(value), safe='')}" for name, value in query.items())
        url = URL(f"{self.url}{path}?{pairs}", encoded=True)
        async with self.session.get(url) as answer:
            return await answer.json(content_type=None)

    async def room(self, name, sid=None, everyone=True):
        query = {"participants": "all" if everyone else "present"}
        if sid:
            query["sid"] = sid
        return await self.get(f"/api/rooms/{quote(name, safe='')}", **query)

    async def events(self, page=1000, **query):
        """All events that match, in the order they were received."""
        found, before = [], None
        while True:
            more = {"before": before} if before else {}
            answer = await self.get("/api/events", limit=page, **query, **more)
            found += answer["events"]
            before = answer["next_before"]
            if not before:
                return found[::-1]

    async def ready(self, within=60):
        """Waits until it answers and has loaded what it knew."""
        deadline = time.time() + within
        while time.time() < deadline:
            try:
                async with self.session.get(f"{self.url}/readyz") as answer:
                    if answer.status == 200:
                        return
            except (aiohttp.ClientError, OSError, asyncio.TimeoutError):
                pass
            await asyncio.sleep(0.2)
        raise NotThere(f"no console is ready at {self.url} after {within} s")

    async def watch(self):
        """Keeps every WebSocket frame from now on; connects again if the console was away."""
        first = asyncio.Event()
        self.watcher = asyncio.create_task(self._watch(first))
        await asyncio.wait_for(first.wait(), 20)

    async def _watch(self, first):
        url = self.url.replace("http", "ws", 1) + "/ws"
        while True:
            try:
                async with self.session.ws_connect(url) as socket:
                    self.connections += 1
                    async for message in socket:
                        if message.type != aiohttp.WSMsgType.TEXT:
                            break
                        frame = json.loads(message.data)
                        more = {"arrived": time.time(), "connection": self.connections}
                        self.frames.append(frame | more)
                        first.set()
            except (aiohttp.ClientError, OSError):
                pass
            await asyncio.sleep(0.2)

    def room_updates(self, sid):
        """The `room_update` frames of one room session, in order."""
        return [
            frame
            for frame in self.frames
            if frame["type"] == "room_update" and frame["data"]["room"]["sid"] == sid
        ]


class Process:
    """A console of our own, started by the command that was given, on data of its own."""

    def __init__(self, command, url, livekit):
        words = shlex.split(command)
        found = shutil.which(words[0])
        if not found:
            raise SystemExit(f"CONSOLE_COMMAND: `{words[0]}` cannot be run")
        self.words = [str(pathlib.Path(found).absolute()), *words[1:]]
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="livekit-console-live-"))
        # An empty folder as the working directory: no `.env` and no data of somebody else.
        self.environment = os.environ | {
            "LIVEKIT_URL": livekit.url,
            "LIVEKIT_API_KEY": livekit.key,
            "LIVEKIT_API_SECRET": livekit.secret,
            "MOCK_MODE": "false",
            "PORT": str(URL(url).port),
            "DATA_DIR": str(self.folder / "data"),
        }
        self.environment.setdefault("DATABASE_URL", f"sqlite:{self.folder}/console.db")
        self.log = open(self.folder / "console.log", "ab")
        self.process = None

    async def start(self):
        self.process = await asyncio.create_subprocess_exec(
            *self.words,
            env=self.environment,
            cwd=self.folder,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=self.log,
            stderr=self.log,
        )

    async def kill(self):
        self.process.kill()
        await self.process.wait()

    async def stop(self):
        """Asks it to stop; returns its exit code."""
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return await asyncio.wait_for(self.process.wait(), 20)
        except asyncio.TimeoutError:
            self.process.kill()
            return await self.process.wait()

    def tidy(self, keep):
        self.log.close()
        if keep:
            print(f"the console's log and data are kept in {self.folder}")
        else:
            shutil.rmtree(self.folder)
