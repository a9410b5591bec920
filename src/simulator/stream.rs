//! The endless stream of deliveries of all rooms, the oldest first.
//!
//! Only the plan of a room is kept; its events are computed again for each piece of time. So memory
//! does not grow with the life of rooms, and there is nothing to restore.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use crate::model::Millis;

use super::faults::{WebhookDelivery, deliveries};
use super::rhythm::DAY;
use super::room::RoomPlan;
use super::schedule::{AFTERMATH, Schedule};
use super::timeline::timeline;
use super::webhook::{body, finish_unknown};

/// How much time is computed at once, milliseconds.
const PIECE: i64 = 60_000;

/// How far ahead rooms are listed, milliseconds; a multiple of [`PIECE`].
const AHEAD: i64 = 10 * PIECE;

/// Rooms that are computed before the task yields.
const ROOMS_PER_YIELD: usize = 50;

/// A delivery and the room it is about.
pub(super) type RoomDelivery = (Arc<RoomPlan>, WebhookDelivery);

/// The deliveries of all rooms, the oldest first.
#[derive(Debug)]
pub(super) struct Stream {
    schedule: Schedule,
    /// Rooms that closed before are left out.
    since: Millis,
    rooms: Vec<Arc<RoomPlan>>,
    listed_until: Millis,
    /// Deliveries before this time are computed.
    worked_until: Millis,
    queue: VecDeque<RoomDelivery>,
}

impl Stream {
    /// All deliveries of the rooms that are open at `since` or open later.
    pub(super) fn new(schedule: Schedule, since: Millis) -> Self {
        let first = schedule.open_rooms(since).map(|room| room.opened).min().unwrap_or(since);
        let (rooms, queue) = (Vec::new(), VecDeque::new());
        Self { schedule, since, rooms, listed_until: first, worked_until: first, queue }
    }

    /// When the next delivery is due. Computes ahead until there is one.
    pub(super) async fn due(&mut self) -> Millis {
        loop {
            if let Some((_, delivery)) = self.queue.front() {
                return delivery.send_at;
            }
            self.work().await;
        }
    }

    /// The next delivery, if it is due at `now`.
    pub(super) fn next(&mut self, now: Millis) -> Option<RoomDelivery> {
        self.queue.pop_front_if(|(_, delivery)| delivery.send_at <= now)
    }

    async fn list(&mut self, from: Millis) {
        self.rooms.clear();
        let schedule = self.schedule;
        for (index, room) in schedule.rooms(from, self.listed_until).enumerate() {
            if room.closed > self.since {
                self.rooms.push(Arc::new(room));
            }
            if index % ROOMS_PER_YIELD == 0 {
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
        let mut queue = Vec::new();
        for chunk in self.rooms.chunks(ROOMS_PER_YIELD) {
            for room in chunk {
                if room.opened >= to || room.closed.plus(AFTERMATH) <= from {
                    continue;
                }
                let room_deliveries = deliveries(&faults, room, &timeline(room))
                    .into_iter()
                    .filter(|delivery| from <= delivery.send_at && delivery.send_at < to)
                    .map(|delivery| (Arc::clone(room), delivery));
                queue.extend(room_deliveries);
            }
            tokio::task::yield_now().await;
        }
        queue.sort_by_key(|(_, delivery)| delivery.send_at);
        self.queue = queue.into();
        self.worked_until = to;
    }
}

/// The bodies of webhooks that end rooms which the console shows as open (`open_rooms`, by name and
/// sid), but which are not open in the simulation at `now`. Rooms of the [`Stream`] since `since`
/// are left out.
pub(super) fn leftovers(
    schedule: &Schedule,
    open_rooms: &[(String, String)],
    since: Millis,
    now: Millis,
) -> Vec<String> {
    let mut unknown: BTreeMap<&str, &str> =
        open_rooms.iter().map(|(name, sid)| (sid.as_str(), name.as_str())).collect();
    let mut bodies = Vec::new();
    for room in schedule.rooms(now.plus(-DAY), now) {
        if unknown.is_empty() {
            break;
        }
        if unknown.remove(room.sid().as_str()).is_some() && room.closed <= since {
            bodies.extend(timeline(&room).iter().map(|item| body(&room, item)));
        }
    }
    let finish = |(sid, name)| finish_unknown(name, sid, now);
    bodies.extend(unknown.into_iter().map(finish));
    bodies
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;
    use serde_json::Value;

    use super::{RoomDelivery, Stream, leftovers};
    use crate::model::Millis;
    use crate::simulator::{Faults, Options, Schedule, body, deliveries, timeline};

    /// Noon of a Monday, 2026-11-23.
    const NOON: Millis = Millis(1_795_435_200_000);

    fn read(mut stream: Stream, until: Millis) -> Vec<RoomDelivery> {
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        runtime.block_on(async {
            let mut queue = Vec::new();
            while stream.due().await <= until {
                queue.extend(stream.next(until));
            }
            queue
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(6))]

        #[test]
        fn every_delivery_is_sent_once_and_in_order(
            seed: u64,
            since in 0_i64..2_000_000_000_000,
            minutes in 1_i64..60,
        ) {
            let faults = Faults { lost: 0.1, late: 0.1, duplicated: 0.1, reordered: 0.1, ..Faults::NONE };
            let schedule = Schedule::new(Options { seed, faults, ..Options::default() });
            let (since, until) = (Millis(since), Millis(since + minutes * 60_000));
            let sent = read(Stream::new(schedule, since), until);
            prop_assert!(sent.is_sorted_by_key(|(_, delivery)| delivery.send_at));
            let key = |entry: &RoomDelivery| (entry.1.send_at, entry.1.fate, entry.1.item.key(&entry.0));
            let sent: HashSet<_> = sent.iter().map(key).collect();
            let mut count = 0;
            for room in schedule.rooms(since, until.plus(1)).filter(|room| room.closed > since) {
                for delivery in deliveries(&faults, &room, &timeline(&room)) {
                    if delivery.send_at <= until {
                        count += 1;
                        let key = (delivery.send_at, delivery.fate, delivery.item.key(&room));
                        prop_assert!(sent.contains(&key), "not sent: {:?}", delivery);
                    }
                }
            }
            prop_assert_eq!(sent.len(), count);
        }
    }

    #[test]
    fn leftover_rooms_are_ended() {
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
        let sent = leftovers(
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
        assert_eq!(sent.len(), timeline(&ended).len() + 1);
        let finished: Vec<Value> = sent
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
