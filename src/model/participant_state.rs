//! How far a participant has come.

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
    /// The join was answered.
    Joined,
    /// Media flows.
    Active,
    /// Gone.
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
