"""The figures of a report, from stats; pure. The formulas are those of docs/QUALITY_PROTOCOL.md."""

import dataclasses
import math

LIMITATIONS = ("bandwidth", "cpu", "other", "none")
CANDIDATES = ("host", "srflx", "prflx", "relay")
PROTOCOLS = ("udp", "tcp", "tls")
# Names that differ between the SDK and WebRTC.
RENAMED = {"totalFreezeDuration": "totalFreezesDuration"}
# The SDK writes 0 for what a stream of audio cannot have.
ONLY_VIDEO = ("freezeCount", "totalFreezesDuration")


@dataclasses.dataclass
class Snapshot:
    """The counters at one time, by stream or candidate pair, and the other values."""

    at_ms: int
    counters: dict
    now: dict

    def remembering(self, before):
        """With the counters of streams that it lacks: one that returns goes on from there."""
        known = before.counters if before else {}
        counters = {what: dict(values) for what, values in known.items()}
        for what, values in self.counters.items():
            counters.setdefault(what, {}).update(values)
        return dataclasses.replace(self, counters=counters)


def entries(stats):
    """The SDK's stats as the entries of WebRTC's getStats."""
    return [entry(each) for each in stats]


def entry(stats):
    kind = stats.WhichOneof("stats")
    result = {"type": kind.replace("_", "-")}
    for _, part in getattr(stats, kind).ListFields():
        for field, value in part.ListFields():
            name = camel(field.name)
            if field.enum_type is not None:
                # LIMITATION_NONE, PAIR_SUCCEEDED, HOST
                value = field.enum_type.values_by_number[value].name.rpartition("_")[2].lower()
            result[RENAMED.get(name, name)] = value
    if result.get("kind") == "audio":
        for name in ONLY_VIDEO:
            result.pop(name, None)
    return result


def camel(name):
    first, *others = name.split("_")
    return first + "".join(word.capitalize() for word in others)


def snapshot(lists, at_ms):
    """Reads lists of entries: one of each peer connection."""
    counters = {}
    round_trips, jitters, limitations, pair_round_trips = [], [], [], []
    candidate = video_in = video_out = None

    def count(what, key, value):
        if is_number(value):
            counters.setdefault(what, {})[key] = value

    def note(values, seconds):
        if is_number(seconds) and seconds >= 0:
            values.append(seconds * 1000)

    for index, stats in enumerate(lists):
        by_id = {stat["id"]: stat for stat in stats}
        if pair := selected_pair(stats, by_id):
            count("bytes_in", pair["id"], pair.get("bytesReceived"))
            count("bytes_out", pair["id"], pair.get("bytesSent"))
            note(pair_round_trips, pair.get("currentRoundTripTime"))
            candidate = candidate or by_id.get(pair.get("localCandidateId"))
        for stat in stats:
            key = (index, stat["id"])
            if stat["type"] == "inbound-rtp":
                count("received", key, stat.get("packetsReceived"))
                count("lost_in", key, stat.get("packetsLost"))
                count("freezes", key, stat.get("freezeCount"))
                count("freeze_seconds", key, stat.get("totalFreezesDuration"))
                count("concealed", key, stat.get("concealedSamples"))
                count("samples", key, stat.get("totalSamplesReceived"))
                note(jitters, stat.get("jitter"))
                video_in = larger(video_in, stat)
            elif stat["type"] == "remote-inbound-rtp":
                count("lost_out", key, stat.get("packetsLost"))
                count("sent", key, by_id.get(stat.get("localId"), {}).get("packetsSent"))
                note(jitters, stat.get("jitter"))
                note(round_trips, stat.get("roundTripTime"))
            elif stat["type"] == "outbound-rtp" and stat.get("active") is not False:
                limitations.append(stat.get("qualityLimitationReason"))
                video_out = larger(video_out, stat)
    candidate = candidate or {}
    protocol = candidate.get("relayProtocol") or candidate.get("protocol")
    return Snapshot(
        at_ms,
        counters,
        {
            "rtt_ms": max(pair_round_trips or round_trips, default=None),
            "jitter_ms": max(jitters, default=None),
            "quality_limitation": next((each for each in LIMITATIONS if each in limitations), None),
            "candidate_type": only(candidate.get("candidateType"), CANDIDATES),
            "protocol": only(protocol, PROTOCOLS),
            **picture("in", video_in),
            **picture("out", video_out),
        },
    )


def figures(before, after):
    """The figures of `after`; changes are known only with a `before`."""

    def delta(what):
        now = after.counters.get(what)
        if before is None or not now:
            return None
        then = before.counters.get(what, {})
        return max(0, sum(value - then.get(key, 0) for key, value in now.items()))

    def ratio(part, whole):
        return None if part is None or not whole else min(1, part / whole)

    seconds = (after.at_ms - before.at_ms) / 1000 if before else 0

    def rate(size_bytes):
        return None if size_bytes is None or seconds <= 0 else round(size_bytes * 8 / seconds)

    received, lost_in = delta("received"), delta("lost_in")
    return {
        **after.now,
        "loss_in_ratio": ratio(lost_in, None if received is None else received + (lost_in or 0)),
        "loss_out_ratio": ratio(delta("lost_out"), delta("sent")),
        "bitrate_in_bps": rate(delta("bytes_in")),
        "bitrate_out_bps": rate(delta("bytes_out")),
        "freezes": delta("freezes"),
        "freeze_seconds": delta("freeze_seconds"),
        "concealed_ratio": ratio(delta("concealed"), delta("samples")),
    }


def selected_pair(stats, by_id):
    for stat in stats:
        if stat["type"] == "transport" and stat.get("selectedCandidatePairId"):
            return by_id.get(stat["selectedCandidatePairId"])
    pairs = [stat for stat in stats if stat["type"] == "candidate-pair"]
    marked = (pair for pair in pairs if pair.get("selected"))
    nominated = (
        pair for pair in pairs if pair.get("nominated") and pair.get("state") == "succeeded"
    )
    return next(marked, None) or next(nominated, None)


def larger(one, other):
    def area(stat):
        return (stat.get("frameWidth") or 0) * (stat.get("frameHeight") or 0) if stat else 0

    return other if area(other) > area(one) else one


def picture(direction, stat):
    known = stat or {}
    return {
        f"frames_per_second_{direction}": known.get("framesPerSecond"),
        f"frame_width_{direction}": known.get("frameWidth"),
        f"frame_height_{direction}": known.get("frameHeight"),
    }


def only(value, choices):
    return value if value in choices else None


def is_number(value):
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
