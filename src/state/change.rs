//! Changes: what an event altered, for the feed.

use super::{JobKey, RoomKey};
use crate::model::Text;

/// What happened, named as the WebSocket names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChangeKind {
    /// A room opened, or opened again.
    RoomStarted,
    /// Something else about a room is different.
    RoomUpdated,
    /// A room ended.
    RoomFinished,
    /// Somebody is there.
    ParticipantJoined,
    /// Somebody is no longer there.
    ParticipantLeft,
    /// Something else about a participant is different.
    ParticipantUpdated,
    /// A track went live.
    TrackPublished,
    /// A track ended.
    TrackUnpublished,
    /// An egress, an ingress or an agent job is different.
    JobUpdated,
}

impl ChangeKind {
    /// The name used in frames.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RoomStarted => "room_started",
            Self::RoomUpdated => "room_updated",
            Self::RoomFinished => "room_finished",
            Self::ParticipantJoined => "participant_joined",
            Self::ParticipantLeft => "participant_left",
            Self::ParticipantUpdated => "participant_updated",
            Self::TrackPublished => "track_published",
            Self::TrackUnpublished => "track_unpublished",
            Self::JobUpdated => "job_updated",
        }
    }
}

/// One change. It names what changed; the state tells how it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What happened.
    pub kind: ChangeKind,
    /// In which room; `None` for a job whose room is not known.
    pub room: Option<RoomKey>,
    /// To which participant sid, if it is about one.
    pub participant: Option<Text>,
    /// To which job, if it is about one.
    pub job: Option<JobKey>,
}
