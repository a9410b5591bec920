//! Drift: where the room API and the webhooks disagree, and what the console makes of it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Absence, Doubt, ListedParticipant, ListedRoom, Millis, Text};

macro_rules! kinds {
    ($($(#[$doc:meta])+ $variant:ident = $name:literal,)+) => {
        /// What the disagreement is about. Its name is that of the event that corrects it (`source`
        /// is `poll`), and the value of the label `kind` of the drift counter.
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
            ToSchema,
        )]
        #[serde(rename_all = "snake_case")]
        pub enum Drift {
            $($(#[$doc])+ $variant,)+
        }

        impl Drift {
            /// Every kind, in the order of declaration.
            pub const ALL: [Self; [$($name),+].len()] = [$(Self::$variant),+];

            /// The name used in JSON, in the store and as a label.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }
        }
    };
}

kinds! {
    /// A room is listed whose start no webhook reported.
    RoomMissed = "room_missed",
    /// A room that webhooks reported is no longer listed, and no webhook reported its end.
    RoomGone = "room_gone",
    /// A room that webhooks reported is no longer listed, and another source says that its
    /// participants are present.
    RoomDoubted = "room_doubted",
    /// A room in doubt turned out to be open.
    RoomConfirmed = "room_confirmed",
    /// A room's metadata differs from what was reported.
    RoomChanged = "room_changed",
    /// A participant is listed whose join no webhook reported.
    ParticipantMissed = "participant_missed",
    /// A participant is no longer listed, and no webhook reported the departure.
    ParticipantGone = "participant_gone",
    /// A participant is listed whose node died: the stable count of the room says that no
    /// participant is behind the entry.
    ParticipantGhost = "participant_ghost",
    /// Sources contradict each other about a participant.
    ParticipantDoubted = "participant_doubted",
    /// A participant in doubt, or taken for gone, turned out to be present.
    ParticipantConfirmed = "participant_confirmed",
    /// A participant's name, metadata, attributes or permissions differ from what was reported: no
    /// webhook reports such changes.
    ParticipantChanged = "participant_changed",
    /// A participant is still listed whose departure a webhook reported: the API lags or lists a
    /// ghost.
    ParticipantLingers = "participant_lingers",
    /// A track is listed whose publication no webhook reported.
    TrackMissed = "track_missed",
    /// A track is no longer listed, and no webhook reported its end.
    TrackGone = "track_gone",
    /// A track was muted or unmuted, or differs otherwise from what was reported.
    TrackChanged = "track_changed",
    /// An egress or an ingress differs from what was reported.
    JobMissed = "job_missed",
    /// An egress or an ingress is no longer listed, and no webhook reported its end.
    JobGone = "job_gone",
}

impl Drift {
    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// Whether a webhook should have reported it, unless LiveKit restarted: the other kinds are
    /// about what no webhook carries, a dead node, or a lagging API.
    const fn is_loss(self) -> bool {
        matches!(
            self,
            Self::RoomMissed
                | Self::RoomGone
                | Self::ParticipantMissed
                | Self::ParticipantGone
                | Self::TrackMissed
                | Self::TrackGone
                | Self::JobMissed
                | Self::JobGone
        )
    }
}

/// What the reconciler found, as written to the journal: the body of an event with `source=poll`.
/// It is converted to records, like a webhook.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// Its own id: the same finding of the same listing has the same id.
    pub id: Text,
    /// What it is about; the event's name.
    #[serde(rename = "event")]
    pub drift: Drift,
    /// When the listing that shows it was requested.
    pub at: Millis,
    /// The last earlier listing that said otherwise: the change happened after it. `None` if there
    /// was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Millis>,
    /// The first listing that said so; `None` if it is this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<Millis>,
    /// The room, as listed; only sid and name for a room that is not listed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<ListedRoom>,
    /// Whether `room` is complete, as listed, and not only its sid and name.
    #[serde(default)]
    pub room_is_listed: bool,
    /// The participant, as listed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub participant: Option<ListedParticipant>,
    /// Sid and identity of a participant that is not listed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub absent: Option<(Text, Text)>,
    /// For what is gone: since when, and what that is inferred from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub absence: Option<Absence>,
    /// For what is in doubt: since when, and what the sources say. The doubt is about the
    /// participant in `absent`; without one it is about the room and all its participants.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doubt: Option<Doubt>,
    /// How far our clock is ahead of LiveKit's for this room, milliseconds; 0 if that is not known
    /// or too little to matter. What a listing shows is stored in LiveKit's time, like what LiveKit
    /// reports itself.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub skew_ms: i64,
    /// Sids of tracks that are no longer listed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tracks_gone: Vec<Text>,
    /// An egress or ingress in the shape of a webhook's `egressInfo` or `ingressInfo`, under that
    /// name.
    #[serde(flatten)]
    pub job: serde_json::Map<String, serde_json::Value>,
}

impl Finding {
    /// A finding of `drift` about the object with this sid or id, without any details.
    pub fn new(drift: Drift, about: &str, at: Millis) -> Self {
        Self {
            id: compact_str::format_compact!("poll:{}:{about}:{}", drift.as_str(), at.0),
            drift,
            at,
            since: None,
            first: None,
            room: None,
            room_is_listed: false,
            participant: None,
            absent: None,
            absence: None,
            doubt: None,
            skew_ms: 0,
            tracks_gone: Vec::new(),
            job: serde_json::Map::new(),
        }
    }

    /// Whether a webhook should have reported it; not if LiveKit may have restarted meanwhile.
    pub fn is_loss(&self) -> bool {
        self.drift.is_loss() && !self.absence.as_ref().is_some_and(|absence| absence.is_cut_off)
    }

    /// A finding that a job is as `body` says, in the shape of a webhook.
    pub fn of_job(body: serde_json::Map<String, serde_json::Value>, at: Millis) -> Self {
        Self { job: body, ..Self::new(Drift::JobMissed, "", at) }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands out references")]
const fn is_zero(number: &i64) -> bool {
    *number == 0
}
