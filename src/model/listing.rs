//! Listings: what LiveKit's room API lists of rooms and participants, in the console's types.

use serde::{Deserialize, Serialize};

use super::{Millis, ParticipantInfo, ParticipantState, Text, TrackInfo};

/// A room in `ListRooms`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedRoom {
    /// `RM_…`.
    pub sid: Text,
    /// The room's name.
    pub name: Text,
    /// When it was created; absent if no credible time was listed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Millis>,
    /// The room's metadata; empty if it has none.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub metadata: Box<str>,
    /// LiveKit's cached count, without agents and egresses; it may lag.
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
    /// Its identity.
    pub identity: Text,
    /// LiveKit's participant state.
    pub state: ParticipantState,
    /// What LiveKit lists of it.
    pub info: ParticipantInfo,
    /// A version that grows with each change of the participant by LiveKit.
    pub version: u32,
    /// When it joined; absent if no credible time was listed.
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
    /// What LiveKit lists of it.
    pub info: TrackInfo,
}
