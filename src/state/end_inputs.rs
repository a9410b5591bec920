//! Whether a change of a room's record can change the ends inferred from it.

use crate::model::{Absence, Finish, Millis, Proof, RoomRecord};

/// The parts of a room's record from which ends are inferred.
pub(super) struct EndInputs {
    /// Decides its own end and those of other sessions of the same name.
    ends: (Millis, Millis, Option<Box<Absence>>),
    /// Rules out an inferred end.
    life: (Option<Millis>, Proof),
    /// The interval of an inferred end begins where the room was last seen.
    last_seen: Millis,
    /// Decides the ends and doubts of its participants.
    pub(super) participants: (Option<Finish>, [Option<Millis>; 4], bool),
}

impl EndInputs {
    pub(super) fn of(room: &RoomRecord) -> Self {
        let received =
            [room.last_started, room.first_started, room.started_received, room.finished_received];
        Self {
            ends: (room.started_at(), room.first_seen, room.gone.clone()),
            life: (room.last_alive, room.proof),
            last_seen: room.last_seen,
            participants: (room.finished.clone(), received, room.is_doubted()),
        }
    }

    /// Whether the change to `after` can change an end. An open room that is the only one of its
    /// name and was never found absent (`is_plain`) is not affected by another sign of life.
    pub(super) fn affects_ends(&self, after: &Self, is_plain: bool) -> bool {
        self.ends != after.ends
            || self.participants != after.participants
            || (!is_plain && (self.life != after.life || self.last_seen != after.last_seen))
    }
}
