"""What is done to a LiveKit whose processes are not touched. Each scenario has rooms of its own."""

import asyncio
import signal
import time

from checks import Between, Has, OneOf
from people import Stay

ODD = (
    "a/b c?d#e%2F&f+g \"h\" 'i' \\ <j> `k` "
    "\U0001f980 e\u0301 \u05e9\u05dc\u05d5\u05dd \u202egnp.exe"
)


async def over(live, scenario, room, *people, closed=None, others=()):
    """Waits until LiveKit has closed the room, then compares."""
    sid = people[0].room_sid
    closed = closed or await live.server.closed(room, sid)
    opened = people[0].stay.joined
    await live.finished(
        scenario, room, sid, [person.stay for person in people] + list(others), opened, closed
    )


async def standup(live, counted):
    """People and machines with media who leave by themselves; the counts while they are there."""
    room, scenario = live.name("standup"), "standup"
    begun = time.time()
    alice = await live.join(
        room, "alice", name="Alice A.", metadata='{"vip": true}', attributes={"team": "blue"}
    )
    agent, recorder, phone, shadow, bob = await asyncio.gather(
        live.join(room, "agent-1", kind="agent"),
        live.join(room, "EG_recorder", kind="egress", hidden=True),
        live.join(room, "sip_+4930123", kind="sip"),
        live.join(room, "shadow", hidden=True),
        live.join(room, "bob"),
    )
    for source in ("microphone", "camera", "screen"):
        await alice.publish(source)
    await agent.publish("microphone")
    await bob.publish("microphone")
    everyone = [alice, agent, recorder, phone, shadow, bob]
    row = {
        "status": "active",
        "participant_count": 6,
        "people_count": 4,
        "machine_count": 2,
        "in_doubt_count": 0,
        "participants_total": 6,
        "publisher_count": 3,
    }

    async def in_list():
        rooms = (await live.console.get("/api/rooms", q=room))["rooms"]
        return rooms[0] if len(rooms) == 1 else {"rooms": len(rooms)}

    await live.eventually(scenario, "the rooms list while 6 are there", row, in_list)
    for person in everyone:
        await live.is_shown(scenario, room, None, person.stay, f"{person.identity} while there")
    if live.alone:
        wanted = {
            "active_rooms": 1,
            "total_participants": 6,
            # Who calls is a person, by whatever line.
            "people": 4,
            "machines": 2,
            "publishers": 3,
            "tracks": 5,
            "participants_in_doubt": 0,
            "leave_rate": 0,
            "disconnect_rate": 0,
        }
        if time.time() - begun < 50:
            wanted["join_rate"] = 4
        current = lambda: live.console.get("/api/metrics/current")
        await live.eventually(scenario, "the totals while 6 are there", wanted, current)

        async def frame():
            found = [f for f in live.console.frames if f["type"] == "metrics_update"]
            return found[-1]["data"]

        wanted.pop("join_rate", None)
        await live.eventually(scenario, "the totals by WebSocket", wanted, frame)
    counted.set()

    async def of_alice():
        detail = await live.console.room(room)
        return next(p for p in detail["participants"] if p["identity"] == "alice")

    described = {"name": "Alice A.", "metadata": '{"vip": true}', "attributes": {"team": "blue"}}
    await live.eventually(scenario, "alice's name and attributes", described, of_alice)

    async def camera():
        tracks = (await of_alice())["tracks"]
        return next(track for track in tracks if track["source"] == "CAMERA")

    described = {"mime_type": Has("video/"), "width": 320, "height": 180, "name": "camera"}
    await live.eventually(scenario, "alice's camera", described, camera)

    await bob.mute("microphone")
    await bob.unpublish("microphone")
    await live.is_shown(scenario, room, None, bob.stay, "bob muted, then unpublished")
    await alice.unpublish("screen")
    await live.is_shown(scenario, room, None, alice.stay, "alice unpublished her screen")
    for person in (shadow, phone, recorder, agent, bob, alice):
        await person.leave()
        present = len([other for other in everyone if not other.stay.left])
        look = lambda: live.console.room(room, alice.room_sid, everyone=False)
        what = f"{present} there after {person.identity}"
        await live.eventually(scenario, what, {"participant_count": present}, look)
    await over(live, scenario, room, *everyone)


