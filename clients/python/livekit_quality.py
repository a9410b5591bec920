"""Reports a participant's own connection to livekit-console, as docs/QUALITY_PROTOCOL.md describes.

For participants that use LiveKit's Python SDK, such as agents. It needs nothing but the SDK, of
which it uses only the public API, and it never raises into the application.
"""

import asyncio
import collections
import contextlib
import inspect
import json
import math
import random
import time
import urllib.error
import urllib.request

from quality_figures import Snapshot, entries, figures, snapshot

# Waiting reports while the console is unreachable; the oldest are dropped.
QUEUE_MAX = 20
# Events of one report, and characters of a detail and of a name, as the console allows.
EVENTS_MAX = 16
DETAIL_MAX = 200
NAME_MAX = 64
# Seconds from the start to the first report.
FIRST_SECONDS = 2
# The first and the longest delay after a failure, seconds, and the timeout of a request.
RETRY_FIRST_SECONDS = 2
RETRY_LONGEST_SECONDS = 120
RESPONSE_SECONDS = 10
TRY_AGAIN = (401, 408, 429)
# LiveKit's numbers of a rating.
QUALITIES = {0: "poor", 1: "good", 2: "excellent", 3: "lost"}


def outcome(status):
    """What becomes of a report after a response."""
    if 200 <= status < 300:
        return "accepted"
    return "retried" if status in TRY_AGAIN or status >= 500 else "dropped"


def delay(status, retry_after, failures):
    """Seconds until the next request; `failures` is the number of failures before this one."""
    try:
        seconds = float(retry_after or 0)
    except ValueError:
        seconds = 0
    if status is not None and outcome(status) == "retried" and 0 < seconds < math.inf:
        return seconds
    longest = min(RETRY_LONGEST_SECONDS, RETRY_FIRST_SECONDS * 2**failures)
    return longest * (0.5 + random.random() / 2)


class QualityReporter:
    """Reports for `room` between `start` and `stop`.

    url          the console's endpoint: https://console.example.com/api/livekit/quality
    token        a token for the participant's identity and room, or a function that returns one
    interval     seconds between two reports, at least 5; each varies by a tenth
    sdk          such as "livekit 1.2.1"
    app_version  the application and its version
    on_error     called with each exception; without it errors are ignored
    """

    def __init__(
        self, room, url, token, *, interval=15.0, sdk=None, app_version=None, on_error=None
    ):
        self._room = room
        self._url = url
        self._token = token
        self._interval = max(5.0, interval)
        self._client = {"sdk": cut(sdk), "app_version": cut(app_version)}
        self._client_accepted = False
        self._on_error = on_error
        self._queue = collections.deque(maxlen=QUEUE_MAX)
        self._events = collections.deque(maxlen=EVENTS_MAX)
        self._before: Snapshot | None = None
        self._failures = 0
        self._retry_at = 0.0
        self._sid = None
        self._soon = asyncio.Event()
        self._stopping = False
        self._task = None
        self._listeners = {
            "reconnecting": lambda: self._happened("reconnecting"),
            "reconnected": lambda: self._happened("reconnected"),
            "disconnected": lambda *reason: self._happened("disconnected", *reason),
            "track_subscription_failed": lambda _participant, sid, error: self._happened(
                "track_subscription_failed", f"{sid}: {error}"
            ),
            "connection_quality_changed": self._rated,
        }

    def start(self):
        """Starts to report, before or after the room connects."""
        for event, listener in self._listeners.items():
            self._room.on(event, listener)
        self._task = asyncio.create_task(self._run())

    async def stop(self):
        """Sends what waits once more, and stops."""
        for event, listener in self._listeners.items():
            self._room.off(event, listener)
        self._stopping = True
        self._soon.set()
        if self._task is not None:
            await self._task
        if self._events:
            self._queue.append(self._report({}))
        await self._send()

    def _happened(self, name, detail=""):
        detail = str(detail)[:DETAIL_MAX]
        self._events.append({"type": name, "at": now_ms(), "detail": detail})
        self._soon.set()

    def _rated(self, participant, _quality):
        own = self._room.local_participant.identity
        if participant is not None and participant.identity == own:
            self._soon.set()

    async def _run(self):
        collect_at = time.monotonic() + FIRST_SECONDS
        while True:
            wake_at = min(collect_at, self._retry_at) if self._queue else collect_at
            with contextlib.suppress(asyncio.TimeoutError):
                seconds = max(0.0, wake_at - time.monotonic())
                await asyncio.wait_for(self._soon.wait(), seconds)
            if self._stopping:
                return
            if self._soon.is_set() or time.monotonic() >= collect_at:
                self._soon.clear()
                collect_at = time.monotonic() + self._interval * (0.9 + 0.2 * random.random())
                await self._guarded(self._collect())
            if time.monotonic() >= self._retry_at:
                await self._send()

    async def _collect(self):
        connected = self._room.isconnected()
        lists = []
        if connected:
            stats = await self._room.get_rtc_stats()
            lists = [entries(stats.publisher_stats), entries(stats.subscriber_stats)]
        elif not self._events:
            return
        after = snapshot(lists, now_ms())
        self._queue.append(self._report(figures(self._before, after)))
        self._before = after.remembering(self._before) if connected else None

    def _report(self, measured):
        participant = self._room.local_participant if self._room.isconnected() else None
        self._sid = participant.sid if participant else self._sid
        events = list(self._events)
        self._events.clear()
        return {
            "at": now_ms(),
            "participant_sid": self._sid,
            "quality": QUALITIES.get(int(participant.connection_quality)) if participant else None,
            **measured,
            **({} if self._client_accepted else self._client),
            "events": events,
        }

    async def _send(self):
        while self._queue:
            report = self._queue[0]
            status = retry_after = None
            try:
                status, retry_after = await asyncio.to_thread(
                    post, self._url, await self._bearer(), report
                )
            except Exception as error:  # An application's token function may raise anything.
                self._failed(error)
            became = outcome(status) if status is not None else "retried"
            if became != "retried":
                self._queue.popleft()
            if became == "accepted":
                self._failures = 0
                self._client_accepted = self._client_accepted or "sdk" in report
                continue
            if status is not None:
                self._failed(RuntimeError(f"the console answered {status}"))
            self._retry_at = time.monotonic() + delay(status, retry_after, self._failures)
            self._failures = min(self._failures + 1, 10)
            return

    async def _bearer(self):
        token = self._token() if callable(self._token) else self._token
        return await token if inspect.isawaitable(token) else token

    async def _guarded(self, work):
        try:
            await work
        except Exception as error:  # The application goes on, whatever the SDK raises.
            self._failed(error)

    def _failed(self, error):
        if self._on_error is not None:
            with contextlib.suppress(Exception):
                self._on_error(error)


def post(url, token, report):
    """Sends a report; returns the status and `Retry-After`."""
    body = json.dumps({**report, "sent_at": now_ms()}).encode()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    request = urllib.request.Request(url, body, headers, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=RESPONSE_SECONDS) as response:
            return response.status, None
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers.get("Retry-After")


def cut(text):
    return text[:NAME_MAX] if text else None


def now_ms():
    return int(time.time() * 1000)
