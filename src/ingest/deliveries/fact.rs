//! What an event proves: that another should have come by webhook.

use crate::model::{Absence, Drift, Event, Millis, Source};

/// Something that happened and of which a webhook should have told.
pub(super) struct Fact {
    /// That webhook's name.
    pub(super) event: &'static str,
    /// When it happened at the earliest and at the latest, by LiveKit's clock.
    pub(super) earliest: Millis,
    pub(super) latest: Millis,
    /// The kind of drift, if no webhook told.
    pub(super) missing_webhooks: Option<Drift>,
}

impl Fact {
    /// What `event` tells of that kind.
    pub(super) fn of(event: &Event) -> Option<Self> {
        let room = event.observation.room.as_ref();
        let participant = event.observation.participant.as_deref();
        let joined_at = participant.and_then(|participant| participant.joined_at);
        let created_at = room.and_then(|room| room.created_at);
        let at = |event, at: Option<Millis>, missing_webhooks| {
            at.map(|at| Self { event, earliest: at, latest: at, missing_webhooks })
        };
        if event.source == Source::Webhook {
            // Whoever leaves has joined, what finishes has begun.
            return match event.name.as_str() {
                "participant_left" => at("participant_joined", joined_at, None),
                "room_finished" => at("room_started", created_at, None),
                _ => None,
            };
        }
        let drift = (event.source == Source::Poll).then(|| Drift::from_name(&event.name))??;
        // What ended with LiveKit itself, LiveKit could not tell.
        let gone = |event, absence: Option<&Absence>| {
            absence.filter(|absence| !absence.is_cut_off).map(|absence| Self {
                event,
                earliest: absence.earliest,
                latest: absence.latest(),
                missing_webhooks: Some(drift),
            })
        };
        match drift {
            Drift::RoomMissed => at("room_started", created_at, Some(drift)),
            Drift::ParticipantMissed => at("participant_joined", joined_at, Some(drift)),
            Drift::RoomGone => gone("room_finished", room?.gone.as_deref()),
            Drift::ParticipantGone => gone("participant_left", participant?.gone.as_deref()),
            // A track is published after its publisher has joined; when, nobody tells.
            Drift::TrackMissed => at("track_published", joined_at, None),
            _ => None,
        }
    }
}
