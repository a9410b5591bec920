//! Listings: what LiveKit's room API says of rooms and participants, in our words.

use serde::{Deserialize, Serialize};

use super::{Millis, ParticipantInfo, ParticipantState, Text, TrackInfo};

/// A room in `ListRooms`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedRoom {
    /// `RM_…`.
    pub sid: Text,
    /// The room's name.
    pub name: Text,
    /// When it was created; absent if not told credibly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Millis>,
    /// The room's metadata; empty if it has none.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub metadata: Box<str>,
    /// LiveKit's cached count, without agents and egresses: not to be taken for the number of that
    /// instant.
    pub num_participants: u32,
    /// LiveKit's cached count, agents included.
    pub num_publishers: u32,
    /// Whether it is being recorded.
    pub active_recording: bool,
}

/// A participant in `ListParticipants`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedParticipant {
    /// `PA_…`.
    pub sid: Text,
    /// Who it says it is.
    pub identity: Text,
    /// LiveKit's state.
    pub state: ParticipantState,
    /// What LiveKit says of it.
    pub info: ParticipantInfo,
    /// Grows with each change of the participant that LiveKit makes.
    pub version: u32,
    /// When it joined; absent if not told credibly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joined_at: Option<Millis>,
    /// Its live tracks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tracks: Vec<ListedTrack>,
}

/// A live track of a listed participant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedTrack {
    /// `TR_…`.
    pub sid: Text,
    /// What LiveKit says of it.
    pub info: TrackInfo,
}
