//! The clocks of the simulated nodes.

use super::options::Faults;
use super::random::Random;
use super::room::RoomPlan;

/// Key of the random numbers of the node that a room is on, and of the machine that allocated it.
const NODE: u64 = 0xC10C;
const ALLOCATOR: u64 = 0xC10A;

/// How far LiveKit's clocks are ahead of the true time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clocks {
    ahead_ms: i64,
    spread_ms: i64,
}

impl Clocks {
    /// The clocks of a LiveKit with these faults.
    pub(super) const fn of(faults: &Faults) -> Self {
        Self { ahead_ms: faults.ahead_ms, spread_ms: faults.spread_ms }
    }

    /// One of three: behind, right, ahead.
    fn draw(self, room: &RoomPlan, mark: u64) -> i64 {
        self.ahead_ms + self.spread_ms * Random::new(&[room.key, mark]).between(-1, 2)
    }
}

impl RoomPlan {
    /// How far the clock of its node is ahead, milliseconds. Joins and webhooks use it.
    pub fn clock_ms(&self) -> i64 {
        self.clocks.draw(self, NODE)
    }

    /// How far the clock of the machine that allocated it is ahead, milliseconds. The creation time
    /// uses it.
    pub(super) fn allocator_clock_ms(&self) -> i64 {
        self.clocks.draw(self, ALLOCATOR)
    }
}
