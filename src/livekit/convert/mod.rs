//! Converts webhooks from LiveKit's JSON to our records. Pure and lenient: no content of a body
//! makes it fail, unknown enum names are stored as they are, and what is not understood is ignored
//! (the raw event is stored anyway).
//!
//! LiveKit writes protobuf's JSON: `lowerCamelCase`, 64-bit numbers as strings, and no field whose
//! value is zero, so a missing `kind` is `STANDARD` and a missing `type` is `AUDIO`.

use std::sync::Arc;
mod body;
mod client;
mod job;
mod lenient;
mod names;
mod outputs;
mod poll;
mod spelling;
pub(super) mod value;

use body::{Participant, Track, WebhookBody};
use lenient::Scalar;
use names::{DISCONNECT_REASONS, KIND_DETAILS, KINDS, ROOM_END_REASONS, TRACK_SOURCES};
pub(super) use value::clean;
use value::{TimeReader, integer, is_true, long_text, name, pixels, text};

use super::envelope::{self, Envelope, EnvelopeError};
use crate::model::{
    DeploymentName, Event, Finish, Kind, Latest, Leave, Millis, Observation, ParticipantInfo,
    ParticipantRecord, ParticipantState, Proof, Rank, RoomRecord, SeenBy, Source, Stamp, Text,
    TrackInfo, TrackRecord,
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
    let body = WebhookBody::read(&envelope.json).unwrap_or_default();
    let Envelope { id, name, .. } = &envelope;
    let mut event = event_of(&body, (id, name), deployment, received_at);
    drop(body);
    event.raw = envelope.json.into_boxed_str();
    event
}

/// Reads a webhook: the event, and when LiveKit says that it happened (`createdAt`, whole seconds),
/// if it does. Only a body that is not an event is an error.
pub fn read_webhook(
    body: &[u8],
    deployment: &DeploymentName,
    received_at: Millis,
) -> Result<(Event, Option<Millis>), EnvelopeError> {
    let json = envelope::object(body)?;
    let read =
        WebhookBody::read(&json).map_err(|error| EnvelopeError::NotJson(error.to_string()))?;
    let (id, name) = (id_of(&read, body), text(&read.event));
    let happened_at = integer(&read.created_at).filter(|seconds| *seconds > 0);
    let mut event = event_of(&read, (&id, &name), deployment, received_at);
    drop(read);
    event.raw = json.into_owned().into_boxed_str();
    Ok((event, happened_at.map(Millis::from_seconds)))
}

/// The id of an event; a hash of the body if it has none, so that a repetition is still one event.
fn id_of(read: &WebhookBody<'_>, body: &[u8]) -> Text {
    let id = text(&read.id);
    if id.is_empty() { envelope::hash(body) } else { id }
}

/// The id and the name of the event in `body`, whose text is `json`.
pub(super) fn head(body: &[u8], json: &str) -> Result<(Text, Text), serde_json::Error> {
    WebhookBody::read(json).map(|read| (id_of(&read, body), text(&read.event)))
}

