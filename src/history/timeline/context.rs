//! The last known values before an event, for comparison with a change.

use std::collections::HashMap;

use crate::model::{Event, Latest, Millis, Observation, ParticipantInfo, Text, TrackInfo};

/// The last known description of a room, its participants and tracks, each with the time of its
/// report.
#[derive(Debug, Default)]
pub(super) struct PriorState {
    started: bool,
    metadata: Option<(Millis, Box<str>)>,
    participants: HashMap<Text, (Millis, ParticipantInfo)>,
    tracks: HashMap<Text, (Millis, TrackInfo)>,
}

impl PriorState {
    /// Whether a start of the room was reported.
    pub(super) const fn room_has_started(&self) -> bool {
        self.started
    }

    /// The room's metadata, and when it was reported.
    pub(super) fn metadata(&self) -> Option<(Millis, &str)> {
        self.metadata.as_ref().map(|(at, metadata)| (*at, &**metadata))
    }

    /// A participant, and when it was reported.
    pub(super) fn participant(&self, sid: &str) -> Option<&(Millis, ParticipantInfo)> {
        self.participants.get(sid)
    }

    /// A track, and when it was reported.
    pub(super) fn track(&self, sid: &str) -> Option<&(Millis, TrackInfo)> {
        self.tracks.get(sid)
    }

    /// Adds what an event reports.
    pub(super) fn learn(&mut self, event: &Event, observation: &Observation) {
        self.started |= event.name == "room_started";
        if let Some(Latest { value, .. }) =
            observation.room.as_ref().and_then(|room| room.metadata.as_ref())
        {
            self.metadata = Some((event.at, value.clone()));
        }
        let Some(participant) = observation.participant.as_deref() else { return };
        if let Some(info) = &participant.info {
            self.participants.insert(participant.sid.clone(), (event.at, info.value.clone()));
        }
        for track in participant.tracks.iter().filter(|track| track.is_live()) {
            self.tracks.insert(track.sid.clone(), (event.at, track.info.value.clone()));
        }
    }
}
