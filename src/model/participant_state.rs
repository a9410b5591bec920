//! How far a participant's connection has come.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// LiveKit's participant state; it never goes back for one sid.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ParticipantState {
    /// The signalling connection is open.
    #[default]
    Joining,
    /// LiveKit answered the join.
    Joined,
    /// Media flows.
    Active,
    /// Disconnected.
    Disconnected,
}

impl ParticipantState {
    /// The name used in JSON and in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Joining => "JOINING",
            Self::Joined => "JOINED",
            Self::Active => "ACTIVE",
            Self::Disconnected => "DISCONNECTED",
        }
    }
}
