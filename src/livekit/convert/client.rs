//! Converts a client report from the journal into an event.

use std::sync::Arc;

use crate::livekit::Envelope;
use crate::model::{DeploymentName, Event, Millis, Observation, Reported, Reporter, Source, Text};

/// The event in `envelope`. An event that this version does not understand is stored
/// without an observation.
pub(super) fn convert(
    envelope: Envelope,
    deployment: &DeploymentName,
    received_at: Millis,
) -> Event {
    let reported: Option<Reported> = serde_json::from_str(&envelope.json).ok();
    let mut event = Event {
        id: envelope.id,
        deployment: Arc::clone(deployment),
        source: Source::Client,
        name: envelope.name,
        at: received_at,
        received_at,
        room_name: Text::default(),
        room_sid: Text::default(),
        participant_sid: Text::default(),
        identity: Text::default(),
        raw: envelope.json.into_boxed_str(),
        observation: Observation::default(),
    };
    let Some(reported) = reported else { return event };
    event.at = reported.at(received_at);
    let Reporter { room_name, room_sid, identity, sid } = reported.participant.clone();
    (event.room_name, event.room_sid) = (room_name, room_sid);
    (event.participant_sid, event.identity) = (sid, identity);
    event.observation.report = Some(Box::new(reported));
    event
}
