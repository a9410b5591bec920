"""Writes what was sent and answered as the examples of the OpenAPI document, shortened."""

import json

TEXT_CHARS = 400
FRAME = {"type": "heartbeat", "seq": 4711, "data": {"timestamp": "2026-11-22T20:00:00Z"}}
# What only another `Accept` gets.
OTHERS = {
    "backtest_alert_rule": {"application/x-ndjson": {"progress": 0.5}},
    "render_metrics": {
        "application/openmetrics-text; version=1.0.0": "# TYPE livekit_console_rooms gauge\n# EOF\n"
    },
    "show_openapi": {
        "application/json": {"openapi": "3.1.0", "info": {"title": "livekit-console"}}
    },
}


def shortened(value):
    """The first of each list, and the beginning of each long text."""
    if isinstance(value, dict):
        return {name: shortened(part) for name, part in value.items()}
    if isinstance(value, list):
        return [shortened(part) for part in value[:1]]
    if isinstance(value, str) and len(value) > TEXT_CHARS:
        return value[:TEXT_CHARS]
    return value


def lines(text):
    """The first lines of a text."""
    return "".join(text.splitlines(keepends=True)[:4])[:TEXT_CHARS]


def write(file, caller):
    """Writes the examples of every operation."""
    examples = {}
    for id, by_kind in sorted(caller.exchanges.items()):
        example = {}
        for kind, (body, response) in by_kind.items():
            if body is not None:
                example["request"] = body
            documented = caller.operations[id]["responses"][str(response.status_code)]
            for media_type in documented.get("content", {}):
                if media_type in OTHERS.get(id, {}):
                    example[media_type] = OTHERS[id][media_type]
                elif media_type.split(";")[0] == kind:
                    is_json = kind == "application/json"
                    example[media_type] = (
                        shortened(response.json()) if is_json else lines(response.text)
                    )
        if example:
            examples[id] = example
    examples["open_websocket"] = {"application/json": FRAME}
    # Paths of the machine on which this runs are no example.
    for setting in examples["show_settings"]["application/json"]["settings"]:
        setting.update(name="port", value="8000", origin="default")
    file.write_text(json.dumps(examples, indent=1, ensure_ascii=False, sort_keys=True) + "\n")
