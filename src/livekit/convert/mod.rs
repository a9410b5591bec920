//! What a webhook means: from LiveKit's JSON to our records. Pure and lenient: nothing in a body can
//! make it fail, unknown names are kept as they are, and what cannot be understood is simply not
//! observed (the raw event is kept all the same).
//!
//! LiveKit writes protobuf's JSON: `lowerCamelCase`, 64-bit numbers as strings, and no member whose
//! value is zero, so that a missing `kind` is `STANDARD` and a missing `type` is `AUDIO`.

use std::sync::Arc;
mod client;
mod job;
mod names;
mod outputs;
mod poll;
mod spelling;
pub(super) mod value;

use serde_json::Value;

use names::{DISCONNECT_REASONS, KIND_DETAILS, KINDS, ROOM_END_REASONS, TRACK_SOURCES};
pub(super) use value::clean;
use value::{Reader, integer, long_text, name, pixels, text};

use super::Envelope;
use crate::model::{
    DeploymentName, Event, Finish, Heard, Kind, Latest, Leave, Millis, Observation,
    ParticipantInfo, ParticipantRecord, ParticipantState, Proof, Rank, RoomRecord, Source, Stamp,
    Text, TrackInfo, TrackRecord,
};

/// The event in `envelope`, received at `received_at` for `deployment`.
pub fn convert(
    envelope: Envelope,
    deployment: &DeploymentName,
    source: Source,
    received_at: Millis,
) -> Event {
    if source == Source::Poll {
        return poll::convert(envelope, deployment, received_at);
    }
    if source == Source::Client {
        return client::convert(envelope, deployment, received_at);
    }
    let mut body: Value = serde_json::from_str(&envelope.json).unwrap_or(Value::Null);
    spelling::respell(&mut body);
    let reader = Reader { received_at };
    let at = reader.seconds(&body["createdAt"]).unwrap_or(received_at);
    let rank = rank(&envelope.name);
    let context = Context { reader, deployment, name: &envelope.name, id: &envelope.id, at, rank };
    let (room, participant) = (&body["room"], &body["participant"]);
    let observation = context.observe(&body);
    let job = observation.job.as_ref();
    let or_job = |own: Text, of_job: Option<&Text>| {
        if own.is_empty() { of_job.cloned().unwrap_or_default() } else { own }
    };
    Event {
        room_name: or_job(text(&room["name"]), job.map(|job| &job.room_name)),
        room_sid: or_job(text(&room["sid"]), job.map(|job| &job.room_sid)),
        participant_sid: text(&participant["sid"]),
        identity: text(&participant["identity"]),
        id: envelope.id,
        deployment: Arc::clone(deployment),
        source,
        name: envelope.name,
        at,
        received_at,
        raw: envelope.json.into_boxed_str(),
        observation,
    }
}

fn rank(event: &str) -> Rank {
    match event {
        "room_started" => Rank::ROOM_STARTED,
        "participant_joined" => Rank::JOINED,
        "track_published" | "egress_started" | "ingress_started" | "agent_job_started" => {
            Rank::STARTED
        }
        "track_unpublished" | "egress_ended" | "ingress_ended" | "agent_job_ended" => Rank::ENDED,
        "participant_left" | "participant_connection_aborted" => Rank::LEFT,
        "room_finished" => Rank::ROOM_FINISHED,
        _ => Rank::UPDATED,
    }
}

struct Context<'a> {
    reader: Reader,
    deployment: &'a DeploymentName,
    name: &'a str,
    id: &'a str,
    at: Millis,
    rank: Rank,
}

