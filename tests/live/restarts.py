"""What is done to the LiveKit itself: killed, told to stop, one of two nodes killed.

LiveKit then tells nobody who left. What follows must be concluded, and said to be.
"""

import asyncio
import signal
import time
from datetime import datetime

from checks import Has, OneOf
from people import SOURCES, Stay, describe
from scenarios import published
from server import Server


class Around:
    """A range of times that holds the moment `at`, which is known to one second."""

    def __init__(self, at):
        self.at = at

    def __eq__(self, other):
        if not isinstance(other, dict):
            return False
        return seconds(other["earliest"]) - 1 <= self.at <= seconds(other["latest"]) + 1

    def __repr__(self):
        return f"around {time.strftime('%H:%M:%S', time.gmtime(self.at))} UTC"


# A stay of which nobody knows whether it is over, or of which the count has told already.
DOUBT = {"certainty": OneOf("in_doubt", "inferred"), "disconnect_reason": None}
# How long a count must be steady, and how often it is asked for.
GHOST_SECONDS = 60


def seconds(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def concluded(stay, at, evidence):
    """What is expected of a stay whose end nobody told."""
    return {
        "identity": stay.identity,
        "kind": stay.kind,
        "state": "DISCONNECTED",
        "disconnect_reason": None,
        "departure": "reconciled",
        "certainty": "inferred",
        "left_at_range": Around(at),
        "evidence": evidence,
        # Who is gone publishes nothing.
        "tracks": sorted(describe(*SOURCES[name], False, False) for name in stay.tracks),
    }


async def server_restarted(live, scenario, end, come_back):
    """`end` ends the livekit-server, which is started again; `come_back` brings two people back."""
    room = live.name(scenario.replace(" ", "-"))
    anna, ben, carl = await asyncio.gather(
        live.join(room, "anna"), live.join(room, "ben"), live.join(room, "carl")
    )
    await anna.publish("microphone")
    await asyncio.sleep(3)
    sid = anna.room_sid
    counts = {"sid": sid, "participant_count": 3, "publisher_count": 1}
    look = lambda: live.console.room(room, everyone=False)
    await live.eventually(scenario, "three are there before", counts, look)

    at = time.time()
    carl.signal(signal.SIGKILL)
    await end(live.process)
    await live.process.ended()
    ended = time.time()
    await live.process.start()
    returned = await come_back(live, scenario, room, ended, anna, ben)
    back = [stay for _, stay in returned]
    new_sid = (await live.server.rooms())[room]
    counts = {
        "sid": new_sid,
        "status": "active",
        "participant_count": 2,
        "people_count": 2,
        # Under the same sid nothing says that carl is gone, until the count is steady.
        "in_doubt_count": 0 if new_sid != sid else OneOf(0, 1),
        "publisher_count": 1,
    }
    await live.eventually(scenario, "anna and ben are there, once", counts, look)
    for stay in back:
        await live.is_shown(scenario, room, new_sid, stay, f"{stay.identity} is there again")
    if live.alone:
        totals = {"active_rooms": 1, "total_participants": 2, "people": 2}
        current = lambda: live.console.get("/api/metrics/current")
        await live.eventually(scenario, "the totals", totals, current)
    if new_sid == sid:
        # A server that keeps its rooms in Redis goes on with the room.
        for person, stay in returned:
            old = person.stay if person.stay is not stay else None
            if old:
                expected = concluded(old, ended, Has(stay.sid))
                await live.is_shown(
                    scenario, room, sid, old, f"{person.identity}'s old stay", expected
                )
        await live.is_shown(scenario, room, sid, carl.stay, "carl did not come back", DOUBT)
        await ghost(live, scenario, room, sid, carl.stay, ended)
    else:
        await cut_off(live, scenario, room, sid, new_sid, (at, ended), (anna, ben, carl))
    for person, stay in returned:
        told = await person.do("leave")
        stay.end("CLIENT_INITIATED", "normal", told["since"], told["at"])
    closed = await live.server.closed(room, new_sid)
    if new_sid == sid:
        live.sessions.append((room, sid))
        row = {"status": "finished", "in_doubt_count": 0, "participants_total": 5}
        await live.eventually(
            scenario, "the room session ended", row, lambda: live.console.room(room, sid)
        )
    else:
        opened = (ended, max(stay.joined[1] for stay in back))
        await live.finished(scenario, room, new_sid, back, opened, closed)


async def cut_off(live, scenario, room, sid, new_sid, ended, people):
    """The room session that the restart cut off: over, as concluded, and so are its stays."""
    evidence = Has(new_sid, "not among LiveKit's")
    row = {
        "status": "finished",
        "certainty": "inferred",
        "finished_at_range": Around(ended[1]),
        "evidence": evidence,
        "participant_count": 0,
        "publisher_count": 0,
        "participants_total": 3,
    }
    await live.eventually(
        scenario, "the old room session", row, lambda: live.console.room(room, sid)
    )
    # A server that is told to stop may get some of the goodbyes out.
    goodbyes = await live.console.events(sid=sid, event="participant_left")
    told = {event["participant_sid"] for event in goodbyes}
    for person in people:
        if person.stay.sid in told:
            person.stay.end("SERVER_SHUTDOWN", "server", *ended)
            expected = person.stay.expected()
            # Its tracks end with it, whether or not that was told.
            expected.pop("tracks")
        else:
            expected = concluded(person.stay, ended[1], evidence)
        await live.is_shown(
            scenario, room, sid, person.stay, f"{person.identity}'s old stay", expected
        )
    live.sessions.append((room, sid))


async def ghost(live, scenario, room, sid, stay, at):
    """Somebody whose node died is listed for ever: ended when the steady count says so."""
    expected = concluded(stay, at, Has("are listed"))
    expected.pop("tracks")

    async def look():
        detail = await live.console.room(room, sid)
        return next((p for p in detail.get("participants", []) if p["sid"] == stay.sid), None)

    what = f"{stay.identity} is ended by the count"
    tell = ["certainty", "left_at_range", "evidence"]
    await live.eventually(scenario, what, expected, look, within=GHOST_SECONDS, tell=tell)


async def by_themselves(live, scenario, room, ended, anna, ben):
    """The SDK joins again under new sids, and publishes what it had published."""
    new = await live.server.back(room, {"anna": anna.stay.sid, "ben": ben.stay.sid})
    joined = (ended, time.time())
    return [
        (anna, Stay("anna", new["anna"], joined, tracks={"microphone": published()})),
        (ben, Stay("ben", new["ben"], joined)),
    ]


async def anew(live, scenario, room, ended, anna, ben):
    """The server has said goodbye, so the SDK stays away: the application has to join again."""
    for person in (anna, ben):
        why = (await person.told("disconnected", within=60))["why"]
        live.report.row(
            scenario, f"{person.identity} was told why", {"why": "SERVER_SHUTDOWN"}, {"why": why}
        )
    # Nobody comes back, and nobody told that they left: the list of rooms tells.
    nobody = {"participant_count": 0, "status": "finished"}
    look = lambda: live.console.room(room, anna.room_sid, everyone=False)
    await live.eventually(scenario, "nobody is there", nobody, look, within=90)
    returned = [await live.join(room, who) for who in ("anna", "ben")]
    await returned[0].publish("microphone")
    return [(person, person.stay) for person in returned]


async def killed(process):
    process.send(signal.SIGKILL)


async def terminated_twice(process):
    """The first signal lets it wait for those inside, the second ends it at once."""
    process.send(signal.SIGTERM)
    await asyncio.sleep(1)
    process.send(signal.SIGTERM)


async def server_killed(live):
    await server_restarted(live, "server killed", killed, by_themselves)


async def server_terminated(live):
    await server_restarted(live, "server stopped", terminated_twice, anew)


async def nodes(live):
    """The ids of the two nodes. Rooms are given to either; asking tells to which."""
    found = {}
    for attempt in range(20):
        room = live.helper(attempt)
        await live.server.create(room, empty=30)
        seen = await live.server.glance(room, "surveyor", 0)
        found[seen["node"]] = room
        await live.server.delete(room)
        if len(found) == 2:
            return list(found)
    raise RuntimeError(f"20 rooms were all on {list(found)}: is there a second node?")


async def node_killed(live):
    """Node A killed with -9: its room comes up on node B under the same sid."""
    scenario = "node killed"
    other = Server(live.node_b, live.server.key, live.server.secret)
    opened, rooms = {}, []
    for number, node in enumerate(await nodes(live)):
        room = live.name(f"home-{number}")
        begun = time.time()
        await live.server.create(room, node=node)
        opened[room] = (begun, time.time())
        rooms.append(room)
    inside = {}
    for room in rooms:
        inside[room] = await asyncio.gather(
            live.join(room, "una", url=other.ws), live.join(room, "gus", url=live.server.ws)
        )
        await inside[room][0].publish("microphone")
    await asyncio.sleep(3)
    for room in rooms:
        counts = {"participant_count": 2, "publisher_count": 1, "in_doubt_count": 0}
        look = lambda room=room: live.console.room(room, everyone=False)
        await live.eventually(scenario, f"two in {room[-6:]} before", counts, look)

    for room in rooms:
        inside[room][1].signal(signal.SIGKILL)
    at = time.time()
    live.process.send(signal.SIGKILL)
    await live.process.ended()
    # From here on the API of node B is the witness.
    first, live.server = live.server, other
    for person in live.people:
        person.server = other
    ends = {room: asyncio.create_task(inside[room][1].timed_out()) for room in rooms}
    returns = {
        room: asyncio.create_task(other.back(room, {"una": inside[room][0].stay.sid}))
        for room in rooms
    }
    done, _ = await asyncio.wait(returns.values(), return_when=asyncio.FIRST_COMPLETED)
    moved = next(room for room in rooms if returns[room] in done)
    stayed = next(room for room in rooms if room != moved)
    # Nobody has to come back to the room of node B, and nobody says that gus left the other.
    returns[stayed].cancel()
    ends[moved].cancel()
    new = await returns[moved]
    una, gus = inside[moved]
    una_b, gus_b = inside[stayed]
    sid = una.room_sid
    back = Stay("una", new["una"], (at, time.time()), tracks={"microphone": published()})
    found = {"sid": (await other.rooms())[moved]}
    live.report.row(scenario, "LiveKit kept the room's sid", {"sid": sid}, found)
    in_moved = lambda: live.console.room(moved, sid)
    counts = {
        "sid": sid,
        "status": "active",
        "participant_count": 1,
        "people_count": 1,
        "in_doubt_count": OneOf(0, 1),
        "publisher_count": 1,
        "participants_total": 3,
    }
    what = "one room session, una once, gus in doubt at most"
    await live.eventually(scenario, what, counts, lambda: live.console.room(moved))
    await live.is_shown(scenario, moved, sid, back, "una is there again")
    evidence = Has(back.sid)
    await live.is_shown(
        scenario, moved, sid, una.stay, "una's old stay", concluded(una.stay, at, evidence)
    )
    await live.is_shown(scenario, moved, sid, gus.stay, "gus did not come back", DOUBT)

    # The room on node B lives on; who was in it by way of node A leaves it.
    await ends[stayed]
    await live.is_shown(scenario, stayed, None, gus_b.stay, "gus timed out in the room of node B")
    await live.is_shown(scenario, stayed, None, una_b.stay, "una stayed in the room of node B")

    await live.process.start()
    live.server = first
    await asyncio.sleep(5)
    await live.eventually(
        scenario, "as before when node A is back", counts, lambda: live.console.room(moved)
    )
    # The console asks node A, which was away.
    await ghost(live, scenario, moved, sid, gus.stay, at)
    told = await una.do("leave")
    back.end("CLIENT_INITIATED", "normal", told["since"], told["at"])
    await una_b.leave()
    closed = await other.closed(stayed, una_b.room_sid)
    stays = [una_b.stay, gus_b.stay]
    await live.finished(scenario, stayed, una_b.room_sid, stays, opened[stayed], closed)
    try:
        await other.closed(moved, sid, within=15)
    except RuntimeError:
        # gus's ghost keeps it open.
        await other.delete(moved)
    row = {
        "status": "finished",
        "participant_count": 0,
        "in_doubt_count": 0,
        "participants_total": 3,
    }
    await live.eventually(scenario, "the moved room ended", row, in_moved)
    await live.is_shown(scenario, moved, sid, back)
    ended = concluded(gus.stay, at, Has("are listed"))
    await live.is_shown(scenario, moved, sid, gus.stay, "gus, when the room ended", ended)
    live.sessions.append((moved, sid))

    async def events():
        found = await live.console.events(sid=sid)
        return {
            name: len({event["id"] for event in found if event["event"] == name})
            for name in ("room_started", "participant_joined", "participant_left", "room_finished")
        }

    told = {"room_started": 2, "participant_joined": 3, "participant_left": 1, "room_finished": 1}
    await live.eventually(scenario, "events of the moved room", told, events)
    await other.close()
