//! WebSocket frames: pure functions from what happened to the JSON text that all clients share.
//!
//! Frames about a topic are [`Frame`]s for the feed, serialised once. Frames for one client are
//! plain texts.

use bytestring::ByteString;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::feed::{Frame, Topic};
use crate::model::{Alert, Job, Millis, Participant, Room, SystemMetrics};

/// Seconds between two `metrics_update` frames.
pub const METRICS_INTERVAL_SECONDS: u32 = 1;

/// The fields of every frame.
#[derive(Debug, Serialize)]
struct Envelope<'a, T> {
    r#type: &'static str,
    seq: u64,
    data: &'a T,
}

/// The data of `room_update`.
#[derive(Debug, Serialize, ToSchema)]
pub struct RoomUpdate<'a> {
    /// What changed: `room_started`, `participant_left`, …
    pub r#type: &'a str,
    /// The room as it is now.
    pub room: &'a Room,
    /// The participant as it is now, if the change is about one, else `null`.
    pub participant: Option<&'a Participant>,
    /// The job as it is now, if the change is about one, else `null`.
    pub job: Option<&'a Job>,
}

/// The data of `snapshot`.
#[derive(Debug, Serialize, ToSchema)]
pub struct Snapshot<'a> {
    /// The system's metrics now.
    pub metrics: &'a SystemMetrics,
    /// The rooms that the client subscribed to by sid; empty without such a subscription.
    pub rooms: &'a [Room],
    /// Seconds between two `metrics_update` frames.
    pub interval_seconds: u32,
}

/// The data of `heartbeat`.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Heartbeat {
    /// The server's time.
    pub timestamp: DateTime<Utc>,
}

/// The data of `resync`.
#[derive(Debug, Serialize, ToSchema)]
pub struct Resync<'a> {
    /// The reason: `slow_client`.
    pub reason: &'a str,
    /// Frames that this client did not receive. When a whole thread of the server could not keep
    /// up, frames that the client may not have wanted count, too.
    pub dropped: u64,
}

/// The data of `error`.
#[derive(Debug, Serialize, ToSchema)]
pub struct Misunderstanding<'a> {
    /// A stable code: `invalid_frame`.
    pub code: &'a str,
    /// What is wrong with the client's frame.
    pub detail: &'a str,
}