impl Context<'_> {
    fn stamp(&self, version: &Value) -> Stamp {
        let version = integer(version).and_then(|version| u32::try_from(version).ok());
        Stamp::new(self.at, self.rank, version.unwrap_or(0), self.id)
    }

    fn observe(&self, body: &Value) -> Observation {
        let job = self.job(body);
        if job.is_some() {
            // A job may outlive its room and be told of long after: it opens no room.
            return Observation { job, ..Observation::default() };
        }
        let room = self.room(body);
        let participant =
            room.as_ref().and_then(|room| self.participant(body, room.sid.clone())).map(Box::new);
        Observation { room, participant, ..Observation::default() }
    }

    fn room(&self, body: &Value) -> Option<RoomRecord> {
        let room = &body["room"];
        let sid = text(&room["sid"]);
        if sid.is_empty() {
            return None;
        }
        let mut record =
            RoomRecord::seen(Arc::clone(self.deployment), sid, text(&room["name"]), self.at);
        record.created_at = self
            .reader
            .milliseconds(&room["creationTimeMs"])
            .or_else(|| self.reader.seconds(&room["creationTime"]));
        if record.created_at.is_some() {
            // Only a whole room tells its metadata; a short one tells nothing by leaving it out.
            let value = long_text(&room["metadata"]);
            record.metadata = Some(Latest { stamp: self.stamp(&room["version"]), value });
        }
        record.heard = Heard::from(Source::Webhook);
        let received_at = self.reader.received_at;
        record.lag_ms = Some(received_at.since(self.at));
        match self.name {
            "room_started" => {
                record.heard = record.heard.and(Heard::BEGINNING);
                record.last_started = Some(self.at);
                record.first_started = Some(self.at);
                record.started_received = Some(received_at);
                record.last_alive = Some(self.at);
                record.proof = Proof::received(received_at);
            }
            "participant_joined" | "track_published" => {
                record.last_alive = Some(self.at);
                record.proof = Proof::received(received_at);
            }
            "room_finished" => {
                record.finished_received = Some(received_at);
                record.finished = Some(Finish {
                    stamp: self.stamp(&Value::Null),
                    reason: name(&body["roomEndReason"], &ROOM_END_REASONS, ""),
                });
            }
            _ => {}
        }
        Some(record)
    }

    fn participant(&self, body: &Value, room_sid: Text) -> Option<ParticipantRecord> {
        let participant = &body["participant"];
        let sid = text(&participant["sid"]);
        if sid.is_empty() {
            return None;
        }
        let identity = text(&participant["identity"]);
        let mut record = ParticipantRecord::seen(sid, room_sid, identity, self.at);
        record.joined_at = self
            .reader
            .milliseconds(&participant["joinedAtMs"])
            .or_else(|| self.reader.seconds(&participant["joinedAt"]));
        let whole = record.joined_at.is_some() || self.name.starts_with("participant_");
        if whole {
            let stamp = self.stamp(&participant["version"]);
            record.info = Some(Latest { stamp, value: info(participant) });
            record.state = state(&participant["state"]);
        }
        record.heard = Heard::from(Source::Webhook);
        match self.name {
            "participant_joined" => {
                record.heard = record.heard.and(Heard::BEGINNING);
                record.state = record.state.max(ParticipantState::Active);
                record.last_alive = Some(self.at);
                record.proof = Proof::received(self.reader.received_at);
            }
            "track_published" => {
                record.last_alive = Some(self.at);
                record.proof = Proof::received(self.reader.received_at);
            }
            "participant_left" | "participant_connection_aborted" => {
                record.state = ParticipantState::Disconnected;
                record.left = Some(Leave {
                    stamp: self.stamp(&participant["version"]),
                    reason: name(
                        &participant["disconnectReason"],
                        &DISCONNECT_REASONS,
                        "UNKNOWN_REASON",
                    ),
                    aborted: self.name == "participant_connection_aborted",
                });
            }
            _ => {}
        }
        record.tracks.extend(self.track(&body["track"]));
        Some(record)
    }

    fn track(&self, track: &Value) -> Option<TrackRecord> {
        let sid = text(&track["sid"]);
        if sid.is_empty() {
            return None;
        }
        let info = TrackInfo {
            kind: name(&track["type"], &["AUDIO", "VIDEO", "DATA"], "AUDIO"),
            source: name(&track["source"], &TRACK_SOURCES, "UNKNOWN"),
            name: text(&track["name"]),
            mime_type: text(&track["mimeType"]),
            width: pixels(&track["width"]),
            height: pixels(&track["height"]),
            muted: track["muted"].as_bool().unwrap_or(false),
        };
        Some(TrackRecord {
            sid,
            info: Latest { stamp: self.stamp(&Value::Null), value: info },
            published_at: (self.name == "track_published").then_some(self.at),
            unpublished_at: (self.name == "track_unpublished").then_some(self.at),
            first_seen: Some(self.at),
            bounds: None,
            heard: match self.name {
                "track_published" => Heard::from(Source::Webhook).and(Heard::BEGINNING),
                "track_unpublished" => Heard::from(Source::Webhook).and(Heard::END),
                _ => Heard::from(Source::Webhook),
            },
        })
    }
}

