"""Plays with a real LiveKit and compares what the console shows with what was really done.

README.md beside this file says how to run it. Only the Python standard library is needed to start:
what is missing is installed into a virtual environment in the cache folder.
"""

import argparse
import asyncio
import hashlib
import importlib.util
import os
import pathlib
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
NEEDED = ["LIVEKIT_URL", "LIVEKIT_API_KEY", "LIVEKIT_API_SECRET"]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", help="names of scenarios, separated by commas")
    parser.add_argument(
        "--server-command",
        help="starts the livekit-server of LIVEKIT_URL; the test then ends and restarts it",
    )
    parser.add_argument(
        "--server-pid", type=int, help="the process of a livekit-server that is running already"
    )
    parser.add_argument(
        "--node-b", help="URL of a second node on the same Redis; the first one is then killed"
    )
    parser.add_argument(
        "--node-b-command",
        help="starts the node of --node-b; that one is then killed for good instead",
    )
    parser.add_argument(
        "--metrics-b", help="the metrics URL of node B, as in the console's LIVEKIT_METRICS_URLS"
    )
    parser.add_argument(
        "--relay-port",
        type=int,
        help="LiveKit's webhook URL points at this port; the test passes them on, or does not",
    )
    parser.add_argument("--keep", action="store_true", help="keep the console's log and data")
    return parser.parse_args()


def with_the_sdk():
    """Goes on under a Python that has the SDK; makes one if there is none."""
    # In this order: a module can only be looked for in a package that is there.
    if all(map(importlib.util.find_spec, ("numpy", "aiohttp", "livekit"))):
        if all(map(importlib.util.find_spec, ("livekit.rtc", "livekit.api"))):
            return
    requirements = HERE / "requirements.txt"
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    mark = hashlib.sha256(requirements.read_bytes() + version.encode()).hexdigest()[:12]
    cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache")
    folder = cache / "livekit-console" / f"live-{mark}"
    python = folder / "bin" / "python"
    # Written last, so that it also says that the installation is whole.
    whole = folder / "whole"
    if not whole.exists():
        print(f"The LiveKit SDK is not installed here; installing it into {folder}", flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        quiet = ["--quiet", "--disable-pip-version-check"]
        subprocess.run([python, "-m", "pip", "install", *quiet, "-r", requirements], check=True)
        whole.touch()
    os.execv(python, [str(python), *sys.argv])


async def play(scenarios, live):
    """Plays scenarios at once; one that breaks off is a failure of its own."""

    async def one(scenario):
        try:
            await asyncio.wait_for(scenario(live), 600)
        except Exception as error:
            live.report.broke(scenario.__name__, repr(error))

    await asyncio.gather(*(one(scenario) for scenario in scenarios))


async def run(options):
    import blocked
    import losses
    import restarts
    import scenarios
    from checks import Report
    from console import Console
    from console import Process as ConsoleProcess
    from live import Live
    from relay import Relay
    from server import Process, Server

    server = Server(*(os.environ[name] for name in NEEDED))
    console_url = os.environ.get("CONSOLE_URL") or "http://127.0.0.1:8000"
    console = Console(console_url)
    report = Report()
    live = Live(server, console, report, f"live-{int(time.time()):x}")
    live.node_b, live.metrics_b = options.node_b, options.metrics_b
    wanted = set(options.only.split(",")) if options.only else None
    chosen = lambda many: [s for s in many if wanted is None or s.__name__ in wanted]
    try:
        if options.server_command:
            live.process = Process(options.server_command, options.server_pid, server)
            if not options.server_pid:
                if await server.is_up():
                    raise SystemExit(
                        f"a LiveKit runs at {server.http} already: give its --server-pid"
                    )
                await live.process.start()
        await server.up(within=10)
        if options.node_b_command:
            other = Server(options.node_b, server.key, server.secret)
            live.process_b = Process(options.node_b_command, None, other)
            await live.process_b.start()
            await other.close()
        if os.environ.get("CONSOLE_COMMAND"):
            command = os.environ["CONSOLE_COMMAND"]
            live.console_process = ConsoleProcess(command, console_url, server)
            await live.console_process.start()
        if options.relay_port:
            live.relay = Relay(options.relay_port, console_url)
            await live.relay.open()
        await console.ready()
        await console.watch()
        health = await console.get("/api/health")
        live.refused = sum(
            s["refused_total"] for s in health["sources"] if s["source"] == "webhook"
        )
        live.alone = not (await console.get("/api/metrics/current"))["total_participants"]
        live.alone = live.alone and not await server.rooms()
        print(f"LiveKit {server.http}, console {console.url} ({health['store']['edition']})")
        if not live.alone:
            print("This LiveKit is in use: totals over all rooms are not compared.")

        counted = asyncio.Event()
        if wanted is None or "standup" in wanted:
            standup = asyncio.create_task(
                play([lambda live: scenarios.standup(live, counted)], live)
            )
            waiting = asyncio.create_task(counted.wait())
            await asyncio.wait([standup, waiting], return_when=asyncio.FIRST_COMPLETED)
            waiting.cancel()
        else:
            standup = asyncio.create_task(asyncio.sleep(0))
        for group in scenarios.OTHERS:
            await play(chosen(group), live)
        await standup
        if live.relay:
            await play(chosen([blocked.webhooks_blocked]), live)
        if live.console_process:
            await play(chosen([scenarios.console_killed]), live)
        if live.process_b:
            await play(chosen([losses.node_lost]), live)
        elif live.process and live.node_b:
            await play(chosen([restarts.node_killed]), live)
        elif live.process:
            await play(chosen([restarts.server_killed]), live)
            await play(chosen([restarts.server_terminated]), live)
            await play(chosen([losses.nobody_returns]), live)
        await play([scenarios.at_the_end], live)
        if live.console_process:
            await play([scenarios.console_restarted], live)
    finally:
        await live.leaves_nothing()
        if live.relay:
            await live.relay.close()
        await console.close()
        await server.close()
        if live.console_process:
            await live.console_process.stop()
            live.console_process.tidy(options.keep or bool(report.failed))
        for process in (live.process_b, live.process):
            if process:
                await process.stop()
    return report.verdict()


def main():
    options = arguments()
    missing = [name for name in NEEDED if not os.environ.get(name)]
    if missing:
        raise SystemExit(f"Say which LiveKit: {', '.join(missing)} not set (tests/live/README.md)")
    if options.node_b and not (options.server_command or options.node_b_command):
        raise SystemExit("--node-b needs --server-command: the first node is killed and started")
    if options.node_b_command and not (options.node_b and options.metrics_b):
        raise SystemExit("--node-b-command needs --node-b and --metrics-b: the URLs of that node")
    if options.server_pid and not options.server_command:
        raise SystemExit("--server-pid needs --server-command: what is killed is started again")
    with_the_sdk()
    from server import NotThere

    try:
        sys.exit(asyncio.run(run(options)))
    except NotThere as error:
        raise SystemExit(str(error)) from None


if __name__ == "__main__":
    main()
