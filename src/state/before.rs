//! Whether a change of a room's record can alter what follows from it.

use crate::model::{Absence, Finish, Millis, Proof, RoomRecord};

/// What is looked at of a room's record to know whether anything follows from a change of it.
pub(super) struct Before {
    /// What its own end follows from, and those of its namesakes.
    ends: (Millis, Millis, Option<Box<Absence>>),
    /// What keeps it from an end that is concluded.
    life: (Option<Millis>, Proof),
    /// The interval of an inferred end begins where the room was last seen.
    last_seen: Millis,
    /// What the ends and doubts of those who are in it follow from.
    pub(super) stays: (Option<Finish>, [Option<Millis>; 4], bool),
}

impl Before {
    pub(super) fn of(room: &RoomRecord) -> Self {
        let received =
            [room.last_started, room.first_started, room.started_received, room.finished_received];
        Self {
            ends: (room.started_at(), room.first_seen, room.gone.clone()),
            life: (room.last_alive, room.proof),
            last_seen: room.last_seen,
            stays: (room.finished.clone(), received, room.is_doubted()),
        }
    }

    /// Whether anything may follow now that it is as `after`. Of an open room that is alone of its
    /// name and was never taken for gone, another sign of life alters nothing.
    pub(super) fn settles(&self, after: &Self, is_plain: bool) -> bool {
        self.ends != after.ends
            || self.stays != after.stays
            || (!is_plain && (self.life != after.life || self.last_seen != after.last_seen))
    }
}