async def killed(live):
    """A process killed with -9, and the same identity joining again."""
    room, scenario = live.name("killed"), "killed"
    carol, dave = await asyncio.gather(live.join(room, "carol"), live.join(room, "dave"))
    await carol.publish("microphone")
    await dave.publish("microphone")
    await asyncio.sleep(3)
    dying = asyncio.create_task(carol.killed())
    again = live.person(room, "dave")
    begun = time.time()
    await again.join()
    told = await dave.told("disconnected")
    dave.stay.end("DUPLICATE_IDENTITY", "replaced", begun, told["at"])
    look = lambda: live.console.room(room, everyone=False)
    counts = {"participant_count": 2, "participants_total": 3, "in_doubt_count": 0}
    await live.eventually(scenario, "dave is there once, carol still", counts, look)
    await dying
    await live.is_shown(scenario, room, None, carol.stay, "carol timed out while dave is there")
    await again.leave()
    await over(live, scenario, room, carol, dave, again)


async def removed(live):
    """Removed by API; then the room deleted by API with somebody inside."""
    room, scenario = live.name("removed"), "removed"
    frank, erin = await asyncio.gather(live.join(room, "frank"), live.join(room, "erin"))
    await asyncio.sleep(1)
    begun = time.time()
    await live.server.remove(room, "erin")
    erin.stay.end("PARTICIPANT_REMOVED", "removed", begun, (await erin.told("disconnected"))["at"])
    await live.is_shown(scenario, room, None, erin.stay, "erin removed while frank is there")
    begun = time.time()
    await live.server.delete(room)
    frank.stay.end("ROOM_DELETED", "normal", begun, (await frank.told("disconnected"))["at"])
    await over(live, scenario, room, frank, erin, closed=(begun, time.time()))


async def given_up(live):
    """Joins given up before any media: at once, and after so long that it counts as a failure."""
    room, scenario = live.name("given-up"), "given-up"
    for identity, wait, departure in (("hasty", 1, "normal"), ("patient", 6, "unexpected")):
        begun = time.time()
        seen = await live.server.glance(room, identity, wait)
        stay = Stay(identity, seen["sid"], (begun, begun), aborted=True)
        stay.end("SIGNAL_CLOSE", departure, begun + seen["lasted"][0], begun + seen["lasted"][1])
        sid = seen["room_sid"]
        closed = await live.server.closed(room, sid)
        await live.finished(scenario, room, sid, [stay], (begun, begun + 2), closed)


async def never_used(live):
    """A room that is created by API and never used."""
    room, scenario = live.name("never-used"), "never-used"
    begun = time.time()
    sid = await live.server.create(room, empty=5)
    opened = (begun, time.time())
    row = {"status": "active", "sid": sid, "participant_count": 0, "participants_total": 0}
    await live.eventually(scenario, "open and empty", row, lambda: live.console.room(room))
    closed = await live.server.closed(room, sid)
    await live.finished(scenario, room, sid, [], opened, closed)


async def refused(live):
    """A room that is full: who is refused leaves no trace."""
    room, scenario = live.name("full"), "refused"
    begun = time.time()
    sid = await live.server.create(room, most=1)
    opened = (begun, time.time())
    ivy = await live.join(room, "ivy")
    jack = await live.join(room, "jack")
    live.report.row(scenario, "jack was refused", {"stay": None}, {"stay": jack.stay})
    await ivy.leave()
    closed = await live.server.closed(room, sid)
    await live.finished(scenario, room, sid, [ivy.stay], opened, closed)


