//! Which webhook an event proves that LiveKit should have sent.

use crate::model::{Absence, Drift, Event, Millis, Source};

/// A webhook that LiveKit should have sent, since it happened.
pub(super) struct ExpectedWebhook {
    /// Name of the webhook.
    pub(super) event: &'static str,
    /// The earliest and the latest time at which it happened, by LiveKit's clock.
    pub(super) earliest: Millis,
    pub(super) latest: Millis,
    /// The kind of drift, if the webhook did not come.
    pub(super) missing_webhooks: Option<Drift>,
}

impl ExpectedWebhook {
    /// The webhook that `event` proves, if it proves one.
    pub(super) fn of(event: &Event) -> Option<Self> {
        let room = event.observation.room.as_ref();
        let participant = event.observation.participant.as_deref();
        let joined_at = participant.and_then(|participant| participant.joined_at);
        let created_at = room.and_then(|room| room.created_at);
        let at = |event, at: Option<Millis>, missing_webhooks| {
            at.map(|at| Self { event, earliest: at, latest: at, missing_webhooks })
        };
        if event.source == Source::Webhook {
            // A participant that leaves has joined before; a room that finishes has started before.
            return match event.name.as_str() {
                "participant_left" => at("participant_joined", joined_at, None),
                "room_finished" => at("room_started", created_at, None),
                _ => None,
            };
        }
        let drift = (event.source == Source::Poll).then(|| Drift::from_name(&event.name))??;
        // LiveKit could not send a webhook about what ended because LiveKit itself went away.
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
            // A track is published after its publisher has joined; no source says exactly when.
            Drift::TrackMissed => at("track_published", joined_at, None),
            _ => None,
        }
    }
}
