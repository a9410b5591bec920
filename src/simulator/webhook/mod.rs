//! Events as bodies of LiveKit's webhooks: names, order and omissions are those of LiveKit's
//! encoder (64-bit integers as strings, zero values left out).

mod job;
mod participant;
mod room;
mod track;

use serde::{Serialize, Serializer};

use crate::model::{JobKind, Millis};

use super::random::{id, key};
use super::room::RoomPlan;
use super::timeline::{Item, What};

pub(super) use job::{AgentJob, Egress, Ingress};
pub(super) use participant::Participant;
pub(super) use room::Room;
pub(super) use track::Track;

/// A 64-bit number, written as a string, left out if 0.
#[derive(Clone, Copy)]
struct Int64(i64);

impl Int64 {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands out references")]
    const fn is_zero(&self) -> bool {
        self.0 == 0
    }

    const fn seconds(at: Millis) -> Self {
        Self(at.0 / 1000)
    }

    const fn nanos(at: Millis) -> Self {
        Self(at.0 * 1_000_000)
    }
}

impl Serialize for Int64 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands out references")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands out references")]
fn is_false(flag: &bool) -> bool {
    !flag
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    event: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    room: Option<Room>,
    #[serde(skip_serializing_if = "Option::is_none")]
    participant: Option<Participant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    egress_info: Option<Egress>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ingress_info: Option<Ingress>,
    #[serde(skip_serializing_if = "Option::is_none")]
    track: Option<Track>,
    #[serde(skip_serializing_if = "Option::is_none")]
    job: Option<AgentJob>,
    id: String,
    #[serde(skip_serializing_if = "Int64::is_zero")]
    created_at: Int64,
    #[serde(skip_serializing_if = "Option::is_none")]
    room_end_reason: Option<&'a str>,
}

impl<'a> Body<'a> {
    const fn new(event: &'a str, id: String, at: Millis) -> Self {
        Self {
            event,
            room: None,
            participant: None,
            egress_info: None,
            ingress_info: None,
            track: None,
            job: None,
            id,
            created_at: Int64::seconds(at),
            room_end_reason: None,
        }
    }

    fn write(&self) -> String {
        serde_json::to_string(self).expect("strings and numbers can be written")
    }
}

/// The body of the webhook that reports `item`.
pub fn body(room: &RoomPlan, item: &Item) -> String {
    let clock_ms = room.clock_ms();
    let mut body = Body::new(item.what.event(), item.event_id(room), item.at.plus(clock_ms));
    match item.what {
        What::RoomStarted | What::RoomStartedAgain(_) => body.room = Some(Room::full(room, item)),
        What::RoomFinished => {
            body.room = Some(Room::full(room, item));
            body.room_end_reason = Some(room.end.as_str());
        }
        What::Joined(session) => {
            body.room = Some(Room::full(room, item));
            body.participant = Some(Participant::at(&session, session.active).by(clock_ms));
        }
        What::Left(session, published) => {
            body.room = Some(Room::full(room, item));
            body.participant = Some(Participant::gone(&session, published).by(clock_ms));
        }
        What::Aborted(session) => {
            body.room = Some(Room::full(room, item));
            body.participant = Some(Participant::gone(&session, false).by(clock_ms));
        }
        What::Published(session, track, _) => {
            body.room = Some(Room::short(room));
            body.participant = Some(Participant::short(&session));
            body.track = Some(Track::at(&track, track.published));
        }
        What::Unpublished(session, track) => {
            body.room = Some(Room::short(room));
            body.participant = Some(Participant::short(&session));
            body.track = Some(Track::at(&track, track.unpublished));
        }
        What::Job(job, step) => match job.kind {
            JobKind::Egress => {
                body.room = Some(Room::short(room));
                body.egress_info = Some(Egress::new(room, &job, step));
            }
            JobKind::Ingress => {
                body.room = Some(Room::named(room));
                body.ingress_info = Some(Ingress::new(room, &job, step));
            }
            JobKind::Agent => body.job = Some(AgentJob::new(room, &job, step)),
        },
    }
    body.write()
}

