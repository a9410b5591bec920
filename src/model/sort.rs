//! Sort orders of lists.

use serde::Deserialize;
use utoipa::ToSchema;

/// A field to sort by, named like the field of the row.
pub trait SortField {
    /// Names that are accepted, too: those of earlier versions.
    const OLD_NAMES: &[&str];
}

impl SortField for RoomSort {
    const OLD_NAMES: &[&str] = &["duration", "participants", "publishers", "quality"];
}

impl SortField for ParticipantSort {
    const OLD_NAMES: &[&str] = &["duration", "room"];
}

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
    #[serde(rename = "duration_seconds", alias = "duration")]
    Duration,
    /// By participants: those present; in ended rooms, all that ever joined.
    #[serde(rename = "participant_count", alias = "participants")]
    Participants,
    /// By publishers; ended rooms have none.
    #[serde(rename = "publisher_count", alias = "publishers")]
    Publishers,
    /// By the quality that clients report, only of open rooms; unknown comes last in both orders.
    #[serde(rename = "connection_quality", alias = "quality")]
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
    #[serde(rename = "duration_seconds", alias = "duration")]
    Duration,
    /// By identity.
    Identity,
    /// By the room's name.
    #[serde(rename = "room_name", alias = "room")]
    Room,
}
