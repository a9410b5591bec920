//! The lives of rooms around a time, worked out once for many questions.

use std::sync::{Arc, Mutex};

use crate::model::Millis;

use super::faults::{Delivery, deliveries};
use super::room::RoomPlan;
use super::schedule::Schedule;
use super::story::Story;
use super::timeline::items;

/// How much more than was asked for is worked out, before and after, in milliseconds: the next
/// questions are about the seconds that follow.
const BEFORE: i64 = 30_000;
const AFTER: i64 = 60_000;

const LOCK: &str = "no holder of this lock panics";

/// One life of a room, and what is told of it.
#[derive(Debug)]
pub struct Life {
    /// The plan.
    pub room: RoomPlan,
    /// What is true.
    pub story: Story,
    /// What is told, and what is lost.
    pub deliveries: Vec<Delivery>,
}

impl Life {
    /// All of `room` in the schedule's world.
    pub fn of(schedule: &Schedule, room: RoomPlan) -> Self {
        let story = Story::of(&room);
        let items = items(&room, &story);
        let deliveries = deliveries(&schedule.options().faults, &room, &items);
        Self { room, story, deliveries }
    }
}

/// The lives between two times.
#[derive(Debug, Default)]
struct Page {
    from: Millis,
    to: Millis,
    lives: Arc<Vec<Arc<Life>>>,
}

/// The simulated world.
#[derive(Debug)]
pub struct World {
    schedule: Schedule,
    page: Mutex<Page>,
}

impl World {
    /// The world of `schedule`.
    pub fn new(schedule: Schedule) -> Self {
        Self { schedule, page: Mutex::default() }
    }

    /// Which rooms are open when.
    pub const fn schedule(&self) -> &Schedule {
        &self.schedule
    }

    /// At least the lives that something is told of from `from` until before `to`, and perhaps
    /// others.
    pub fn lives(&self, from: Millis, to: Millis) -> Arc<Vec<Arc<Life>>> {
        let mut page = self.page.lock().expect(LOCK);
        if page.from <= from && to <= page.to {
            return Arc::clone(&page.lives);
        }
        let (from, to) = (from.plus(-BEFORE), to.plus(AFTER));
        let mut known: std::collections::HashMap<u64, Arc<Life>> =
            page.lives.iter().map(|life| (life.room.key, Arc::clone(life))).collect();
        let lives = self.schedule.rooms(from, to).map(|room| {
            known
                .remove(&room.key)
                .filter(|life| life.room == room)
                .unwrap_or_else(|| Arc::new(Life::of(&self.schedule, room)))
        });
        let lives = Arc::new(lives.collect());
        *page = Page { from, to, lives: Arc::clone(&lives) };
        lives
    }
}
