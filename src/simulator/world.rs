//! The lives of rooms around a time, computed once for many requests.

use std::sync::Arc;

use parking_lot::Mutex;

use crate::model::Millis;

use super::faults::{WebhookDelivery, deliveries};
use super::room::RoomPlan;
use super::schedule::Schedule;
use super::story::Story;
use super::timeline::items;

/// How much more than the requested range is computed, before and after, milliseconds. The next
/// requests ask for the following seconds.
const BEFORE: i64 = 30_000;
const AFTER: i64 = 60_000;

/// One life of a room, and its webhooks.
#[derive(Debug)]
pub struct Life {
    /// The plan.
    pub room: RoomPlan,
    /// What is true.
    pub story: Story,
    /// Its webhooks, including lost ones.
    pub deliveries: Vec<WebhookDelivery>,
}

impl Life {
    /// The life of `room` in this schedule.
    pub fn of(schedule: &Schedule, room: RoomPlan) -> Self {
        let story = Story::of(&room);
        let items = items(&room, &story);
        let faults = room.pace.faults(&schedule.options().faults);
        let deliveries = deliveries(&faults, &room, &items);
        Self { room, story, deliveries }
    }
}

/// The lives between two times.
#[derive(Debug, Default)]
struct CachedLives {
    from: Millis,
    to: Millis,
    lives: Arc<Vec<Arc<Life>>>,
}

/// The simulated world.
#[derive(Debug)]
pub struct World {
    schedule: Schedule,
    cache: Mutex<CachedLives>,
}

impl World {
    /// The world of `schedule`.
    pub fn new(schedule: Schedule) -> Self {
        Self { schedule, cache: Mutex::default() }
    }

    /// Which rooms are open when.
    pub const fn schedule(&self) -> &Schedule {
        &self.schedule
    }

    /// The lives with an event from `from` until before `to`, and possibly others.
    pub fn lives(&self, from: Millis, to: Millis) -> Arc<Vec<Arc<Life>>> {
        let mut cache = self.cache.lock();
        if cache.from <= from && to <= cache.to {
            return Arc::clone(&cache.lives);
        }
        let (from, to) = (from.plus(-BEFORE), to.plus(AFTER));
        let mut known: std::collections::HashMap<u64, Arc<Life>> =
            cache.lives.iter().map(|life| (life.room.key, Arc::clone(life))).collect();
        let lives = self.schedule.rooms(from, to).map(|room| {
            known
                .remove(&room.key)
                .filter(|life| life.room == room)
                .unwrap_or_else(|| Arc::new(Life::of(&self.schedule, room)))
        });
        let lives = Arc::new(lives.collect());
        *cache = CachedLives { from, to, lives: Arc::clone(&lives) };
        lives
    }
}
