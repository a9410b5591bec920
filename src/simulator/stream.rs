//! The deliveries of all rooms, the oldest first, for as long as one likes.
//!
//! Nothing is kept of a room but its plan: what happens in it is worked out again for each piece of
//! time. So the memory does not grow with how long rooms live, and there is nothing to restore.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use crate::model::Millis;

use super::faults::{Delivery, deliveries};
use super::rhythm::DAY;
use super::room::RoomPlan;
use super::schedule::{AFTERMATH, Schedule};
use super::timeline::timeline;
use super::webhook::{body, finish_unknown};

/// How much time is worked out at once, in milliseconds.
const PIECE: i64 = 60_000;

/// For how long ahead the rooms are listed, in milliseconds; a multiple of [`PIECE`].
const AHEAD: i64 = 10 * PIECE;

/// After so many rooms, others get a turn at the processor.
const ROOMS_A_TURN: usize = 50;

/// A delivery and the room it is about.
pub(super) type Letter = (Arc<RoomPlan>, Delivery);

/// The deliveries of all rooms, the oldest first.
#[derive(Debug)]
pub(super) struct Stream {
    schedule: Schedule,
    /// Rooms that closed before are left out.
    since: Millis,
    rooms: Vec<Arc<RoomPlan>>,
    listed_until: Millis,
    /// What is sent before has been worked out.
    worked_until: Millis,
    letters: VecDeque<Letter>,
}

impl Stream {
    /// Everything, from their beginnings, about the rooms that are open at `since` or opened later.
    pub(super) fn new(schedule: Schedule, since: Millis) -> Self {
        let first = schedule.open_rooms(since).map(|room| room.opened).min().unwrap_or(since);
        let (rooms, letters) = (Vec::new(), VecDeque::new());
        Self { schedule, since, rooms, listed_until: first, worked_until: first, letters }
    }

    /// When the next delivery is due. Works ahead until there is one.
    pub(super) async fn due(&mut self) -> Millis {
        loop {
            if let Some((_, delivery)) = self.letters.front() {
                return delivery.send_at;
            }
            self.work().await;
        }
    }

    /// The next delivery, if it is due at `now`.
    pub(super) fn next(&mut self, now: Millis) -> Option<Letter> {
        self.letters.pop_front_if(|(_, delivery)| delivery.send_at <= now)
    }

    async fn list(&mut self, from: Millis) {
        self.rooms.clear();
        let schedule = self.schedule;
        for (index, room) in schedule.rooms(from, self.listed_until).enumerate() {
            if room.closed > self.since {
                self.rooms.push(Arc::new(room));
            }
            if index % ROOMS_A_TURN == 0 {
                tokio::task::yield_now().await;
            }
        }
    }

    async fn work(&mut self) {
        let (from, to) = (self.worked_until, self.worked_until.plus(PIECE));
        if from >= self.listed_until {
            self.listed_until = from.plus(AHEAD);
            self.list(from).await;
        }
        let faults = self.schedule.options().faults;
        let mut letters = Vec::new();
        for turn in self.rooms.chunks(ROOMS_A_TURN) {
            for room in turn {
                if room.opened >= to || room.closed.plus(AFTERMATH) <= from {
                    continue;
                }
                let room_letters = deliveries(&faults, room, &timeline(room))
                    .into_iter()
                    .filter(|delivery| from <= delivery.send_at && delivery.send_at < to)
                    .map(|delivery| (Arc::clone(room), delivery));
                letters.extend(room_letters);
            }
            tokio::task::yield_now().await;
        }
        letters.sort_by_key(|(_, delivery)| delivery.send_at);
        self.letters = letters.into();
        self.worked_until = to;
    }
}

