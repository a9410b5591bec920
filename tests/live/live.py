"""What every scenario works with: the names of this run, who is there, the comparison."""

import asyncio
import json
import time
from collections import Counter

from checks import Between, differences
from people import TOLERANCE, Person, shown

# How long the console may take to show what LiveKit has told, in seconds.
PATIENCE = 20
# What the table tells of a stay that is shown rightly.
ENDED = ["disconnect_reason", "departure", "certainty", "duration_seconds"]
THERE = ["kind", "tracks"]
WS = ["started", "finished", "published", "unpublished", "seq grows"]


class Live:
    def __init__(self, server, console, report, prefix):
        self.server, self.console, self.report, self.prefix = server, console, report, prefix
        self.process = self.console_process = self.node_b = self.relay = None
        # The second node, if this test starts it, and the URL of its metrics.
        self.process_b = self.metrics_b = None
        # Whether nobody else used this LiveKit when we began: only then are totals ours.
        self.alone = False
        self.people = []
        # Every room session that was finished and compared, as (name, sid).
        self.sessions = []

    def name(self, text):
        return f"{self.prefix}-{text}"

    def helper(self, text):
        """The name of a room that is only a means: nothing of it is compared."""
        return f"helper-{self.prefix}-{text}"

    def person(self, room, identity, **wanted):
        person = Person(self.server, room, identity, **wanted)
        self.people.append(person)
        return person

    async def join(self, room, identity, **wanted):
        return await self.person(room, identity, **wanted).join()

    async def eventually(self, scenario, what, expected, look, within=PATIENCE, tell=None):
        """Compares what `look` returns, as soon as it is right, else after `within` seconds."""
        deadline, found = time.time() + within, None
        while True:
            try:
                found = await look()
            except Exception as error:
                found = {"error": repr(error)}
            if not differences(expected, found) or time.time() > deadline:
                break
            await asyncio.sleep(0.5)
        self.report.row(scenario, what, expected, found, tell)
        return found

    async def is_shown(self, scenario, room, sid, stay, what=None, expected=None):
        """One stay, as the room's detail shows it."""

        async def look():
            detail = await self.console.room(room, sid)
            found = [p for p in detail.get("participants", []) if p["sid"] == stay.sid]
            return shown(found[0]) if len(found) == 1 else None

        expected = expected or stay.expected()
        ended = [name for name in ENDED if name in expected]
        tell = (ended if stay.left or expected["certainty"] != "observed" else []) + THERE
        await self.eventually(
            scenario,
            what or f"stay of {stay.identity[:30]}",
            expected,
            look,
            tell=[name for name in tell if name in expected],
        )

    async def finished(self, scenario, room, sid, stays, opened, closed):
        """A room session that is over: itself, its stays, its events, its frames."""
        self.sessions.append((room, sid))
        expected = {
            "name": room,
            "sid": sid,
            "status": "finished",
            "certainty": "observed",
            "participant_count": 0,
            "publisher_count": 0,
            "participants_total": len(stays),
            "stays": sorted(stay.sid for stay in stays),
            "duration_seconds": Between(
                max(0, closed[0] - opened[1] - TOLERANCE), closed[1] - opened[0] + TOLERANCE
            ),
        }

        async def session():
            detail = await self.console.room(room, sid)
            return detail | {"stays": sorted(p["sid"] for p in detail.get("participants", []))}

        await self.eventually(
            scenario,
            f"room {room[len(self.prefix) + 1 :][:40]}",
            expected,
            session,
            tell=["status", "duration_seconds", "participants_total"],
        )
        for stay in stays:
            await self.is_shown(scenario, room, sid, stay)

        complete = [stay for stay in stays if not stay.aborted]
        tracks = sum(len(stay.tracks) for stay in complete)
        told = Counter(
            {
                "room_started": 1,
                "room_finished": 1,
                "participant_joined": len(complete),
                "participant_left": len(complete),
                "participant_connection_aborted": len(stays) - len(complete),
                "track_published": tracks,
                "track_unpublished": tracks,
            }
        )

        async def events():
            found = await self.console.events(sid=sid)
            # What polls found beside is not LiveKit's.
            found = [event for event in found if event["source"] == "webhook"]
            names = Counter(event["event"] for event in found)
            return {
                **{name: names.pop(name, 0) for name in told},
                "others": dict(names),
                "every id once": len({event["id"] for event in found}) == len(found),
                "secrets": sum(
                    password in json.dumps(event["raw"])
                    for event in found
                    for password in self.server.passwords
                ),
                "first and last": (found[0]["event"], found[-1]["event"]) if found else None,
            }

        wanted = {
            **told,
            "others": {},
            "every id once": True,
            "secrets": 0,
            "first and last": ("room_started", "room_finished"),
        }
        await self.eventually(scenario, "events as received", wanted, events, tell=list(told))

        async def frames():
            found = self.console.room_updates(sid)
            # A console that was started again counts anew; its client gets a new snapshot.
            numbers = [(frame["connection"], frame["seq"]) for frame in found]
            kinds = Counter(frame["data"]["type"] for frame in found)
            of = lambda kind: sorted(
                frame["data"]["participant"]["sid"]
                for frame in found
                if frame["data"]["type"] == kind
            )
            return {
                "joined": of("participant_joined"),
                "left": of("participant_left"),
                "started": kinds["room_started"],
                "finished": kinds["room_finished"],
                "published": kinds["track_published"],
                "unpublished": kinds["track_unpublished"],
                "seq grows": numbers == sorted(numbers),
                "last": (found[-1]["data"]["room"]["status"] if found else None),
            }

        wanted = {
            "joined": sorted(stay.sid for stay in complete),
            "left": sorted(stay.sid for stay in stays),
            "started": 1,
            "finished": 1,
            "published": tracks,
            "unpublished": tracks,
            "seq grows": True,
            "last": "finished",
        }
        await self.eventually(scenario, "WebSocket frames", wanted, frames, tell=WS)

    async def leaves_nothing(self):
        """Ends every process and every room of this run."""
        for person in self.people:
            await person.away()
        if not await self.server.is_up():
            return
        try:
            for name in await self.server.rooms():
                if self.prefix in name:
                    await self.server.delete(name)
        except Exception as error:
            print(f"rooms of this run may be left: {error!r}")