async def odd_names(live):
    """Names with everything in them, and names as long as LiveKit takes them."""
    long = live.name("x" * (256 - len(live.prefix) - 1))
    for scenario, room, identity in (
        ("odd names", live.name(ODD), ODD),
        ("long names", long, "y" * 256),
    ):
        one = await live.join(room, identity, name=identity[:100])
        found = lambda: live.console.get("/api/rooms", q=room)
        await live.eventually(scenario, "found by its whole name", {"total": 1}, found)
        await one.publish("microphone")
        await asyncio.sleep(2)
        begun = time.time()
        await live.server.remove(room, identity)
        over_at = (await one.told("disconnected"))["at"]
        one.stay.end("PARTICIPANT_REMOVED", "removed", begun, over_at)
        await over(live, scenario, room, one)

        async def by_name():
            of_room = await live.console.events(room=room)
            of_person = await live.console.events(participant=identity, room=room)
            paged = await live.console.events(page=2, room=room)
            return {
                "of the room": len(of_room),
                "of the person": len(of_person),
                "same by pages of 2": paged == of_room,
            }

        wanted = {"of the room": 6, "of the person": 4, "same by pages of 2": True}
        await live.eventually(scenario, "events by name", wanted, by_name)


async def again(live):
    """A room name that lives twice: two room sessions, each with its own people."""
    room, scenario = live.name("again"), "again"
    first = await live.join(room, "kim")
    await first.leave()
    await over(live, scenario, room, first)
    second = await live.join(room, "kim")
    latest = lambda: live.console.room(room)
    row = {"sid": second.room_sid, "status": "active", "participants_total": 1}
    await live.eventually(scenario, "the name shows the open session", row, latest)
    await second.leave()
    await over(live, scenario, room, second)
    row["status"] = "finished"
    await live.eventually(scenario, "the name shows the latest session", row, latest)
    row = {"sid": first.room_sid, "participants_total": 1}
    earlier = lambda: live.console.room(room, first.room_sid)
    await live.eventually(scenario, "?sid= shows the first", row, earlier)


async def frozen(live):
    """A process that stops for half a minute, as if its network were dead, and comes back."""
    room, scenario = live.name("frozen"), "frozen"
    hugo, gina = await asyncio.gather(live.join(room, "hugo"), live.join(room, "gina"))
    await gina.publish("microphone")
    await asyncio.sleep(3)
    gina.signal(signal.SIGSTOP)
    await gina.timed_out()
    await live.is_shown(scenario, room, None, gina.stay, "gina timed out while frozen")
    begun = time.time()
    gina.signal(signal.SIGCONT)
    sid = (await live.server.back(room, {"gina": gina.stay.sid}))["gina"]
    back = Stay("gina", sid, (begun, time.time()), tracks={"microphone": published()})
    await live.is_shown(scenario, room, None, back, "gina back under a new sid")
    for person in (gina, hugo):
        told = await person.do("leave")
        stay = back if person is gina else hugo.stay
        stay.end("CLIENT_INITIATED", "normal", told["since"], told["at"])
    await over(live, scenario, room, hugo, gina, others=[back])


async def reconnects(live):
    """A signalling connection that is resumed changes nothing; a full reconnect is a stay."""
    room, scenario = live.name("reconnects"), "reconnects"
    kate, lee = await asyncio.gather(live.join(room, "kate"), live.join(room, "lee"))
    await asyncio.sleep(2)
    after = len(kate.lines)
    await kate.do("simulate SIMULATE_SIGNAL_RECONNECT")
    await kate.told("reconnected", after=after)
    await asyncio.sleep(2)
    await live.is_shown(scenario, room, None, kate.stay, "kate resumed")
    begun = time.time()
    await lee.do("simulate SIMULATE_FULL_RECONNECT")
    sid = (await live.server.back(room, {"lee": lee.stay.sid}))["lee"]
    now = time.time()
    # Client and server race: the client says goodbye, or its new connection replaces the old one.
    reason = OneOf("CLIENT_INITIATED", "DUPLICATE_IDENTITY", "STATE_MISMATCH")
    lee.stay.end(reason, OneOf("normal", "replaced", "unexpected"), begun, now)
    back = Stay("lee", sid, (begun, now))
    await live.is_shown(scenario, room, None, back, "lee back under a new sid")
    await kate.leave()
    told = await lee.do("leave")
    back.end("CLIENT_INITIATED", "normal", told["since"], told["at"])
    await over(live, scenario, room, kate, lee, others=[back])