/// The bodies that bring to an end what is still open in the eyes of the console, `open_rooms` by
/// name and sid, but not in the world at `now`. What the [`Stream`] since `since` tells is left out.
pub(super) fn leftovers(
    schedule: &Schedule,
    open_rooms: &[(String, String)],
    since: Millis,
    now: Millis,
) -> Vec<String> {
    let mut strangers: BTreeMap<&str, &str> =
        open_rooms.iter().map(|(name, sid)| (sid.as_str(), name.as_str())).collect();
    let mut bodies = Vec::new();
    for room in schedule.rooms(now.plus(-DAY), now) {
        if strangers.is_empty() {
            break;
        }
        if strangers.remove(room.sid().as_str()).is_some() && room.closed <= since {
            bodies.extend(timeline(&room).iter().map(|item| body(&room, item)));
        }
    }
    let finish = |(sid, name)| finish_unknown(name, sid, now);
    bodies.extend(strangers.into_iter().map(finish));
    bodies
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;
    use serde_json::Value;

    use super::{Letter, Stream, leftovers};
    use crate::model::Millis;
    use crate::simulator::{Faults, Options, Schedule, body, deliveries, timeline};

    /// Noon of a Monday, 2026-11-23.
    const NOON: Millis = Millis(1_795_435_200_000);

    fn read(mut stream: Stream, until: Millis) -> Vec<Letter> {
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        runtime.block_on(async {
            let mut letters = Vec::new();
            while stream.due().await <= until {
                letters.extend(stream.next(until));
            }
            letters
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(6))]

        #[test]
        fn all_that_happens_is_told_once_and_in_order(
            seed: u64,
            since in 0_i64..2_000_000_000_000,
            minutes in 1_i64..60,
        ) {
            let faults = Faults { lost: 0.1, late: 0.1, duplicated: 0.1, reordered: 0.1, ..Faults::NONE };
            let schedule = Schedule::new(Options { seed, faults, ..Options::default() });
            let (since, until) = (Millis(since), Millis(since + minutes * 60_000));
            let told = read(Stream::new(schedule, since), until);
            prop_assert!(told.is_sorted_by_key(|(_, delivery)| delivery.send_at));
            let key = |letter: &Letter| (letter.1.send_at, letter.1.fate, letter.1.item.key(&letter.0));
            let told: HashSet<_> = told.iter().map(key).collect();
            let mut count = 0;
            for room in schedule.rooms(since, until.plus(1)).filter(|room| room.closed > since) {
                for delivery in deliveries(&faults, &room, &timeline(&room)) {
                    if delivery.send_at <= until {
                        count += 1;
                        let key = (delivery.send_at, delivery.fate, delivery.item.key(&room));
                        prop_assert!(told.contains(&key), "not told: {:?}", delivery);
                    }
                }
            }
            prop_assert_eq!(told.len(), count);
        }
    }

    #[test]
    fn what_is_left_over_is_ended() {
        let schedule = Schedule::new(Options::default());
        let since = NOON.plus(-1_800_000);
        let pair = |room: &crate::simulator::RoomPlan| (room.name(), room.sid());
        let ended = schedule
            .rooms(NOON.plus(-14_400_000), since)
            .find(|room| room.closed.plus(3_600_000) < NOON && timeline(room).len() > 10)
            .expect("there is one each minute");
        let open = schedule.open_rooms(NOON).next().expect("there is always one");
        let recent = schedule
            .rooms(since, NOON)
            .find(|room| room.closed > since && room.closed < NOON)
            .expect("there are some in half an hour");
        let told = leftovers(
            &schedule,
            &[
                pair(&ended),
                pair(&open),
                pair(&recent),
                ("other".to_owned(), "RM_other".to_owned()),
            ],
            since,
            NOON,
        );
        assert_eq!(told.len(), timeline(&ended).len() + 1);
        let finished: Vec<Value> = told
            .iter()
            .map(|body| serde_json::from_str(body).expect("it is JSON"))
            .filter(|body: &Value| body["event"] == "room_finished")
            .collect();
        assert_eq!(finished.len(), 2);
        assert_eq!(finished[0]["room"]["sid"], ended.sid());
        assert_eq!(finished[0]["createdAt"], (ended.closed.0 / 1000).to_string());
        assert_eq!(finished[1]["room"]["sid"], "RM_other");
        assert_eq!(leftovers(&schedule, &[], since, NOON), Vec::<String>::new());
    }

    /// The process's memory, in bytes.
    fn resident() -> usize {
        let pages = std::fs::read_to_string("/proc/self/statm").expect("this is Linux");
        let pages = pages.split(' ').nth(1).and_then(|pages| pages.parse::<usize>().ok());
        pages.expect("the second number is the resident set") * 4096
    }

    #[test]
    #[ignore = "takes minutes without optimisation, and measures the whole process"]
    fn the_largest_world_opens_in_bounded_memory() {
        let options = Options { rooms: 10_000, participants: 100_000, ..Options::default() };
        let before = resident();
        let since = NOON.plus(-options.history_ms);
        let mut stream = Stream::new(Schedule::new(options), since);
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let (mut count, mut bytes, mut most) = (0_usize, 0, 0);
        while runtime.block_on(stream.due()) <= NOON {
            if let Some((room, delivery)) = stream.next(NOON) {
                bytes += body(&room, &delivery.item).len();
                count += 1;
                if count.is_multiple_of(10_000) {
                    most = most.max(resident().saturating_sub(before));
                }
            }
        }
        assert!(count > 1_000_000 && bytes > count * 500, "{count} of {bytes} bytes");
        assert!(most < 128 << 20, "{most} bytes for {count} webhooks");
    }
}
