"""Webhooks do not arrive for two minutes while people come and go: the API must tell."""

import asyncio
import time

from checks import Between, Has, OneOf
from people import TOLERANCE, describe
from restarts import Around, seconds

# How long the receiver is away: longer than LiveKit keeps any webhook.
BLOCKED_SECONDS = 120
# After that, webhooks that LiveKit still held have come or are lost, and everything was listed.
SETTLED_SECONDS = 45


async def webhooks_blocked(live):
    """People join, mute, leave; rooms open and end, all of it without a webhook."""
    scenario = "blocked"
    kept, over, late, short = (live.name(f"blocked-{n}") for n in ("kept", "over", "late", "short"))
    ann, carl = await asyncio.gather(live.join(kept, "ann"), live.join(over, "carl"))
    await ann.publish("microphone")
    there = {"participant_count": 1, "publisher_count": 1}
    await live.eventually(scenario, "before", there, lambda: live.console.room(kept))

    blocked_at = time.time()
    await live.relay.close()
    await ann.mute("microphone")
    bea, cid = await asyncio.gather(live.join(kept, "bea"), live.join(kept, "cid"))
    dora, eve = await asyncio.gather(live.join(late, "dora"), live.join(short, "eve"))
    await bea.publish("camera")
    await asyncio.sleep(25)
    await asyncio.gather(cid.leave(), carl.leave())
    await live.server.closed(over, carl.room_sid)
    await asyncio.sleep(30)
    await eve.leave()
    await live.server.closed(short, eve.room_sid)
    listed = await during(live, scenario, kept, bea.stay)
    await asyncio.sleep(max(0, blocked_at + BLOCKED_SECONDS - time.time()))
    await live.relay.open()
    opened_at = time.time()
    await asyncio.sleep(SETTLED_SECONDS)

    await present(live, scenario, kept, ann, {"microphone": True})
    await present(live, scenario, kept, bea, {"camera": False}, healed=listed)
    await present(live, scenario, late, dora, {}, healed=True)
    await gone(live, scenario, kept, cid)
    await gone(live, scenario, over, carl)
    await gone(live, scenario, short, eve)
    for room, sid in ((over, carl.room_sid), (short, eve.room_sid)):
        row = {"status": "finished", "participant_count": 0, "participants_total": 1}
        look = lambda room=room, sid=sid: live.console.room(room, sid)
        await live.eventually(scenario, f"{room[-5:]} is over", row, look)
        live.sessions.append((room, sid))
    for room in (kept, late):
        open_now = {"status": "active", "participant_count": 2 if room == kept else 1}
        look = lambda room=room: live.console.room(room, everyone=False)
        await live.eventually(scenario, f"{room[-4:]} is open", open_now, look)

    async def sids():
        detail = await live.console.room(kept)
        everybody = [person["sid"] for person in detail["participants"]]
        return {"once": len(set(everybody)) == len(everybody), "stays": len(everybody)}

    await live.eventually(scenario, "nobody is counted twice", {"once": True, "stays": 3}, sids)
    await side_by_side(live, scenario)
    await the_gap(live, scenario, blocked_at, opened_at)
    for person in (ann, bea, dora):
        await person.leave()
    for room, sid in ((kept, ann.room_sid), (late, dora.room_sid)):
        await live.server.closed(room, sid)
        live.sessions.append((room, sid))


async def during(live, scenario, room, stay):
    """While webhooks are away, the polls tell who is there."""

    async def look():
        detail = await live.console.room(room, everyone=False)
        found = [p for p in detail.get("participants", []) if p["sid"] == stay.sid]
        return found[0] if found else None

    row = {"state": "ACTIVE", "sources": ["poll"], "certainty": "observed"}
    await live.eventually(scenario, "who joined is there by the polls alone", row, look)
    return True


async def present(live, scenario, room, person, tracks, healed=False):
    async def look():
        detail = await live.console.room(room, everyone=False)
        found = [p for p in detail.get("participants", []) if p["sid"] == person.stay.sid]
        if not found:
            return None
        track = lambda t: describe(t["type"], t["source"], t["muted"], t["unpublished_at"] is None)
        return found[0] | {
            "tracks": sorted(track(t) for t in found[0]["tracks"]),
            "healed": "poll" in found[0]["sources"],
        }

    from people import SOURCES

    expected = {
        "state": "ACTIVE",
        "certainty": "observed",
        "kind": "STANDARD",
        "tracks": sorted(describe(*SOURCES[n], muted, True) for n, muted in tracks.items()),
        "healed": healed or bool(tracks),
    }
    await live.eventually(scenario, f"{person.identity} is there", expected, look)


async def gone(live, scenario, room, person):
    """Left while nobody told: concluded with its evidence, or told by a webhook that was late."""
    left = person.stay.left

    async def look():
        detail = await live.console.room(room, person.room_sid)
        found = [p for p in detail.get("participants", []) if p["sid"] == person.stay.sid]
        return found[0] if len(found) == 1 else None

    found = await live.eventually(
        scenario,
        f"{person.identity} is gone",
        {"state": "DISCONNECTED", "certainty": OneOf("inferred", "observed")},
        look,
    )
    if found and found["certainty"] == "inferred":
        row = {
            "departure": "reconciled",
            "disconnect_reason": None,
            "left_at_range": Around(left[1]),
            "evidence": Has("not among LiveKit's", "the room finished"),
            "sources": ["webhook", "poll"] if person.identity == "carl" else ["poll"],
        }
        # The room's own end may have ended the stay: then nothing was found about the stay.
        if found["sources"] == ["webhook"]:
            row["sources"] = ["webhook"]
        tell = ["left_at_range", "evidence", "sources"]
        live.report.row(scenario, f"{person.identity}: how surely", row, found, tell)
        at = seconds(found["left_at"])
        told = {"seconds off": Between(-TOLERANCE, 30)}
        live.report.row(scenario, f"{person.identity}: when", told, {"seconds off": at - left[0]})


async def side_by_side(live, scenario):
    """Rooms and participants as each source counts them."""
    rooms = await live.server.rooms()
    people = sum([len(await live.server.active(room)) for room in rooms])

    async def look():
        answer = await live.console.get("/api/sources")
        counts = answer["deployments"][0]["counts"]
        return {
            "console": (counts["console"]["rooms"], counts["console"]["participants"]),
            "api": (counts["api"]["rooms"], counts["api"]["participants"]),
            "webhooks alone know fewer": counts["webhooks"]["participants"] < people,
        }

    both = (len(rooms), people)
    expected = {"console": both, "api": both, "webhooks alone know fewer": True}
    if live.alone:
        await live.eventually(scenario, "the sources side by side", expected, look)


async def the_gap(live, scenario, blocked_at, opened_at):
    async def look():
        answer = await live.console.get("/api/gaps")
        found = [gap for gap in answer["gaps"] if gap["source"] == "webhook"]
        if not found:
            return None
        began = seconds(found[0]["started_at"])
        ended = found[0]["ended_at"] and seconds(found[0]["ended_at"])
        return {"began after the block": began - blocked_at, "ended": ended and ended - opened_at}

    expected = {
        # From the last webhook that came, or the first that did not.
        "began after the block": Between(-30, 30),
        # Until the next that came; nothing may have happened since.
        "ended": OneOf(None, Between(-TOLERANCE, SETTLED_SECONDS + 60)),
    }
    await live.eventually(scenario, "the gap is shown", expected, look, within=60)