/// The event of a webhook, without its raw text.
fn event_of(
    body: &WebhookBody<'_>,
    (id, name): (&Text, &Text),
    deployment: &DeploymentName,
    received_at: Millis,
) -> Event {
    let reader = TimeReader { received_at };
    let at = reader.seconds(&body.created_at).unwrap_or(received_at);
    let context = WebhookContext { reader, deployment, name, id, at, rank: rank(name) };
    let observation = context.observe(body);
    let job = observation.job.as_ref();
    let or_job = |own: Text, of_job: Option<&Text>| {
        if own.is_empty() { of_job.cloned().unwrap_or_default() } else { own }
    };
    Event {
        room_name: or_job(text(&body.room.name), job.map(|job| &job.room_name)),
        room_sid: or_job(text(&body.room.sid), job.map(|job| &job.room_sid)),
        participant_sid: text(&body.participant.sid),
        identity: text(&body.participant.identity),
        id: id.clone(),
        deployment: Arc::clone(deployment),
        source: Source::Webhook,
        name: name.clone(),
        at,
        received_at,
        raw: Box::default(),
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

struct WebhookContext<'a> {
    reader: TimeReader,
    deployment: &'a DeploymentName,
    name: &'a str,
    id: &'a str,
    at: Millis,
    rank: Rank,
}

impl WebhookContext<'_> {
    fn stamp(&self, version: &Scalar<'_>) -> Stamp {
        let version = integer(version).and_then(|version| u32::try_from(version).ok());
        Stamp::new(self.at, self.rank, version.unwrap_or(0), self.id)
    }

    fn observe(&self, body: &WebhookBody<'_>) -> Observation {
        let job = self.job(body);
        if job.is_some() {
            // A job may outlive its room and be reported long after: it does not open a room.
            return Observation { job, ..Observation::default() };
        }
        let room = self.room(body);
        let participant =
            room.as_ref().and_then(|room| self.participant(body, room.sid.clone())).map(Box::new);
        Observation { room, participant, ..Observation::default() }
    }

    fn room(&self, body: &WebhookBody<'_>) -> Option<RoomRecord> {
        let room = &body.room;
        let sid = text(&room.sid);
        if sid.is_empty() {
            return None;
        }
        let mut record =
            RoomRecord::seen(Arc::clone(self.deployment), sid, text(&room.name), self.at);
        record.created_at = self
            .reader
            .milliseconds(&room.creation_time_ms)
            .or_else(|| self.reader.seconds(&room.creation_time));
        if record.created_at.is_some() {
            // Only a complete room carries its metadata; in a short one its absence means nothing.
            let value = long_text(&room.metadata);
            record.metadata = Some(Latest { stamp: self.stamp(&room.version), value });
        }
        record.seen_by = SeenBy::from(Source::Webhook);
        let received_at = self.reader.received_at;
        record.lag_ms = Some(received_at.since(self.at));
        match self.name {
            "room_started" => {
                record.seen_by = record.seen_by.and(SeenBy::BEGINNING);
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
                    stamp: self.stamp(&Scalar::Nothing),
                    reason: name(&body.room_end_reason, &ROOM_END_REASONS, ""),
                });
            }
            _ => {}
        }
        Some(record)
    }

    fn participant(&self, body: &WebhookBody<'_>, room_sid: Text) -> Option<ParticipantRecord> {
        let participant = &body.participant;
        let sid = text(&participant.sid);
        if sid.is_empty() {
            return None;
        }
        let identity = text(&participant.identity);
        let mut record = ParticipantRecord::seen(sid, room_sid, identity, self.at);
        record.joined_at = self
            .reader
            .milliseconds(&participant.joined_at_ms)
            .or_else(|| self.reader.seconds(&participant.joined_at));
        let whole = record.joined_at.is_some() || self.name.starts_with("participant_");
        if whole {
            let stamp = self.stamp(&participant.version);
            record.info = Some(Latest { stamp, value: info(participant) });
            record.state = state(&participant.state);
        }
        record.seen_by = SeenBy::from(Source::Webhook);
        match self.name {
            "participant_joined" => {
                record.seen_by = record.seen_by.and(SeenBy::BEGINNING);
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
                record.left = Some(Box::new(Leave {
                    stamp: self.stamp(&participant.version),
                    reason: name(
                        &participant.disconnect_reason,
                        &DISCONNECT_REASONS,
                        "UNKNOWN_REASON",
                    ),
                    aborted: self.name == "participant_connection_aborted",
                }));
            }
            _ => {}
        }
        record.tracks.extend(self.track(&body.track));
        Some(record)
    }

    fn track(&self, track: &Track<'_>) -> Option<TrackRecord> {
        let sid = text(&track.sid);
        if sid.is_empty() {
            return None;
        }
        let info = TrackInfo {
            kind: name(&track.kind, &["AUDIO", "VIDEO", "DATA"], "AUDIO"),
            source: name(&track.source, &TRACK_SOURCES, "UNKNOWN"),
            name: text(&track.name),
            mime_type: text(&track.mime_type),
            width: pixels(&track.width),
            height: pixels(&track.height),
            muted: is_true(&track.muted),
        };
        Some(TrackRecord {
            sid,
            info: Latest { stamp: self.stamp(&Scalar::Nothing), value: info },
            published_at: (self.name == "track_published").then_some(self.at),
            unpublished_at: (self.name == "track_unpublished").then_some(self.at),
            first_seen: Some(self.at),
            bounds: None,
            seen_by: match self.name {
                "track_published" => SeenBy::from(Source::Webhook).and(SeenBy::BEGINNING),
                "track_unpublished" => SeenBy::from(Source::Webhook).and(SeenBy::END),
                _ => SeenBy::from(Source::Webhook),
            },
        })
    }
}

/// The most details of a kind that are stored: LiveKit knows six.
pub(in crate::livekit) const MAX_DETAILS: usize = 16;

fn info(participant: &Participant<'_>) -> ParticipantInfo {
    let permission = &participant.permission;
    let kind = Kind::from(name(&participant.kind, &KINDS, "STANDARD"));
    let details = participant.kind_details.iter();
    ParticipantInfo {
        name: text(&participant.name),
        kind: kind.or_permitted(is_true(&permission.recorder), is_true(&permission.agent)),
        metadata: long_text(&participant.metadata),
        attributes: participant.attributes.clone(),
        region: text(&participant.region),
        hidden: is_true(&permission.hidden),
        kind_details: details
            .filter(|detail| matches!(detail, Scalar::Text(_) | Scalar::Number(_)))
            .take(MAX_DETAILS)
            .map(|detail| name(detail, &KIND_DETAILS, ""))
            .collect(),
    }
}

fn state(value: &Scalar<'_>) -> ParticipantState {
    match name(value, &["JOINING", "JOINED", "ACTIVE", "DISCONNECTED"], "JOINING").as_str() {
        "JOINED" => ParticipantState::Joined,
        "ACTIVE" => ParticipantState::Active,
        "DISCONNECTED" => ParticipantState::Disconnected,
        _ => ParticipantState::Joining,
    }
}

#[cfg(test)]
mod tests;
