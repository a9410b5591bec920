//! Sort orders of lists.

use serde::Deserialize;
use utoipa::ToSchema;

/// Sort order of room sessions; ties are sorted by sid.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RoomSort {
    /// By name.
    Name,
    /// By start.
    #[default]
    StartedAt,
    /// By duration; open ones are measured to now.
    Duration,
    /// By participants: those present; in ended rooms, all that ever joined.
    Participants,
    /// By publishers; ended rooms have none.
    Publishers,
    /// By the quality that clients report, only of open rooms; unknown comes last in both orders.
    Quality,
}

/// Sort order of participant sessions; ties are sorted by sid.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ParticipantSort {
    /// By start.
    #[default]
    JoinedAt,
    /// By end; open ones are measured to now.
    LeftAt,
    /// By duration; open ones are measured to now.
    Duration,
    /// By identity.
    Identity,
    /// By the room's name.
    Room,
}
