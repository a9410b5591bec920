//! What LiveKit tells, in the least words that it takes.

use serde_json::{Value, json};

use crate::console::NOW;

/// Seconds of [`NOW`].
pub(crate) const SECONDS: i64 = NOW.0 / 1000;

fn event(name: &str, id: &str, at: i64, fields: &Value) -> Value {
    let mut event = json!({"event": name, "id": id, "createdAt": at.to_string()});
    for (field, value) in fields.as_object().expect("members") {
        event[field] = value.clone();
    }
    event
}

fn room(sid: &str, name: &str, began: i64) -> Value {
    json!({"sid": sid, "name": name, "creationTime": began.to_string(),
        "creationTimeMs": (began * 1000).to_string()})
}

/// A room began `ago` seconds before [`NOW`].
pub(crate) fn room_started(sid: &str, name: &str, ago: i64) -> Value {
    let began = SECONDS - ago;
    event("room_started", &format!("EV_s{sid}"), began, &json!({"room": room(sid, name, began)}))
}

/// It ended so many seconds before [`NOW`].
pub(crate) fn room_finished(sid: &str, name: &str, ago: i64) -> Value {
    let room = json!({"sid": sid, "name": name});
    event("room_finished", &format!("EV_f{sid}"), SECONDS - ago, &json!({"room": room}))
}

fn participant(sid: &str, identity: &str, kind: &str, joined: i64) -> Value {
    json!({"sid": sid, "identity": identity, "state": "ACTIVE", "kind": kind,
        "joinedAt": joined.to_string(), "joinedAtMs": (joined * 1000).to_string()})
}

/// Somebody joined.
pub(crate) fn joined(
    room_sid: &str,
    name: &str,
    sid: &str,
    identity: &str,
    kind: &str,
    ago: i64,
) -> Value {
    let at = SECONDS - ago;
    let fields = json!({"room": {"sid": room_sid, "name": name},
        "participant": participant(sid, identity, kind, at)});
    event("participant_joined", &format!("EV_j{sid}"), at, &fields)
}

/// They left; they had joined `joined_ago`.
pub(crate) fn left(
    room_sid: &str,
    name: &str,
    sid: &str,
    identity: &str,
    reason: &str,
    (joined_ago, ago): (i64, i64),
) -> Value {
    let mut who = participant(sid, identity, "STANDARD", SECONDS - joined_ago);
    who["state"] = json!("DISCONNECTED");
    who["disconnectReason"] = json!(reason);
    let fields = json!({"room": {"sid": room_sid, "name": name}, "participant": who});
    event("participant_left", &format!("EV_l{sid}"), SECONDS - ago, &fields)
}

/// They published a camera.
pub(crate) fn published(room_sid: &str, name: &str, sid: &str, track: &str, ago: i64) -> Value {
    let fields = json!({"room": {"sid": room_sid, "name": name},
        "participant": {"sid": sid, "identity": sid},
        "track": {"sid": track, "type": "VIDEO", "source": "CAMERA", "width": 1280, "height": 720,
            "mimeType": "video/VP8"}});
    event("track_published", &format!("EV_p{track}"), SECONDS - ago, &fields)
}

/// A recording began.
pub(crate) fn egress_started(id: &str, room_sid: &str, name: &str, ago: i64) -> Value {
    let at = SECONDS - ago;
    let fields = json!({"egressInfo": {"egressId": id, "roomId": room_sid, "roomName": name,
        "status": "EGRESS_ACTIVE", "startedAt": (at * 1_000_000_000).to_string(),
        "roomComposite": {"roomName": name}}});
    event("egress_started", &format!("EV_e{id}"), at, &fields)
}
