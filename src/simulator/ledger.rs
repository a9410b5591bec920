//! The truth: which rooms are open, who is present, and how each stay ended. What the console
//! shows can be held against it.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::Millis;

use super::faults::{Delivery, Fate, deliveries};
use super::reason::Reason;
use super::room::{RoomEnd, RoomPlan};
use super::schedule::Schedule;
use super::stay::{Role, Stay};
use super::timeline::{What, timeline};

/// What is true of a room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoomTruth {
    /// Its name.
    pub name: String,
    /// When it opened.
    pub opened: Millis,
    /// When and how it closed; `None` while it is open.
    pub closed: Option<(Millis, RoomEnd)>,
}

/// What is true of a stay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StayTruth {
    /// The sid of its room.
    pub room_sid: String,
    /// The participant's identity.
    pub identity: String,
    /// What the participant is there for.
    pub role: Role,
    /// LiveKit's `joinedAt`.
    pub joined: Millis,
    /// Media never came up.
    pub aborted: bool,
    /// When and why it ended; `None` while it lasts.
    pub left: Option<(Millis, Reason)>,
}

/// The truth at one time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ledger {
    /// Rooms by sid.
    pub rooms: BTreeMap<String, RoomTruth>,
    /// Stays by participant sid.
    pub stays: BTreeMap<String, StayTruth>,
    /// Sids of the tracks that are live.
    pub tracks: BTreeSet<String>,
    /// Ids of the events that never reached the console by option.
    pub lost: BTreeSet<String>,
}

impl Ledger {
    /// What is true at `at`, of every room that was open at `since` or opened later.
    pub fn at(schedule: &Schedule, since: Millis, at: Millis) -> Self {
        let mut ledger = Self::default();
        for room in schedule.rooms(since, at.plus(1)).filter(|room| room.closed > since) {
            let items = timeline(&room);
            ledger.room(&room, (room.closed <= at).then_some((room.closed, room.end)));
            for item in &items {
                match item.what {
                    What::Joined(stay) if stay.active <= at => {
                        ledger.stay(&room, &stay, stay.left <= at);
                    }
                    What::Aborted(stay) if stay.left <= at => ledger.stay(&room, &stay, true),
                    What::Published(_, track, _)
                        if track.published <= at && at < track.unpublished =>
                    {
                        ledger.tracks.insert(track.sid());
                    }
                    _ => {}
                }
            }
            for delivery in deliveries(&schedule.options().faults, &room, &items) {
                if delivery.send_at <= at && delivery.fate == Fate::Lost {
                    ledger.lost.insert(delivery.item.event_id(&room));
                }
            }
        }
        ledger
    }

    /// Takes in a webhook, and what it tells: true even if it is lost.
    pub fn take(&mut self, room: &RoomPlan, delivery: &Delivery) {
        if delivery.fate == Fate::Lost {
            self.lost.insert(delivery.item.event_id(room));
        }
        match delivery.item.what {
            What::RoomStarted => self.room(room, None),
            What::RoomFinished => self.room(room, Some((room.closed, room.end))),
            What::Joined(stay) => self.stay(room, &stay, false),
            What::Left(stay, _) | What::Aborted(stay) => self.stay(room, &stay, true),
            What::Published(_, track, _) => {
                self.tracks.insert(track.sid());
            }
            What::Unpublished(_, track) => {
                self.tracks.remove(&track.sid());
            }
            What::Job(..) => {}
        }
    }

    fn room(&mut self, room: &RoomPlan, closed: Option<(Millis, RoomEnd)>) {
        let truth = RoomTruth { name: room.name(), opened: room.opened, closed };
        self.rooms.insert(room.sid(), truth);
    }

    fn stay(&mut self, room: &RoomPlan, stay: &Stay, ended: bool) {
        let truth = StayTruth {
            room_sid: room.sid(),
            identity: stay.identity(),
            role: stay.role,
            joined: stay.joined,
            aborted: stay.aborted,
            left: ended.then_some((stay.left, stay.reason)),
        };
        self.stays.insert(stay.sid(), truth);
    }

    /// The rooms that are open, by sid.
    pub fn open_rooms(&self) -> impl Iterator<Item = (&String, &RoomTruth)> {
        self.rooms.iter().filter(|(_, room)| room.closed.is_none())
    }

    /// The stays that last, by participant sid.
    pub fn present(&self) -> impl Iterator<Item = (&String, &StayTruth)> {
        self.stays.iter().filter(|(_, stay)| stay.left.is_none())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Ledger;
    use crate::model::Millis;
    use crate::simulator::{Faults, Options, Schedule, deliveries, timeline};

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(12))]

        #[test]
        fn the_truth_is_what_all_events_tell_together(
            seed: u64,
            at in 1_700_000_000_000_i64..1_900_000_000_000,
            minutes in 1_i64..90,
        ) {
            let faults = Faults { lost: 0.1, ..Faults::default() };
            let schedule = Schedule::new(Options { seed, faults, ..Options::default() });
            let (since, at) = (Millis(at - minutes * 60_000), Millis(at));
            let mut folded = Ledger::default();
            for room in schedule.rooms(since, at.plus(1)).filter(|room| room.closed > since) {
                for delivery in deliveries(&faults, &room, &timeline(&room)) {
                    if delivery.send_at <= at {
                        folded.take(&room, &delivery);
                    }
                }
            }
            let direct = Ledger::at(&schedule, since, at);
            prop_assert!(direct.open_rooms().count() > 0);
            prop_assert!(direct.present().count() > 0);
            prop_assert!(!direct.lost.is_empty());
            prop_assert_eq!(direct, folded);
        }
    }
}