/// Details of a kind that are kept: LiveKit knows six.
pub(in crate::livekit) const MAX_DETAILS: usize = 16;

fn info(participant: &Value) -> ParticipantInfo {
    let attributes = participant["attributes"].as_object().map(|members| {
        // LiveKit limits them together (64 KiB, `limit.max_attributes_size`), not each.
        let pair = |(key, value): (&String, &Value)| (clean(key), Text::from(&*long_text(value)));
        members.iter().map(pair).collect()
    });
    let permission = &participant["permission"];
    let may = |what: &str| permission[what].as_bool().unwrap_or(false);
    let kind = Kind::from(name(&participant["kind"], &KINDS, "STANDARD"));
    let details = participant["kindDetails"].as_array().into_iter().flatten();
    ParticipantInfo {
        name: text(&participant["name"]),
        kind: kind.or_permitted(may("recorder"), may("agent")),
        metadata: long_text(&participant["metadata"]),
        attributes: attributes.unwrap_or_default(),
        region: text(&participant["region"]),
        hidden: may("hidden"),
        kind_details: details
            .filter(|detail| detail.is_string() || detail.is_number())
            .take(MAX_DETAILS)
            .map(|detail| name(detail, &KIND_DETAILS, ""))
            .collect(),
    }
}

fn state(value: &Value) -> ParticipantState {
    match name(value, &["JOINING", "JOINED", "ACTIVE", "DISCONNECTED"], "JOINING").as_str() {
        "JOINED" => ParticipantState::Joined,
        "ACTIVE" => ParticipantState::Active,
        "DISCONNECTED" => ParticipantState::Disconnected,
        _ => ParticipantState::Joining,
    }
}

#[cfg(test)]
mod tests {
    use super::value::MAX_CHARACTERS;
    use super::*;

    fn event(json: &str) -> Event {
        let envelope = Envelope::read(json.as_bytes()).expect("an object");
        convert(envelope, &"default".into(), Source::Webhook, Millis(1_795_400_000_000))
    }

