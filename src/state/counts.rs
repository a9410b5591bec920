//! How many rooms and participants there are, as the console counts and as webhooks alone would
//! show.

use std::collections::HashMap;
use std::sync::Arc;

use super::State;
use crate::model::{DeploymentName, SeenBy, Source};

/// Counts of rooms and participants of a deployment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SourceCounts {
    /// Open rooms.
    pub rooms: u64,
    /// Participants present, without those in doubt.
    pub participants: u64,
    /// Of them, people, including those forwarded from another room.
    pub people: u64,
    /// Rooms that webhooks reported and whose end no webhook reported.
    pub webhook_rooms: u64,
    /// Of them, those whose end was not inferred either.
    pub webhook_open: u64,
    /// Participants that webhooks reported and whose end no webhook reported.
    pub webhook_participants: u64,
}

impl State {
    /// The counts of each deployment; empty until the state from before the start is loaded.
    pub fn source_counts(&self) -> HashMap<DeploymentName, SourceCounts> {
        if !self.is_loaded() {
            return HashMap::new();
        }
        let by_webhook = |seen_by: SeenBy| seen_by.has(SeenBy::from(Source::Webhook));
        let mut counts: HashMap<DeploymentName, SourceCounts> = self
            .deployments
            .keys()
            .map(|name| (Arc::clone(name), SourceCounts::default()))
            .collect();
        for (key, entry) in &self.rooms {
            let counts = counts.entry(Arc::clone(&key.deployment)).or_default();
            counts.rooms += u64::from(entry.session.is_active());
            counts.participants += u64::from(entry.counts.present);
            // A forwarded participant counts in both rooms, as LiveKit counts.
            counts.people += u64::from(entry.counts.people + entry.counts.forwarded);
            let room = &entry.session.record;
            if room.observed_end().is_some() {
                continue;
            }
            counts.webhook_rooms += u64::from(by_webhook(room.seen_by));
            let is_open = entry.session.is_active() && !room.is_doubted();
            counts.webhook_open += u64::from(is_open && by_webhook(room.seen_by));
            let records = entry.participants.values().map(|participant| &participant.record);
            let present = records
                .filter(|participant| by_webhook(participant.seen_by) && participant.left.is_none())
                .count();
            counts.webhook_participants += u64::try_from(present).unwrap_or(u64::MAX);
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::SourceCounts;
    use crate::livekit::{Envelope, convert};
    use crate::model::{Deployment, Millis, Source};
    use crate::state::State;

    const NOW: Millis = Millis(1_795_377_600_000);

    fn apply(state: &mut State, source: Source, body: &serde_json::Value) {
        let envelope = Envelope::read(body.to_string().as_bytes()).expect("an object");
        state.apply(&convert(envelope, &"eu".into(), source, NOW));
    }

    #[test]
    fn what_webhooks_alone_would_show_is_counted_apart() {
        let deployment = Deployment { name: "eu".into(), region: None, synthetic: false };
        let mut state = State::new(vec![deployment], Millis(0));
        assert!(state.source_counts().is_empty(), "not known yet");
        state.set_loaded();
        assert_eq!(state.source_counts()["eu"], SourceCounts::default());
        let seconds = (NOW.0 / 1000).to_string();
        let joined = |room: &str, who: &str| {
            json!({"event": "participant_joined", "id": format!("EV_{room}{who}"),
                "createdAt": seconds, "room": {"sid": room, "name": room},
                "participant": {"sid": who, "identity": who, "joinedAt": seconds}})
        };
        for (room, who) in [("RM_1", "PA_1"), ("RM_1", "PA_2"), ("RM_2", "PA_3")] {
            apply(&mut state, Source::Webhook, &joined(room, who));
        }
        // A listing shows one more participant, and that a room is gone whose end no webhook
        // reported.
        let room = |sid: &str| {
            json!({"sid": sid, "name": sid, "num_participants": 1, "num_publishers": 0,
                "active_recording": false})
        };
        let missed = json!({"id": "PO_1", "event": "participant_missed", "at": NOW.0,
            "room": room("RM_1"), "participant": {"sid": "PA_4", "identity": "d",
                "state": "ACTIVE", "version": 0, "info": {"k": "STANDARD"}, "joined_at": NOW.0}});
        apply(&mut state, Source::Poll, &missed);
        let gone = json!({"id": "PO_2", "event": "room_gone", "at": NOW.0 + 9000,
            "room": room("RM_2"), "absence": {"a": NOW.0 + 9000, "f": NOW.0, "e": "not listed"}});
        apply(&mut state, Source::Poll, &gone);
        let counts = state.source_counts()["eu"];
        assert_eq!((counts.rooms, counts.participants), (1, 3));
        assert_eq!((counts.webhook_rooms, counts.webhook_participants), (2, 3));
        assert_eq!(counts.webhook_open, 1);
    }
}
