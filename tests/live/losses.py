"""What is lost with a LiveKit that nobody returns to. With Redis it is listed for ever."""

import asyncio
import signal
import time

from checks import Has, OneOf
from people import Stay
from restarts import Around, concluded
from server import Server

# How long the console may take until it says that a room is over for which nothing speaks.
PATIENCE = 240
# Nobody may be accused for so long after LiveKit is back.
QUIET_SECONDS = 100


async def accusations(live):
    """The gaps and alerts that there are, by their ids: other scenarios may have caused some."""
    sources = (await live.console.get("/api/sources"))["deployments"][0]
    alerts = (await live.console.get("/api/alerts"))["alerts"]
    return {each["id"] for each in [*sources["gaps"], *alerts]}


async def no_false_alarm(live, scenario, since, before):
    """Webhooks come, so nobody says that they do not, although LiveKit told no end."""
    await asyncio.sleep(max(0, since + QUIET_SECONDS - time.time()))
    sources = (await live.console.get("/api/sources"))["deployments"][0]
    alerts = (await live.console.get("/api/alerts"))["alerts"]
    gaps = [gap for gap in sources["gaps"] if gap["id"] not in before]
    alerts = [alert for alert in alerts if alert["id"] not in before]
    found = {
        "webhooks": sources["webhooks"]["status"],
        "webhook gaps": sum(gap["source"] == "webhook" for gap in gaps),
        "webhook_silence": sum(alert["rule"] == "webhook_silence" for alert in alerts),
        "source_drift": sum(alert["rule"] == "source_drift" for alert in alerts),
        "accused": [
            each["code"]
            for each in sources["diagnoses"]
            if each["code"] in ("webhooks_silent", "filtered_events", "no_webhooks_configured")
        ],
    }
    wanted = {
        "webhooks": "ok",
        "webhook gaps": 0,
        "webhook_silence": 0,
        "source_drift": 0,
        "accused": [],
    }
    live.report.row(scenario, "nobody is accused falsely", wanted, found)


async def is_lost(live, scenario, room, sid, people, at):
    """The room is over though LiveKit may list it, first in doubt if it does; its people with it."""
    row = {
        "certainty": OneOf("in_doubt", "inferred"),
        "participant_count": 0,
        "evidence": Has("no event about it came", "no node answered", "not among LiveKit's"),
    }
    look = lambda: live.console.room(room, sid)
    await live.eventually(scenario, "it is not shown as observed", row, look, within=PATIENCE)
    row = {
        "status": "finished",
        "certainty": "inferred",
        "finished_at_range": Around(at),
        "participant_count": 0,
        "in_doubt_count": 0,
    }
    tell = ["status", "certainty", "finished_at_range"]
    await live.eventually(scenario, "the lost room is over", row, look, PATIENCE, tell)
    for person in people:
        expected = concluded(person.stay, at, Has("nothing", "no node", "not among"))
        what = f"{person.identity}, who was in it"
        await live.is_shown(scenario, room, sid, person.stay, what, expected)


async def node_lost(live):
    """Node B killed with -9 for good, and with it everybody in its room; node A goes on."""
    scenario = "node lost"
    before = await accusations(live)
    other = Server(live.node_b, live.server.key, live.server.secret)
    rooms = {}
    for attempt in range(20):
        room = live.helper(f"on-{attempt}")
        await live.server.create(room, empty=300)
        seen = await live.server.glance(room, "surveyor", 0)
        if seen["node"] in rooms:
            await live.server.delete(room)
            continue
        rooms[seen["node"]] = room
        if len(rooms) == 2:
            break
    mine, lost = None, None
    # Whose node is whose, the joining tells: it is that of the room.
    ids = await node_ids(live, rooms)
    mine, lost = rooms[ids["a"]], rooms[ids["b"]]
    stays, gone = await asyncio.gather(
        asyncio.gather(live.join(mine, "una"), live.join(mine, "ugo")),
        asyncio.gather(live.join(lost, "gus", url=other.ws), live.join(lost, "gia", url=other.ws)),
    )
    await gone[0].publish("microphone")
    await asyncio.sleep(8)
    sid = gone[0].room_sid
    for person in gone:
        person.signal(signal.SIGKILL)
    live.process_b.send(signal.SIGKILL)
    at = time.time()
    await live.process_b.ended()
    await is_lost(live, scenario, lost, sid, gone, at)
    found = {"listed": (await live.server.rooms()).get(lost)}
    live.report.row(scenario, "LiveKit lists it still", {"listed": sid}, found)
    row = {"status": "active", "certainty": "observed", "participant_count": 2, "in_doubt_count": 0}
    look = lambda: live.console.room(mine)
    await live.eventually(scenario, "the room of the other node goes on", row, look)

    async def diagnosis():
        sources = (await live.console.get("/api/sources"))["deployments"][0]
        return {"found": sorted(each["code"] for each in sources["diagnoses"])}

    wanted = {"found": Holds("phantom_rooms", "node_down")}
    await live.eventually(scenario, "the doctor names both", wanted, diagnosis)
    await no_false_alarm(live, scenario, at, before)
    for person in stays:
        await person.leave()
    # A node that does not answer for a room does not delete it, either: it is listed for ever.
    await live.process_b.start()
    await other.close()


class Holds:
    """A list with all of `values` in it."""

    def __init__(self, *values):
        self.values = values

    def __eq__(self, other):
        return isinstance(other, list) and all(value in other for value in self.values)

    def __repr__(self):
        return f"a list with {', '.join(self.values)}"


async def node_ids(live, rooms):
    """The ids of node A and node B: each counts a room more when one is put on it."""
    found = {}
    sources = (await live.console.get("/api/sources"))["deployments"][0]
    for node in sources["nodes"]:
        if node["node_id"] in rooms:
            which = "b" if node["url"] == live.metrics_b else "a"
            found[which] = node["node_id"]
    if set(found) != {"a", "b"}:
        raise RuntimeError(f"the console does not scrape both nodes: {sources['nodes']}")
    return found


async def nobody_returns(live):
    """The only node killed with -9 and started again; of two rooms one gets its people back."""
    scenario = "nobody returns"
    before = await accusations(live)
    left, back = live.helper("left"), live.helper("back")
    gone = await asyncio.gather(live.join(left, "gus"), live.join(left, "gia"))
    anna = await live.join(back, "anna")
    await gone[0].publish("microphone")
    await anna.publish("microphone")
    await asyncio.sleep(8)
    sid = gone[0].room_sid
    for person in gone:
        person.signal(signal.SIGKILL)
    live.process.send(signal.SIGKILL)
    await live.process.ended()
    at = time.time()
    await live.process.start()
    new = await live.server.back(back, {"anna": anna.stay.sid})
    joined = (at, time.time())
    again = Stay("anna", new["anna"], joined, tracks=dict(anna.stay.tracks))
    await is_lost(live, scenario, left, sid, gone, at)
    row = {"status": "active", "participant_count": 1, "people_count": 1}
    look = lambda: live.console.room(back)
    await live.eventually(scenario, "anna is there, once", row, look)
    await live.is_shown(scenario, back, None, again, "anna is there again")
    await no_false_alarm(live, scenario, at, before)
    await anna.do("leave")
