//! One life of a room: when it opens and closes, what it is for, how it ends.

use crate::model::Millis;

use super::dice::{Dice, id};
use super::names;

/// How long LiveKit waits after the last participant left, in milliseconds (its default).
pub(super) const DEPARTURE_TIMEOUT: i64 = 20_000;

/// What a room is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Always open.
    Lobby,
    /// People who see and hear each other.
    Meeting,
    /// A person and somebody on the telephone or on another network.
    Call,
    /// A person and an agent.
    Chat,
    /// A few who are watched by many.
    Broadcast,
    /// Created, and nobody comes.
    Empty,
}

/// How a room ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoomEnd {
    /// Everybody had left.
    Idle,
    /// Deleted by API.
    Deleted,
    /// Its node was shut down.
    Shutdown,
}

impl RoomEnd {
    /// LiveKit's `roomEndReason`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Idle => "ROOM_END_IDLE_TIMEOUT",
            Self::Deleted => "ROOM_END_API_DELETE",
            Self::Shutdown => "ROOM_END_SERVER_SHUTDOWN",
        }
    }
}

/// One life of a room.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RoomPlan {
    /// Everything else about it follows from this.
    pub(super) key: u64,
    /// Chooses the bad times of the network.
    pub(super) seed: u64,
    /// Of the rooms that are open at a time, each has a slot of its own.
    pub(super) slot: u32,
    /// Which of the slot's names it has.
    pub(super) name: u64,
    /// What it is for.
    pub purpose: Purpose,
    /// How it ends.
    pub end: RoomEnd,
    /// From then it exists.
    pub opened: Millis,
    /// From then it does not.
    pub closed: Millis,
    /// Mean number of participants while it is open.
    pub(super) size: f64,
}

impl RoomPlan {
    /// LiveKit's room sid.
    pub fn sid(&self) -> String {
        id("RM_", self.key)
    }

    /// The room's name; unique among the rooms that are open, and used again later.
    pub fn name(&self) -> String {
        names::room(self.slot, self.name)
    }

    /// Whether it exists at `at`.
    pub fn is_open(&self, at: Millis) -> bool {
        self.opened <= at && at < self.closed
    }

    /// When the last person leaves.
    pub(super) const fn emptied(&self) -> Millis {
        self.closed.plus(match self.end {
            RoomEnd::Idle => -DEPARTURE_TIMEOUT,
            RoomEnd::Deleted | RoomEnd::Shutdown => -2,
        })
    }

    /// Dice for the `part` of it.
    pub(super) fn dice(&self, part: u64) -> Dice {
        Dice::new(&[self.key, part])
    }
}