async def console_killed(live):
    """The console killed with -9 while people come and go: LiveKit tells it again."""
    room, scenario = live.name("outage"), "console killed"
    mia, ned = await asyncio.gather(live.join(room, "mia"), live.join(room, "ned"))
    await ned.publish("microphone")
    await asyncio.sleep(2)
    await live.console_process.kill()
    await mia.leave()
    olga = await live.join(room, "olga")
    await live.console_process.start()
    await live.console.ready()
    counts = {"participant_count": 2, "participants_total": 3, "in_doubt_count": 0}
    look = lambda: live.console.room(room, everyone=False)
    await live.eventually(scenario, "ned and olga are there", counts, look, within=40)
    await ned.leave()
    await olga.leave()
    await over(live, scenario, room, mia, ned, olga)


def published():
    return {"sid": None, "muted": False, "live": True}


async def at_the_end(live):
    """Nothing of this run is open; every session is in the history; every webhook was taken."""
    finished = sorted(sid for _, sid in live.sessions)

    async def listed():
        found = {}
        for status in ("active", "finished"):
            rooms = await live.console.get("/api/rooms", q=live.prefix, status=status, limit=1000)
            ours = (room for room in rooms["rooms"] if room["name"].startswith(live.prefix))
            found[status] = sorted(room["sid"] for room in ours)
        return found

    wanted = {"active": [], "finished": finished}
    await live.eventually("the end", "rooms in the lists", wanted, listed)
    if live.alone:
        nobody = {"active_rooms": 0, "total_participants": 0, "publishers": 0, "tracks": 0}
        current = lambda: live.console.get("/api/metrics/current")
        await live.eventually("the end", "the totals", nobody, current)

    async def health():
        answer = await live.console.get("/api/health")
        source = next(s for s in answer["sources"] if s["source"] == "webhook")
        return {
            "status": answer["status"],
            "mode": answer["mode"],
            "refused": source["refused_total"] - live.refused,
            "waiting": answer["journal"]["pending_events"],
        }

    wanted = {"status": "ok", "mode": "live", "refused": 0, "waiting": 0}
    await live.eventually("the end", "health", wanted, health)
    frames = live.console.frames
    beats = [f["arrived"] for f in frames if f["type"] == "heartbeat"]
    live.report.row(
        "the end",
        "WebSocket: a snapshot first, then heartbeats every 10 s",
        {"first": "snapshot", "pause": Between(5, 15), "resync": 0},
        {
            "first": frames[0]["type"],
            "pause": (beats[-1] - beats[0]) / (len(beats) - 1) if len(beats) > 1 else 10,
            "resync": sum(f["type"] == "resync" for f in frames),
        },
    )


async def console_restarted(live):
    """The console stopped and started: it shows of every room session what it showed before."""

    async def everything():
        found = {}
        for room, sid in live.sessions:
            answer = await live.console.room(room, sid)
            answer.pop("seq", None)
            answer.get("participants", []).sort(key=lambda person: person["sid"])
            found[sid] = answer
        return found

    before = await everything()
    code = await live.console_process.stop()
    live.report.row("console stop", "its exit code", {"code": 0}, {"code": code})
    await live.console_process.start()
    await live.console.ready()
    what = "every room session as before"
    await live.eventually("console stop", what, before, everything, tell=[])


FIRST = [standup]
OTHERS = [
    [killed, removed, given_up, never_used],
    [frozen, refused, odd_names, again],
    [reconnects],
]
