//! Everything that follows from events, to be held against what is in a store or a state.

use std::collections::BTreeMap;
use std::sync::Arc;

use livekit_console::livekit::{Envelope, convert};
use livekit_console::model::{
    Deployment, DeploymentName, Event, JobRecord, Millis, ParticipantSession, RoomSession, Source,
};
use livekit_console::state::State;

/// The event in a body that was received at `received_at`.
pub(crate) fn event_at(body: &str, received_at: Millis) -> Event {
    let deployment: DeploymentName = "default".into();
    let envelope = Envelope::read(body.as_bytes()).expect("it is an event");
    convert(envelope, &deployment, Source::Webhook, received_at)
}

/// Everything that a state holds, in order.
#[derive(Debug, PartialEq)]
pub(crate) struct Whole {
    pub(crate) rooms: BTreeMap<String, RoomSession>,
    pub(crate) participants: BTreeMap<String, ParticipantSession>,
    pub(crate) jobs: BTreeMap<String, JobRecord>,
}

impl Whole {
    /// These sessions, in order.
    pub(crate) fn of(
        rooms: Vec<RoomSession>,
        participants: Vec<ParticipantSession>,
        jobs: Vec<JobRecord>,
    ) -> Self {
        Self {
            rooms: rooms.into_iter().map(|room| (room.record.sid.to_string(), room)).collect(),
            participants: participants
                .into_iter()
                .map(|session| (session.record.sid.to_string(), session))
                .collect(),
            jobs: jobs.into_iter().map(|job| (job.id.to_string(), job)).collect(),
        }
    }

    /// Asserts that it is the same, and names the first difference.
    pub(crate) fn assert_is(&self, expected: &Self) {
        for (sid, room) in &expected.rooms {
            assert_eq!(self.rooms.get(sid), Some(room), "room {sid}");
        }
        for (sid, session) in &expected.participants {
            assert_eq!(self.participants.get(sid), Some(session), "participant {sid}");
        }
        assert!(self == expected, "there is more than there should be");
    }
}

/// What these events say together.
pub(crate) fn fold<'a>(events: impl IntoIterator<Item = &'a Event>) -> Whole {
    let deployment = Deployment { name: Arc::from("default"), region: None, synthetic: false };
    let mut state = State::new(vec![deployment], Millis(0));
    for event in events {
        state.apply(event);
    }
    let dirty = state.take_dirty();
    let whole = state.snapshot(&dirty);
    Whole::of(whole.rooms, whole.participants, whole.jobs)
}
