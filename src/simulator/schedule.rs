//! Which rooms are open when: a pure function of the options and the time.
//!
//! Each room has a *slot*, and the rooms of one slot follow each other. The day of a slot begins at
//! its own hour, so that the rooms of all slots do not end together. Its rooms follow from the
//! seed, the day and the slot. High slots are used only in busy hours; slot 0 is always used.

use crate::model::Millis;

use super::clocks::Clocks;
use super::names;
use super::options::Options;
use super::pace::{CALM_RESTARTS, Pace};
use super::random::{Random, key};
use super::restarts::Restarts;
use super::rhythm::{DAY, MINUTE};
use super::room::{DEPARTURE_TIMEOUT, Purpose, RoomEnd, RoomPlan};

/// The share of time that a slot in use has an open room, at most.
const BUSY: f64 = 0.8;

/// How long rooms live, in seconds, with weights. The mean is [`MEAN_LIFE`].
const LIVES: [(u32, (i64, i64)); 4] =
    [(25, (120, 360)), (56, (480, 1500)), (17, (1500, 3000)), (2, (7200, 11_000))];

/// Mean life of a room, in milliseconds: that of [`LIVES`].
const MEAN_LIFE: i64 = 1_180_000;

/// A room does not open if the day of its slot ends sooner than this, milliseconds.
const SHORTEST: i64 = 100_000;

/// How long before the lobby closes the next one opens, milliseconds.
const LOBBY_OVERLAP: i64 = 30_000;

/// How long calm rooms may go on after the calm past, milliseconds. The longest lobby has opened
/// by then.
pub const HANDOVER: i64 = 3 * 60 * MINUTE;

/// How long after a room has closed its webhooks may arrive, milliseconds: longer than any
/// simulated delay, and than the overlap of lobbies.
pub(super) const AFTERMATH: i64 = 120_000;

/// Key of the random numbers of a slot's day, of a slot's first hour.
const SLOT: u64 = 0x510;
const OFFSET: u64 = 0x0FF;

/// Purposes with their weights per mille and their size as a share of the mean size; the shares,
/// weighted, add up to 1.
const PURPOSES: [(u32, (Purpose, f64)); 4] = [
    (640, (Purpose::Meeting, 1.0)),
    (150, (Purpose::Call, 0.35)),
    (130, (Purpose::Chat, 0.35)),
    (80, (Purpose::Broadcast, 3.3)),
];

/// The share of rooms that nobody joins.
const EMPTY: f64 = 0.02;

/// Which rooms are open when.
#[derive(Debug, Clone, Copy)]
pub struct Schedule {
    options: Options,
    /// Slots beside the lobby's.
    slots: u32,
    /// Mean pause between two rooms of a slot, milliseconds.
    pause: i64,
    /// Rooms that open before this time are those of the calm past; `None` without one.
    calm_until: Option<Millis>,
}

