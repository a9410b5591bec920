//! One life of a room: when it opens and closes, what it is for, how it ends.

use crate::model::Millis;

use super::clocks::Clocks;
use super::dice::{Dice, id, key};
use super::names;
use super::restarts::{Restart, Restarts};

/// How long LiveKit waits after the last participant left, in milliseconds (its default).
pub(super) const DEPARTURE_TIMEOUT: i64 = 20_000;

/// Marks the dice of a room that comes up again.
const REOPENED: u64 = 0x2E0;

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
    /// Its sid follows from this.
    pub(super) key: u64,
    /// What is planned to happen in it follows from this: the key of the first of its lives.
    pub(super) root: u64,
    /// From when until when it was planned to exist, whatever becomes of the node.
    pub(super) planned: (Millis, Millis),
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
    /// The node died with it: nobody is told the end.
    pub died: bool,
    /// Mean number of participants while it is open.
    pub(super) size: f64,
    /// When the node dies.
    pub(super) restarts: Restarts,
    /// The share of sessions that session listed after their end; ratio 0–1.
    pub ghosts: f64,
    /// What its node's clock says.
    pub(super) clocks: Clocks,
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

    /// As it was planned, whatever becomes of the node.
    pub(super) const fn whole(&self) -> Self {
        let (opened, closed) = self.planned;
        Self { key: self.root, opened, closed, died: false, ..*self }
    }

    /// When it comes up again after `restart`.
    pub(super) fn reopened(&self, restart: &Restart) -> Millis {
        let mut dice = Dice::new(&[self.root, REOPENED, restart.at.0.cast_unsigned()]);
        restart.back.plus(dice.between(200, 1500))
    }

    /// The lives that a room lives because of the node's deaths: with one that keeps its rooms it
    /// goes on under its sid, with another it gets a new one. What is empty is not missed.
    pub(super) fn lives(self) -> Vec<Self> {
        let mut lives = vec![self];
        for restart in self.restarts.between(self.opened.plus(1), self.closed) {
            let returns = self.purpose != Purpose::Empty
                && self.emptied().since(restart.back) > DEPARTURE_TIMEOUT;
            let life = lives.last_mut().expect("there is always one");
            if restart.keeps && returns {
                continue;
            }
            (life.closed, life.died) = (restart.at, true);
            if !returns {
                break;
            }
            let key = key(&[self.root, REOPENED, restart.at.0.cast_unsigned(), 1]);
            lives.push(Self { key, opened: self.reopened(&restart), ..self });
        }
        lives
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
        Dice::new(&[self.root, part])
    }
}