    #[test]
    fn what_cannot_be_a_time_is_the_time_received() {
        for created_at in ["null", "\"-5\"", "\"\"", "\"99999999999999\"", "1e300", "{}", "\"1\""] {
            let event = event(&format!(r#"{{"id":"EV_1","createdAt":{created_at}}}"#));
            assert_eq!(event.at, Millis(1_795_400_000_000), "{created_at}");
        }
        assert_eq!(event(r#"{"createdAt":"1795377000"}"#).at, Millis(1_795_377_000_000));
        assert_eq!(event(r#"{"createdAt":1795377000}"#).at, Millis(1_795_377_000_000));
    }

    #[test]
    fn unknown_enum_names_and_numbers_are_kept() {
        let left = |reason: &str| {
            let event = event(&format!(
                r#"{{"event":"participant_left","room":{{"sid":"RM_1","name":"a"}},
                "participant":{{"sid":"PA_1","identity":"x","kind":77,"disconnectReason":{reason}}}}}"#
            ));
            let participant = event.observation.participant.expect("it names a participant");
            assert_eq!(participant.kind(), Some(&Kind::Other("77".into())));
            participant.left.expect("it left").reason
        };
        assert_eq!(left("14"), "CONNECTION_TIMEOUT");
        assert_eq!(left("99"), "99");
        assert_eq!(left("\"BRAND_NEW\""), "BRAND_NEW");
        assert_eq!(left("null"), "UNKNOWN_REASON");
    }

    #[test]
    fn what_a_participant_is_for_is_read_from_its_kind_or_else_its_permissions() {
        let info = |json: &str| {
            let event = event(&format!(
                r#"{{"event":"participant_joined","room":{{"sid":"RM_1","name":"a"}},
                "participant":{{"sid":"PA_1","identity":"x",{json}}}}}"#
            ));
            let participant = event.observation.participant.expect("it names a participant");
            participant.info.expect("it is whole").value
        };
        let kind = |json: &str| info(json).kind;
        assert_eq!(kind(r#""permission":{"recorder":true,"hidden":true}"#), Kind::Egress);
        assert_eq!(kind(r#""permission":{"agent":true}"#), Kind::Agent);
        assert_eq!(kind(r#""kind":"SIP","permission":{"agent":true}"#), Kind::Sip);
        assert_eq!(kind(r#""permission":{"recorder":"true"}"#), Kind::Standard);
        let details = |json: &str| info(json).kind_details;
        assert_eq!(*details(r#""kindDetails":["FORWARDED"]"#), ["FORWARDED"]);
        assert_eq!(
            *details(r#""kindDetails":[1,"BRAND_NEW",77]"#),
            ["FORWARDED", "BRAND_NEW", "77"]
        );
        assert_eq!(details(r#""kindDetails":"FORWARDED""#).len(), 0);
        assert_eq!(
            details(&format!(r#""kindDetails":[1{}]"#, ",1".repeat(999))).len(),
            MAX_DETAILS
        );
    }

    #[test]
    fn text_is_kept_except_what_no_database_can_hold() {
        let long = "é".repeat(300);
        let json = serde_json::json!({
            "event": "room_started",
            "room": { "sid": "RM_1", "name": format!("a\0\"b/\u{202e}🎉{long}"), "creationTime": "1795377000" },
        });
        let room = event(&json.to_string()).observation.room.expect("it names a room");
        assert!(room.name.starts_with("a\u{fffd}\"b/\u{202e}🎉é") && room.name.contains('…'));
        assert_eq!(room.name.chars().count(), MAX_CHARACTERS);
    }

    #[test]
    fn an_attribute_is_kept_whole_and_long_identities_are_kept_apart() {
        let joined = |identity: &str| {
            let json = serde_json::json!({
                "event": "participant_joined", "room": { "sid": "RM_1", "name": "a" },
                "participant": { "sid": "PA_1", "identity": identity, "attributes": { "plan": "x".repeat(60_000) } },
            });
            event(&json.to_string()).observation.participant.expect("it names a participant")
        };
        let one = joined(&"i".repeat(300));
        assert_ne!(one.identity, joined(&"i".repeat(301)).identity);
        let info = one.info.expect("it is told").value;
        let plan = info.attributes.iter().next().expect("an attribute").1;
        assert_eq!(plan.len(), 60_000);
    }

    #[test]
    fn a_body_of_the_wrong_shape_is_an_event_that_tells_nothing() {
        for body in [
            "{}",
            r#"{"room":"text","participant":[],"track":7}"#,
            r#"{"event":"room_started","room":{"name":"no sid"}}"#,
            r#"{"event":"participant_joined","participant":{"sid":"PA_1"}}"#,
            r#"{"egressInfo":[],"job":"x","ingressInfo":{}}"#,
        ] {
            assert_eq!(event(body).observation, Observation::default(), "{body}");
        }
    }
}
