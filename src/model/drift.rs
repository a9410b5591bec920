//! Drift: where the room API and what webhooks told disagree, and what is made of it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Absence, Doubt, ListedParticipant, ListedRoom, Millis, Text};

macro_rules! kinds {
    ($($(#[$doc:meta])+ $variant:ident = $name:literal,)+) => {
        /// What the disagreement is about. Its name is that of the event which heals it
        /// (`source` is `poll`), and the value of the label `kind` of the drift counter.
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
    /// A room is listed of which no webhook told the start.
    RoomMissed = "room_missed",
    /// A room that webhooks told of is no longer listed, and no webhook told its end.
    RoomGone = "room_gone",
    /// A room that webhooks told of is no longer listed, and another witness says that its people are
    /// there.
    RoomDoubted = "room_doubted",
    /// A room in doubt is there after all.
    RoomConfirmed = "room_confirmed",
    /// A room's metadata is not what was told.
    RoomChanged = "room_changed",
    /// A participant is listed of whom no webhook told the join.
    ParticipantMissed = "participant_missed",
    /// A participant is no longer listed, and no webhook told the departure.
    ParticipantGone = "participant_gone",
    /// A participant is listed whose node died: the steady count of the room says that nobody is
    /// behind the entry.
    ParticipantGhost = "participant_ghost",
    /// Sources contradict each other about a participant.
    ParticipantDoubted = "participant_doubted",
    /// A participant in doubt, or taken for gone, is there after all.
    ParticipantConfirmed = "participant_confirmed",
    /// A participant's name, metadata, attributes or permissions are not what was told: no webhook
    /// tells of such changes.
    ParticipantChanged = "participant_changed",
    /// A participant is still listed whose departure a webhook told: the API lags or keeps a ghost.
    ParticipantLingers = "participant_lingers",
    /// A track is listed of which no webhook told the publication.
    TrackMissed = "track_missed",
    /// A track is no longer listed, and no webhook told its end.
    TrackGone = "track_gone",
    /// A track was muted or unmuted, or is otherwise not what was told.
    TrackChanged = "track_changed",
    /// An egress or an ingress is not what was told.
    JobMissed = "job_missed",
    /// An egress or an ingress is no longer listed, and no webhook told its end.
    JobGone = "job_gone",
}

impl Drift {
    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// Whether a webhook should have told it, unless LiveKit was started again: other kinds are of
    /// what no webhook carries, of a node that died, or of an API that lags.
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

/// What the reconciler found, as it is written to the journal: the body of an event with
/// `source=poll`. What it tells becomes records, like what a webhook tells.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// Its own id: the same finding of the same sweep has the same.
    pub id: Text,
    /// What it is about; the event's name.
    #[serde(rename = "event")]
    pub drift: Drift,
    /// When the listing was asked for that shows it.
    pub at: Millis,
    /// The last listing before that said otherwise: what is found became so after it. `None` if there
    /// was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Millis>,
    /// The first listing that said so; `None` if it is this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<Millis>,
    /// The room, as listed; of a room that is not listed, sid and name alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<ListedRoom>,
    /// Whether `room` is as listed, and not only named.
    #[serde(default)]
    pub room_is_listed: bool,
    /// The participant, as listed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub participant: Option<ListedParticipant>,
    /// The participant, by name alone, where it is not listed: sid and identity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub absent: Option<(Text, Text)>,
    /// Of what is gone: since when, and why that is concluded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub absence: Option<Absence>,
    /// Of what sources contradict each other about: since when, and who says what. The participant is
    /// the one of `absent`; without one it is the room, and with it everybody in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doubt: Option<Doubt>,
    /// How far our clock is ahead of LiveKit's for this room, milliseconds; 0 if that is not known or
    /// too little to matter. What a listing tells is kept in LiveKit's time, like what it says itself.
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
    /// A finding of `drift` about what has this sid or id, of which nothing is said yet.
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

    /// Whether a webhook should have told it: not what ended when LiveKit itself did.
    pub fn is_loss(&self) -> bool {
        self.drift.is_loss() && !self.absence.as_ref().is_some_and(|absence| absence.is_cut_off)
    }

    /// That a job is as `body` says, in the shape of a webhook.
    pub fn of_job(body: serde_json::Map<String, serde_json::Value>, at: Millis) -> Self {
        Self { job: body, ..Self::new(Drift::JobMissed, "", at) }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands out references")]
const fn is_zero(number: &i64) -> bool {
    *number == 0
}
