"""A console that stands still (SIGSTOP) while a real LiveKit sends it webhooks: nothing is uncounted.

LiveKit takes every answer below 500 for final. So what it counts as delivered must be what the console
took in; what it gave up itself, the console must have found by the room API. README.md beside this
file says how to run it.
"""

import argparse
import asyncio
import os
import re
import signal
import sys
import time

import aiohttp
from console import Console, Process
from server import Server

# How long after it goes on everything must be known: LiveKit tries a webhook again for some 15 s.
SETTLED_SECONDS = 30


async def text(url):
    async with aiohttp.ClientSession() as session:
        async with session.get(url) as answer:
            return await answer.text()


async def total(url, name, *labels):
    """The sum of the series of that name that have all of these labels."""
    lines = re.findall(rf"^{name}(?:{{(.*)}})? (\S+)$", await text(url), re.M)
    return sum(float(value) for told, value in lines if all(label in told for label in labels))


async def play(server, begin, count, pause):
    for number in range(begin, begin + count):
        await server.create(f"still-{number}")
        await asyncio.sleep(pause / 2)
        await server.delete(f"still-{number}")
        await asyncio.sleep(pause / 2)


async def main(seconds):
    server = Server(
        os.environ["LIVEKIT_URL"], os.environ["LIVEKIT_API_KEY"], os.environ["LIVEKIT_API_SECRET"]
    )
    node = os.environ["LIVEKIT_METRICS_URLS"].split(",")[0]
    url = os.environ.get("CONSOLE_URL", "http://127.0.0.1:8000")
    process, console = Process(os.environ["CONSOLE_COMMAND"], url, server), Console(url)
    failed = []

    def check(what, holds):
        print(("ok    " if holds else "FAILED ") + what, flush=True)
        if not holds:
            failed.append(what)

    try:
        await server.up()
        delivered = await total(node, "livekit_webhook_dispatch_total", 'status="success"')
        await process.start()
        await console.ready()
        await play(server, 0, 3, 1)
        os.kill(process.process.pid, signal.SIGSTOP)
        count, end = 0, time.monotonic() + seconds
        while time.monotonic() < end:
            await play(server, 3 + count, 1, 2)
            count += 1
        os.kill(process.process.pid, signal.SIGCONT)
        await play(server, 3 + count, 3, 1)
        await asyncio.sleep(SETTLED_SECONDS)
        delivered = await total(node, "livekit_webhook_dispatch_total", 'status="success"') - delivered
        received = await total(f"{url}/metrics", "livekit_console_webhook_received_total")
        again = await total(f"{url}/metrics", "livekit_console_webhook_duplicate_total")
        refused = await total(f"{url}/metrics", "livekit_console_webhook_refused_total")
        print(f"delivered {delivered:.0f}, received {received:.0f}, again {again:.0f}")
        check("what LiveKit counts as delivered was taken in", delivered == received + again)
        check("nothing was refused", refused == 0)
        page = await console.get("/api/rooms", status="finished", limit=500, q="still-")
        check(f"all {count + 6} rooms are known and over", page["total"] == count + 6)
        check("it stops in order", await process.stop() == 0)
    finally:
        if process.process and process.process.returncode is None:
            os.kill(process.process.pid, signal.SIGCONT)
            await process.stop()
        process.tidy(keep=bool(failed))
        await console.close()
        await server.close()
    return 1 if failed else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("seconds", nargs="?", type=float, default=100, help="how long it stands still")
    sys.exit(asyncio.run(main(parser.parse_args().seconds)))