fn text<T: Serialize>(name: &'static str, seq: u64, data: &T) -> ByteString {
    let envelope = Envelope { r#type: name, seq, data };
    serde_json::to_string(&envelope).expect("plain data with text keys serialises").into()
}

/// The system's metrics now.
pub fn metrics_update(seq: u64, metrics: &SystemMetrics) -> Frame {
    Frame { topic: Topic::Metrics, room_sid: None, json: text("metrics_update", seq, metrics) }
}

/// A change named `change` of a room, or of a participant or job in it.
pub fn room_update(
    seq: u64,
    change: &str,
    room: &Room,
    participant: Option<&Participant>,
    job: Option<&Job>,
) -> Frame {
    let data = RoomUpdate { r#type: change, room, participant, job };
    Frame {
        topic: Topic::Rooms,
        room_sid: Some(room.sid.as_str().into()),
        json: text("room_update", seq, &data),
    }
}

/// A change of an alert.
pub fn alert(seq: u64, alert: &Alert) -> Frame {
    Frame { topic: Topic::Alerts, room_sid: None, json: text("alert", seq, alert) }
}

/// A heartbeat.
pub fn heartbeat(seq: u64, now: Millis) -> ByteString {
    text("heartbeat", seq, &Heartbeat { timestamp: now.to_utc() })
}

/// The first frame for a client.
pub fn snapshot(seq: u64, metrics: &SystemMetrics, rooms: &[Room]) -> ByteString {
    let data = Snapshot { metrics, rooms, interval_seconds: METRICS_INTERVAL_SECONDS };
    text("snapshot", seq, &data)
}

/// Says how many frames this client did not receive.
pub fn resync(seq: u64, dropped: u64) -> ByteString {
    text("resync", seq, &Resync { reason: "slow_client", dropped })
}

/// Says what is wrong with a frame of the client.
pub fn error(seq: u64, code: &str, detail: &str) -> ByteString {
    text("error", seq, &Misunderstanding { code, detail })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{alert, error, heartbeat, metrics_update, resync, room_update, snapshot};
    use crate::model::{
        Alert, AlertStatus, DataStatus, Millis, RoomRecord, RoomSession, Severity, SystemMetrics,
    };
    use crate::state::feed::Topic;

    fn parsed(text: &str) -> Value {
        serde_json::from_str(text).expect("a frame is JSON")
    }

    fn room(name: &str) -> crate::model::Room {
        let record = RoomRecord::seen("default".into(), "RM_1".into(), name.into(), Millis(1000));
        RoomSession { record, end: None, region: None, participants_total: 0 }.view(Millis(3000))
    }

    #[test]
    fn a_room_update_names_its_room_for_the_filters_and_holds_null_for_what_it_is_not_about() {
        let name = "a\"b\u{0}\u{202e}</script>";
        let frame = room_update(7, "room_started", &room(name), None, None);
        assert_eq!(frame.topic, Topic::Rooms);
        assert_eq!(frame.room_sid.as_deref(), Some("RM_1"));
        let frame = parsed(&frame.json);
        assert_eq!(frame["type"], "room_update");
        assert_eq!(frame["seq"], 7);
        assert_eq!(frame["data"]["type"], "room_started");
        assert_eq!(frame["data"]["room"]["name"], name);
        assert_eq!(frame["data"]["room"]["duration_seconds"], 2.0);
        assert_eq!(frame["data"]["participant"], Value::Null);
        assert_eq!(frame["data"]["job"], Value::Null);
    }

    #[test]
    fn an_unknown_figure_is_null() {
        let frame = parsed(&metrics_update(1, &SystemMetrics::unknown(Millis(0))).json);
        assert_eq!(frame["type"], "metrics_update");
        assert_eq!(frame["data"]["timestamp"], "1970-01-01T00:00:00Z");
        assert_eq!(frame["data"]["active_rooms"], Value::Null);
    }

    #[test]
    fn frames_for_one_client_have_the_shape_of_the_contract() {
        let unknown = SystemMetrics::unknown(Millis(0));
        let first = parsed(&snapshot(3, &unknown, &[room("a")]));
        assert_eq!(first["data"]["interval_seconds"], 1);
        assert_eq!(first["data"]["rooms"][0]["sid"], "RM_1");
        assert_eq!(
            parsed(&heartbeat(3, Millis(1500))),
            json!({"type": "heartbeat", "seq": 3, "data": {"timestamp": "1970-01-01T00:00:01.500Z"}})
        );
        assert_eq!(
            parsed(&resync(4, 12)),
            json!({"type": "resync", "seq": 4, "data": {"reason": "slow_client", "dropped": 12}})
        );
        assert_eq!(
            parsed(&error(5, "invalid_frame", "no `type`")),
            json!({"type": "error", "seq": 5, "data": {"code": "invalid_frame", "detail": "no `type`"}})
        );
    }

    #[test]
    fn an_alert_goes_to_subscribers_of_alerts() {
        let frame = alert(
            2,
            &Alert {
                id: "a1".to_owned(),
                rule: "high_disconnect_rate".to_owned(),
                severity: Severity::Critical,
                status: AlertStatus::Firing,
                message: "m".to_owned(),
                value: None,
                threshold: Some(0.1),
                deployment: None,
                region: None,
                room: None,
                room_sid: None,
                participant: None,
                node: None,
                started_at: Millis(0).to_utc(),
                acknowledged_at: None,
                acknowledged_by: None,
                assignee: None,
                resolved_at: None,
                resolved_by: None,
                data: DataStatus::Ok,
                flapping: false,
                runbook_url: None,
            },
        );
        assert_eq!((frame.topic, &frame.room_sid), (Topic::Alerts, &None));
        assert_eq!(parsed(&frame.json)["data"]["status"], "firing");
    }
}
