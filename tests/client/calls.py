"""Calls every operation of the document with the generated client."""

import base64
import hashlib
import hmac
import json
import time
from importlib import import_module
from inspect import signature
from typing import get_args, get_type_hints
from urllib.parse import quote

from console_client import AuthenticatedClient, Client

ALERT_SECONDS = 60

RULE = {
    "name": "rooms_are_open", "measure": "active_rooms", "comparison": "above", "threshold": 0,
    "severity": "info",
}
# A private address, to which nothing is sent: its notifications are parked.
RECEIVER = {
    "name": "team_chat", "group_wait_seconds": 0,
    "target": {"type": "webhook", "url": "http://192.168.0.1/hook", "secrets": [], "headers": {}},
}
SILENCE = {
    "matchers": [{"name": "rule", "value": "rooms_*", "equal": True}],
    "starts_at": "2030-01-01T00:00:00Z", "ends_at": "2030-01-01T02:00:00Z",
    "comment": "maintenance", "author": "ada",
}


def token(key, secret, claims):
    """A JWT as LiveKit signs it."""

    def part(value):
        text = json.dumps(value, separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(text).rstrip(b"=")

    now = int(time.time())
    head = part({"alg": "HS256", "typ": "JWT"})
    body = part({"iss": key, "nbf": now - 10, "exp": now + 300, **claims})
    signed = hmac.digest(secret.encode(), head + b"." + body, hashlib.sha256)
    return b".".join([head, body, base64.urlsafe_b64encode(signed).rstrip(b"=")]).decode()


class Caller:
    """Calls operations by their ids, and remembers what was sent and answered."""

    def __init__(self, url, document):
        self.url = url
        self.operations = {}
        for path in document["paths"].values():
            for operation in path.values():
                self.operations[operation["operationId"]] = operation
        self.exchanges = {}
        self.last = None
        hooks = {"event_hooks": {"response": [self.remember]}}
        self.client = Client(
            url, raise_on_unexpected_status=True, timeout=30, httpx_args=hooks
        )

    def remember(self, response):
        response.read()
        self.last = response

    def with_token(self, value, prefix=""):
        client = AuthenticatedClient(
            self.url, token=value, prefix=prefix, raise_on_unexpected_status=True,
            httpx_args={"event_hooks": {"response": [self.remember]}},
        )
        return client

    def call(self, id, expected=200, /, body=None, client=None, **arguments):
        """What the operation answers, as the schema of this status parses it."""
        operation = self.operations[id]
        module = import_module(f"console_client.api.{operation['tags'][0]}.{id}")
        if body is not None:
            arguments["body"] = self.body(module.sync_detailed, body)
        answer = module.sync_detailed(client=client or self.client, **arguments)
        assert answer.status_code == expected, f"{id}: {answer.status_code} {answer.content!r}"
        assert str(expected) in operation["responses"], f"{id}: {expected} is not documented"
        kind = self.check_kind(id, body)
        is_text = kind not in ("application/json", "application/problem+json")
        assert answer.parsed is not None or is_text, f"{id}: nothing is parsed"
        return answer.parsed

    def get(self, id, path):
        """Reads a path without the generated code."""
        assert self.client.get_httpx_client().get(path).status_code == 200, path
        self.check_kind(id, None)

    def check_kind(self, id, body):
        """The media type of the last answer, which is one that is documented."""
        status = self.last.status_code
        content = self.operations[id]["responses"][str(status)].get("content", {})
        kind = self.last.headers.get("content-type", "").split(";")[0]
        documented = [media_type.split(";")[0] for media_type in content]
        assert kind in documented or not documented, f"{id}: {kind} is not one of {documented}"
        if status < 300:
            self.exchanges.setdefault(id, {}).setdefault(kind, (body, self.last))
        return kind

    @staticmethod
    def body(function, value):
        hint = get_type_hints(function, vars(import_module(function.__module__)))["body"]
        for kind in (hint, *get_args(hint)):
            if hasattr(kind, "from_dict"):
                return kind.from_dict(value)
        return value


def read(caller):
    """Everything that only reads."""
    for id in [
        "show_health", "check_liveness", "check_liveness_alias", "check_readiness",
        "check_readiness_alias", "show_current_metrics", "show_metrics_history", "list_nodes",
        "show_nodes_history", "list_gaps", "list_sources", "show_drift_history", "show_usage",
        "show_settings", "show_licenses", "show_openapi", "render_metrics", "show_docs",
        "show_error_docs", "show_docs_style", "list_measures", "show_alerting",
    ]:
        caller.call(id)
    formats = import_module("console_client.models").Format
    for noun in ["rooms", "participants", "events", "alerts", "audit", "usage"]:
        caller.call(f"export_{noun}", format_=formats.JSON)
        # The generator knows one type of each answer.
        for other in ["csv", "ndjson"]:
            caller.get(f"export_{noun}", f"/api/export/{noun}?format={other}")
    # The client cannot become a WebSocket.
    caller.call("open_websocket", 400)
    caller.call("list_rooms", limit=1)
    room = until(lambda: caller.call("list_rooms").rooms)[0].name
    caller.call("show_room", room_name=room)
    caller.call("show_room", 404, room_name="there is none")
    caller.call("show_room_timeline", room_name=room)
    caller.get("export_evidence", f"/api/export/evidence?room={quote(room, safe='')}")
    sid = until(lambda: caller.call("list_participants").participants)[0].sid
    for id in ["show_participant", "show_participant_timeline", "show_participant_quality"]:
        caller.call(id, sid=sid)
    caller.call("list_jobs")
    first = caller.call("list_events", limit=2)
    second = caller.call("list_events", limit=2, cursor=first.next_cursor)
    ids = {event.id for event in first.events + second.events}
    assert len(ids) == 4, "the second page follows the first"


def receive(caller, key, secret):
    """What LiveKit and its clients send."""
    webhook = {
        "event": "room_started", "id": "EV_client", "createdAt": str(int(time.time())),
        "room": {"sid": "RM_client", "name": "of-a-client"},
    }
    # As httpx writes it: the signature is that of the bytes.
    sent = json.dumps(webhook, separators=(",", ":")).encode()
    digest = base64.b64encode(hashlib.sha256(sent).digest()).decode()
    signed = caller.with_token(token(key, secret, {"sha256": digest}))
    caller.call("receive_webhook", body=webhook, client=signed)
    caller.call(
        "receive_webhook_of_deployment", body=webhook, client=signed, deployment="default"
    )
    grants = {"sub": "ada", "video": {"room": "of-a-client", "roomJoin": True}}
    holder = caller.with_token(token(key, secret, grants), "Bearer")
    report = {"at": int(time.time() * 1000), "quality": "good", "rtt_ms": 40}
    caller.call("receive_quality_report", 202, body=report, client=holder)
    assert caller.last.headers["ratelimit"] == '"participant";r=29;t=3'
    caller.call(
        "receive_quality_report_of_deployment", 202, body=report, client=holder,
        deployment="default",
    )


def change(caller):
    """Rules, receivers and silences; and an alert, its notifications and its actions."""
    rule, receiver = {**RULE, "by": "ada"}, {**RECEIVER, "by": "ada"}
    caller.call("preview_receiver", body={"receiver": RECEIVER})
    caller.call("test_unsaved_receiver", body=receiver)
    caller.call("create_receiver", 201, body=receiver)
    caller.call("list_receivers")
    caller.call("show_receiver", name="team_chat")
    caller.call("change_receiver", name="team_chat", body={**receiver, "enabled": True})
    caller.call("test_receiver", name="team_chat", body={"by": "ada"})
    caller.call("preview_alert_rule", body=RULE)
    backtest = {"rule": RULE, "from": "now-1h"}
    caller.call("backtest_alert_rule", body=backtest)
    caller.call("create_alert_rule", 201, body=rule, idempotency_key="one")
    assert caller.last.headers["location"] == "/api/alert-rules/rooms_are_open"
    first = caller.last.headers["etag"]
    caller.call("create_alert_rule", 201, body=rule, idempotency_key="one")
    assert caller.last.headers["idempotent-replayed"] == "true"
    caller.call("create_alert_rule", 422, body={**rule, "threshold": 1}, idempotency_key="one")
    caller.call("list_alert_rules")
    caller.call("show_alert_rule", name=RULE["name"])
    caller.call("change_alert_rule", name=RULE["name"], body=rule, if_match=first)
    caller.call("change_alert_rule", 412, name=RULE["name"], body=rule, if_match=first)

    of_rule = lambda: caller.call("list_alerts", rule=RULE["name"]).alerts
    alert = until(of_rule)[0].id
    caller.call("show_alert", alert_id=alert)
    caller.call("acknowledge_alert", alert_id=alert, body={"note": "I look", "by": "ada"})
    caller.call("acknowledge_alert", 409, alert_id=alert, body={"by": "ada"})
    caller.call("unacknowledge_alert", alert_id=alert, body={"by": "ada"})
    caller.call("assign_alert", alert_id=alert, body={"assignee": "bob", "by": "ada"})
    caller.call("note_alert", alert_id=alert, body={"note": "it is planned", "by": "ada"})
    parked = import_module("console_client.models").NotificationStatus.PARKED
    waiting = lambda: caller.call("list_notifications", status=parked).notifications
    notification = until(waiting)[0].id
    caller.call("retry_notification", id=notification, body={"by": "ada"})
    until(lambda: [one for one in waiting() if one.id == notification])
    caller.call("discard_notification", id=notification, body={"by": "ada"})
    caller.call("resolve_alert", alert_id=alert, body={"note": "over", "by": "ada"})

    silence = caller.call("create_silence", 201, body=SILENCE).id
    caller.call("list_silences")
    caller.call("show_silence", id=silence)
    tag = caller.last.headers["etag"]
    caller.call("change_silence", id=silence, body=SILENCE, if_match=tag)
    caller.call("end_silence", id=silence, body={"by": "ada"})
    caller.call("list_audit")
    caller.call("delete_alert_rule", 412, name=RULE["name"], if_match='"9"')
    caller.call("delete_alert_rule", 204, name=RULE["name"], by="ada")
    caller.call("delete_receiver", 204, name="team_chat")


def until(holds):
    """What `holds` gives, once it gives something."""
    deadline = time.monotonic() + ALERT_SECONDS
    while time.monotonic() < deadline:
        if found := holds():
            return found
        time.sleep(0.2)
    raise AssertionError("not in time")


def call_all(url, document, keys, record):
    """Calls everything; `record` is the file for the examples, if any."""
    caller = Caller(url, json.loads(document.read_text()))
    read(caller)
    receive(caller, *keys)
    change(caller)
    missing = set(caller.operations) - set(caller.exchanges) - {"open_websocket"}
    assert not missing, f"not called: {sorted(missing)}"
    print(f"{len(caller.operations)} operations were called")
    if record:
        from examples import write

        write(record, caller)