/// The body of a webhook that ends a room of which only `name` and `sid` are known.
pub(super) fn finish_unknown(name: &str, sid: &str, at: Millis) -> String {
    let parts: Vec<u64> = sid.bytes().map(u64::from).collect();
    let mut body = Body::new("room_finished", id("EV_", key(&parts)), at);
    body.room = Some(Room::unknown(name, sid));
    body.write()
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::{body, finish_unknown};
    use crate::model::{EVENT_NAMES, Millis};
    use crate::simulator::{Options, Schedule, timeline};

    /// Noon of a Monday, 2026-11-23.
    const NOON: Millis = Millis(1_795_435_200_000);

    /// The first body of each event within an hour.
    fn bodies() -> Vec<Value> {
        let schedule = Schedule::new(Options::default());
        let mut bodies: Vec<Value> = Vec::new();
        for room in schedule.rooms(NOON, NOON.plus(3_600_000)) {
            for item in timeline(&room) {
                if !bodies.iter().any(|known| known["event"] == item.what.event()) {
                    let text = body(&room, &item);
                    bodies.push(serde_json::from_str(&text).expect("it is JSON"));
                }
            }
        }
        bodies
    }

    fn keys(value: &Value) -> Vec<&str> {
        let mut keys: Vec<&str> =
            value.as_object().expect("an object").keys().map(String::as_str).collect();
        keys.sort_unstable();
        keys
    }

    fn no_zeroes(value: &Value) -> bool {
        match value {
            Value::Object(fields) => {
                fields.values().all(|field| *field != Value::Bool(false) && no_zeroes(field))
            }
            Value::Array(items) => items.iter().all(no_zeroes),
            Value::String(text) => !text.is_empty() && text != "0",
            Value::Number(number) => number.as_f64() != Some(0.0),
            Value::Bool(_) => true,
            Value::Null => false,
        }
    }

    #[test]
    fn every_known_event_happens_within_an_hour() {
        let bodies = bodies();
        for name in EVENT_NAMES {
            assert!(bodies.iter().any(|body| body["event"] == name), "{name}");
        }
    }

    #[test]
    fn each_body_has_the_fields_that_livekit_sends() {
        let envelope = ["createdAt", "event", "id", "participant", "room"];
        for body in bodies() {
            let event = body["event"].as_str().expect("a name");
            assert!(no_zeroes(&body), "{body}");
            assert!(body["createdAt"].is_string(), "{body}");
            match event {
                "room_started" | "room_finished" => {
                    assert!(body["room"]["turnPassword"].is_string(), "{body}");
                    assert_eq!(body["roomEndReason"].is_string(), event == "room_finished");
                }
                "participant_joined" | "participant_left" | "participant_connection_aborted" => {
                    assert_eq!(keys(&body), envelope, "{body}");
                    assert!(body["room"]["creationTimeMs"].is_string(), "{body}");
                    assert!(body["participant"]["joinedAtMs"].is_string(), "{body}");
                    let state =
                        if event == "participant_joined" { "ACTIVE" } else { "DISCONNECTED" };
                    assert_eq!(body["participant"]["state"], state);
                }
                "track_published" | "track_unpublished" => {
                    assert_eq!(keys(&body["room"]), ["name", "sid"], "{body}");
                    assert_eq!(keys(&body["participant"]), ["identity", "sid"], "{body}");
                    assert!(body["track"]["sid"].is_string(), "{body}");
                }
                "egress_started" | "egress_updated" | "egress_ended" => {
                    assert_eq!(body["room"]["sid"], body["egressInfo"]["roomId"], "{body}");
                }
                "ingress_started" | "ingress_ended" => {
                    assert_eq!(keys(&body["room"]), ["name"], "{body}");
                    assert!(body["ingressInfo"]["streamKey"].is_string(), "{body}");
                }
                _ => assert!(body["job"]["room"]["sid"].is_string(), "{body}"),
            }
        }
    }

    #[test]
    fn the_end_of_an_unknown_room_is_always_the_same_event() {
        let one = finish_unknown("a \"b\"", "RM_x", NOON);
        assert!(one.starts_with(
            r#"{"event":"room_finished","room":{"sid":"RM_x","name":"a \"b\""},"id":"EV_"#
        ));
        let id = |body: &str| serde_json::from_str::<Value>(body).expect("JSON")["id"].clone();
        assert_eq!(id(&one), id(&finish_unknown("a \"b\"", "RM_x", NOON.plus(5000))));
        assert_ne!(id(&one), id(&finish_unknown("a \"b\"", "RM_y", NOON)));
    }
}
