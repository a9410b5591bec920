//! One life of a room: when it opens and closes, what it is for, how it ends.

use crate::model::Millis;

use super::clocks::Clocks;
use super::names;
use super::pace::Pace;
use super::random::{Random, id, key};
use super::restarts::{Restart, Restarts};

/// How long LiveKit waits after the last participant left, in milliseconds (its default).
pub(super) const DEPARTURE_TIMEOUT: i64 = 20_000;

/// Key of the random numbers of a room that reopens.
const REOPENED: u64 = 0x2E0;

/// What a room is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Always open.
    Lobby,
    /// Several people with microphone and camera.
    Meeting,
    /// A person and a caller from the telephone or another network.
    Call,
    /// A person and an agent.
    Chat,
    /// A few publishers and many viewers.
    Broadcast,
    /// Created, but nobody joins.
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
    /// The key of its first life; everything that is planned in it follows from this.
    pub(super) root: u64,
    /// Planned opening and closing, without crashes of the node.
    pub(super) planned: (Millis, Millis),
    /// Seed of the times when the network is bad.
    pub(super) seed: u64,
    /// Its slot; rooms that are open at the same time have different slots.
    pub(super) room_slot: u32,
    /// How fast things happen in it.
    pub(super) pace: Pace,
    /// Which of the slot's names it uses.
    pub(super) name: u64,
    /// What it is for.
    pub purpose: Purpose,
    /// How it ends.
    pub end: RoomEnd,
    /// When it opens.
    pub opened: Millis,
    /// When it closes.
    pub closed: Millis,
    /// A crash of the node closed it: no webhook reports the end.
    pub died: bool,
    /// Mean number of participants while it is open.
    pub(super) size: f64,
    /// When the node crashes.
    pub(super) restarts: Restarts,
    /// The share of sessions that stay listed after their end; ratio 0–1.
    pub ghosts: f64,
    /// The clocks of its node.
    pub(super) clocks: Clocks,
}

impl RoomPlan {
    /// LiveKit's room sid.
    pub fn sid(&self) -> String {
        id("RM_", self.key)
    }

    /// The room's name; unique among the rooms that are open, and used again later.
    pub fn name(&self) -> String {
        names::room(self.room_slot, self.name)
    }

    /// The planned room, without crashes of the node.
    pub(super) const fn whole(&self) -> Self {
        let (opened, closed) = self.planned;
        Self { key: self.root, opened, closed, died: false, ..*self }
    }

    /// When it reopens after `restart`.
    pub(super) fn reopened(&self, restart: &Restart) -> Millis {
        let mut random = Random::new(&[self.root, REOPENED, restart.at.0.cast_unsigned()]);
        restart.back.plus(random.between(200, 1500))
    }

    /// The lives of the room, separated by crashes of the node. After a crash that keeps rooms it
    /// continues with its sid; after another it reopens with a new sid. An empty room does not
    /// reopen.
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

    /// Whether it is open at `at`.
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

    /// Random numbers for the `part` of it.
    pub(super) fn random(&self, part: u64) -> Random {
        Random::new(&[self.root, part])
    }
}
