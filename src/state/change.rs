//! Changes: what an event changed, for the feed.

use super::{JobKey, RoomKey};
use crate::model::Text;

/// What happened, named as in WebSocket frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChangeKind {
    /// A room opened, or reopened.
    RoomStarted,
    /// Something else about a room changed.
    RoomUpdated,
    /// A room ended.
    RoomFinished,
    /// A participant joined.
    ParticipantJoined,
    /// A participant left.
    ParticipantLeft,
    /// Something else about a participant changed.
    ParticipantUpdated,
    /// A track went live.
    TrackPublished,
    /// A track ended.
    TrackUnpublished,
    /// An egress, an ingress or an agent job changed.
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

/// One change. It identifies what changed; the state says how it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateChange {
    /// What happened.
    pub kind: ChangeKind,
    /// The room; `None` for a job whose room is not known.
    pub room: Option<RoomKey>,
    /// The participant sid, if the change is about one.
    pub participant: Option<Text>,
    /// The job, if the change is about one.
    pub job: Option<JobKey>,
}