impl Schedule {
    /// The schedule of `options`.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "there are at most 12,500 slots, and a pause is below a day"
    )]
    pub fn new(options: Options) -> Self {
        let rooms = f64::from(options.rooms.max(1) - 1);
        let slots = (rooms / BUSY).ceil() as u32;
        let busy = if slots == 0 { BUSY } else { rooms / f64::from(slots) };
        let pause = (MEAN_LIFE as f64 * (1.0 - busy) / busy) as i64;
        Self { options, slots, pause, calm_until: None }
    }

    /// The same schedule from `until` on, after a calm past. The calm rooms that are still open
    /// then end when the next room of their slot opens, at most [`HANDOVER`] later; from there on
    /// it is the schedule without a past, so the present need not know of it.
    #[must_use]
    pub const fn after_calm(self, until: Millis) -> Self {
        Self { calm_until: Some(until), ..self }
    }

    /// Its options.
    pub const fn options(&self) -> &Options {
        &self.options
    }

    /// When the node crashes.
    pub fn restarts(&self) -> Restarts {
        let restarts = Restarts::new(self.options.seed, self.options.faults.node_restarts);
        match self.calm_until {
            Some(until) => restarts.after_calm(until, CALM_RESTARTS),
            None => restarts,
        }
    }

    /// Every room with webhooks from `from` until before `to`: those that are open, and those that
    /// closed shortly before.
    pub fn rooms(&self, from: Millis, to: Millis) -> impl Iterator<Item = RoomPlan> + '_ {
        (0..=self.slots).flat_map(move |slot| {
            let offset = self.offset(slot);
            let day = |at: i64| (at - offset).div_euclid(DAY);
            (day(from.0 - AFTERMATH)..=day(to.0))
                .flat_map(move |day| self.planned(slot, day, to))
                .flat_map(RoomPlan::lives)
                .filter(move |room| room.opened < to && room.closed.plus(AFTERMATH) > from)
        })
    }

    /// The rooms that are open at `at`.
    pub fn open_rooms(&self, at: Millis) -> impl Iterator<Item = RoomPlan> + '_ {
        self.rooms(at, at.plus(1)).filter(move |room| room.is_open(at))
    }

    /// When a slot's day begins, in milliseconds after midnight UTC.
    fn offset(&self, slot: u32) -> i64 {
        Random::new(&[self.options.seed, OFFSET, u64::from(slot)]).between(0, DAY)
    }

    /// The rooms of a slot's day, those of the calm past included; none that opens at `to` or
    /// later need be in it.
    fn planned(&self, slot: u32, day: i64, to: Millis) -> Vec<RoomPlan> {
        let Some(until) = self.calm_until else { return self.slot_day(slot, day, Pace::Lively) };
        let mut rooms = Vec::new();
        if day * DAY + self.offset(slot) < until.0 {
            rooms = self.slot_day(slot, day, Pace::Calm);
            rooms.retain(|room| room.opened < until);
            if rooms.iter().any(|room| room.closed > until) {
                let next = self.first_lively(slot, until).plus(-1000);
                rooms.retain_mut(|room| {
                    room.closed = room.closed.min(next);
                    room.planned.1 = room.closed;
                    room.closed.since(room.opened) >= SHORTEST
                });
            }
        }
        if until < to {
            let lively = self.slot_day(slot, day, Pace::Lively);
            rooms.extend(lively.into_iter().filter(|room| room.opened >= until));
        }
        rooms
    }

    /// When the first room of a slot opens after the calm past, at most [`HANDOVER`] later.
    fn first_lively(&self, slot: u32, until: Millis) -> Millis {
        let day = (until.0 - self.offset(slot)).div_euclid(DAY);
        let rooms = (day..=day + 1).flat_map(|day| self.slot_day(slot, day, Pace::Lively));
        let opened = rooms.map(|room| room.opened).filter(|opened| *opened >= until).min();
        opened.unwrap_or(Millis::LATEST).min(until.plus(HANDOVER))
    }

    fn slot_day(&self, slot: u32, day: i64, pace: Pace) -> Vec<RoomPlan> {
        let begins = day * DAY + self.offset(slot);
        let random = Random::new(&[self.options.seed, SLOT, u64::from(slot), day.cast_unsigned()]);
        if slot == 0 {
            self.lobby(begins, pace, random)
        } else {
            self.slot(slot, begins, pace, random)
        }
    }

    fn lobby(&self, begins: i64, pace: Pace, mut random: Random) -> Vec<RoomPlan> {
        let mut rooms = Vec::new();
        let (mut at, ends) = (begins, begins + DAY);
        while at < ends {
            let mut next = at + random.between(120 * MINUTE, 180 * MINUTE);
            if next + 60 * MINUTE > ends {
                next = ends;
            }
            // Rooms that overlap must not share a name: it follows from when they open.
            let (name, closed) = (at.cast_unsigned(), next + LOBBY_OVERLAP);
            let life = (at, closed);
            rooms.push(self.room((0, name), life, Purpose::Lobby, (1.0, pace), &mut random));
            at = next;
        }
        rooms
    }

    fn slot(&self, slot: u32, begins: i64, pace: Pace, mut random: Random) -> Vec<RoomPlan> {
        let mut rooms = Vec::new();
        let ends = begins + DAY;
        let needs = (f64::from(slot) - 0.5) / f64::from(self.slots);
        let pause = pace.stretch(self.pause);
        let mut at = begins + random.between(0, pause + 1);
        loop {
            while at < ends && pace.activity(Millis(at)) < needs {
                at += 5 * MINUTE + random.between(0, MINUTE);
            }
            let (shortest, longest) = random.pick(&LIVES);
            let life = pace.stretch(random.between(shortest * 1000, longest * 1000));
            let closed = (at + life).min(ends);
            if closed - at < SHORTEST {
                return rooms;
            }
            let (purpose, share) = random.pick(&PURPOSES);
            let name = random.next_u64() % names::PER_SLOT;
            let life = (at, closed);
            rooms.push(self.room((slot, name), life, purpose, (share, pace), &mut random));
            at = closed + 1000 + random.about(pause - 1000);
        }
    }

    fn room(
        &self,
        (slot, name): (u32, u64),
        (opened, closed): (i64, i64),
        purpose: Purpose,
        (share, pace): (f64, Pace),
        random: &mut Random,
    ) -> RoomPlan {
        let mean = self.options.participants_per_room();
        let size = mean * share * pace.crowd() * (0.5 + random.unit());
        let empty = purpose != Purpose::Lobby && random.chance(EMPTY.max(1.0 - mean));
        let purpose = if empty { Purpose::Empty } else { purpose };
        let end =
            random.pick(&[(900, RoomEnd::Idle), (80, RoomEnd::Deleted), (20, RoomEnd::Shutdown)]);
        // An empty room or a lobby ends only by itself.
        let end = if empty || slot == 0 { RoomEnd::Idle } else { end };
        debug_assert!(closed - opened > DEPARTURE_TIMEOUT, "a room outlives its timeout");
        let key = key(&[random.next_u64(), opened.cast_unsigned(), u64::from(slot)]);
        let restarts = self.restarts();
        // No room opens while the node is down.
        let (opened, closed) = (restarts.up(Millis(opened)), Millis(closed));
        RoomPlan {
            key,
            root: key,
            planned: (opened, closed),
            seed: self.options.seed,
            room_slot: slot,
            pace,
            name,
            purpose,
            end,
            opened,
            closed,
            died: false,
            size,
            restarts,
            ghosts: self.options.faults.ghosts,
            clocks: Clocks::of(&self.options.faults),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::{LIVES, MEAN_LIFE, PURPOSES, Schedule};
    use crate::model::Millis;
    use crate::simulator::rhythm::{DAY, MINUTE};
    use crate::simulator::{Options, Purpose, RoomPlan};

    /// Monday, 2026-11-23.
    const MONDAY: i64 = 20_780 * DAY;

    fn schedule(seed: u64, rooms: u32, participants: u32) -> Schedule {
        Schedule::new(Options { seed, rooms, participants, ..Options::default() })
    }

    fn rooms(schedule: &Schedule, from: i64, to: i64) -> Vec<RoomPlan> {
        let mut rooms: Vec<_> = schedule.rooms(Millis(from), Millis(to)).collect();
        rooms.sort_by_key(|room| (room.opened, room.key));
        rooms
    }

    #[test]
    fn the_tables_have_the_expected_means() {
        let weight: i64 = LIVES.iter().map(|(weight, _)| i64::from(*weight)).sum();
        let seconds: i64 =
            LIVES.iter().map(|(weight, (low, high))| i64::from(*weight) * (low + high) / 2).sum();
        assert!((seconds * 1000 / weight - MEAN_LIFE).abs() < 10_000, "{}", seconds / weight);
        let share: f64 =
            PURPOSES.iter().map(|(weight, (_, share))| f64::from(*weight) * share / 1000.0).sum();
        assert!((share - 1.0).abs() < 0.01, "{share}");
    }

    #[test]
    fn in_office_hours_the_configured_number_of_rooms_is_open() {
        for (expected, participants) in [(1, 6), (3, 10), (24, 150), (200, 400)] {
            let schedule = schedule(1, expected, participants);
            let times: Vec<_> = (9 * 60..17 * 60).step_by(4).collect();
            let open = |minute: &i64| schedule.open_rooms(Millis(MONDAY + minute * MINUTE)).count();
            let count = |count: usize| f64::from(u32::try_from(count).expect("a few thousand"));
            let mean = count(times.iter().map(open).sum()) / count(times.len());
            assert!((mean / f64::from(expected) - 1.0).abs() < 0.2, "{expected}: {mean}");
        }
    }

    #[test]
    fn with_default_options_a_room_opens_or_closes_every_half_minute() {
        let from = MONDAY + 10 * 60 * MINUTE;
        let to = from + 60 * MINUTE;
        let within = |at: Millis| (from..to).contains(&at.0);
        let rooms = rooms(&schedule(1, 24, 150), from, to);
        let opened = rooms.iter().filter(|room| within(room.opened)).count();
        let closed = rooms.iter().filter(|room| within(room.closed)).count();
        assert!((110..400).contains(&(opened + closed)), "{opened} and {closed} an hour");
    }

    #[test]
    fn without_participants_all_rooms_are_empty() {
        let rooms = rooms(&schedule(1, 10, 0), MONDAY, MONDAY + DAY);
        assert!(rooms.iter().all(|room| matches!(room.purpose, Purpose::Empty | Purpose::Lobby)));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn the_same_seed_plays_the_same_rooms_and_another_seed_others(
            seed: u64,
            from in 0_i64..2_000_000_000_000,
        ) {
            let once = rooms(&schedule(seed, 24, 150), from, from + 60 * MINUTE);
            let again = rooms(&schedule(seed, 24, 150), from, from + 60 * MINUTE);
            let other = rooms(&schedule(seed ^ 1, 24, 150), from, from + 60 * MINUTE);
            prop_assert_eq!(&once, &again);
            let sids = |rooms: &[RoomPlan]| rooms.iter().map(RoomPlan::sid).collect::<HashSet<_>>();
            prop_assert_eq!(sids(&once).len(), once.len());
            prop_assert!(sids(&once).is_disjoint(&sids(&other)));
        }

        #[test]
        fn a_room_does_not_depend_on_the_requested_range(
            seed: u64,
            from in 0_i64..2_000_000_000_000,
            cut in 1_i64..600,
        ) {
            let (cut, to) = (from + cut * MINUTE, from + 600 * MINUTE);
            let schedule = schedule(seed, 8, 20);
            let mut parts = rooms(&schedule, from, cut);
            parts.extend(rooms(&schedule, cut, to));
            parts.sort_by_key(|room| (room.opened, room.key));
            parts.dedup();
            prop_assert_eq!(parts, rooms(&schedule, from, to));
        }

        #[test]
        fn a_room_is_open_at_any_time_and_no_two_share_a_name(
            seed: u64,
            size in 1_u32..60,
            at in 0_i64..2_000_000_000_000,
        ) {
            let schedule = schedule(seed, size, 6 * size);
            let names: Vec<_> = schedule.open_rooms(Millis(at)).map(|room| room.name()).collect();
            prop_assert!(!names.is_empty());
            prop_assert_eq!(names.iter().collect::<HashSet<_>>().len(), names.len());
        }
    }
}
