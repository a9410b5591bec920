//! What goes when the database holds more than it may.

use livekit_console::model::{Event, Millis};
use livekit_console::store::{Batch, EventFilter, RoomFilter, SharedStore};
use rand::{RngExt as _, SeedableRng as _, rngs::ChaCha8Rng};

use super::audit::trail;
use super::make::{alert, at, ended_room, event, opening, resolving, room};
use crate::console::shared;

const DAY: i64 = 86_400;

/// Days with events.
const DAYS: i64 = 10;

/// Events of a day, about 2 kB each, however they are stored.
const A_DAY: i64 = 250;

/// Writes days of events, a room that ended on the first day and one that is open since, and an
/// alert of then that is over.
async fn fill(store: &SharedStore) {
    let mut dice = ChaCha8Rng::seed_from_u64(1);
    for day in 0..DAYS {
        let large = |n: i64| {
            let noise: Vec<u8> = (0..1500).map(|_| dice.random()).collect();
            let raw = format!("{{\"event\": \"{}\"}}", hex::encode(&noise)).into();
            Event { raw, ..event(&format!("EV_{day}_{n}"), at(day * DAY + n)) }
        };
        let mut events: Vec<_> = (0..A_DAY).map(large).collect();
        while !events.is_empty() {
            // The Community edition of the tests takes no larger messages.
            let events = events.split_off(events.len().saturating_sub(25));
            store
                .write(&Batch { events: shared(events), ..Batch::default() })
                .await
                .expect("written");
        }
    }
    let rooms = vec![ended_room("RM_old", "old", at(0), at(60)), room("RM_open", "open", at(0))];
    store.write(&Batch { rooms, ..Batch::default() }).await.expect("written");
    store.record(&opening(&[alert("a1", at(0))])).await.expect("written");
    let stored = store.stored_alert("a1").await.expect("read").expect("it is there");
    store.record(&resolving(&stored, at(60), "ann")).await.expect("written");
}

/// When each event that is left happened, the latest first.
async fn events(store: &SharedStore) -> Vec<Millis> {
    let mut times = Vec::new();
    let mut filter = EventFilter { limit: 1000, ..EventFilter::default() };
    loop {
        let events = store.events(&filter).await.expect("read");
        let Some(last) = events.last() else { return times };
        filter.before = Some(livekit_console::store::EventCursor {
            received_at: last.received_at,
            id: last.id.to_string(),
        });
        times.extend(events.iter().map(|event| event.at));
    }
}

async fn rooms(store: &SharedStore) -> Vec<String> {
    let all = RoomFilter { limit: 9, ..RoomFilter::default() };
    let rooms = store.rooms(&all, at(0)).await.expect("read").rows;
    rooms.iter().map(|room| room.record.sid.to_string()).collect()
}

pub(super) async fn the_oldest_days_go_until_the_rest_fits(store: SharedStore) {
    fill(&store).await;
    let (now, keep_from) = (at(DAYS * DAY), at((DAYS - 1) * DAY));
    let bytes = store.bytes(0).await.expect("measured");
    let nothing = store.shrink(bytes * 2, keep_from, now).await.expect("measured");
    assert_eq!((nothing.deleted, nothing.before), (0, None));

    let max_bytes = bytes * 6 / 10;
    let shrunk = store.shrink(max_bytes, keep_from, now).await.expect("deleted");
    assert!(shrunk.bytes <= max_bytes, "{shrunk:?} of {bytes}");
    let before = shrunk.before.expect("something is deleted");
    assert!(shrunk.deleted > 0);
    let left = events(&store).await;
    let expected = i64::try_from(left.len()).expect("few") / A_DAY;
    assert!((3..=6).contains(&expected), "{} events of {shrunk:?} are left", left.len());
    assert!(left.iter().all(|at| *at >= before), "{shrunk:?}");
    assert_eq!(left.first(), Some(&at((DAYS - 1) * DAY + A_DAY - 1)));
    assert_eq!(rooms(&store).await, ["RM_open"]);

    // What was deleted counts as free: nothing more goes the next time.
    let again = store.shrink(max_bytes, keep_from, now).await.expect("measured");
    assert_eq!((again.deleted, again.before), (0, None), "{again:?}");
    assert_eq!(events(&store).await.len(), left.len());
}

pub(super) async fn young_open_or_audited_data_is_never_deleted_by_size(store: SharedStore) {
    fill(&store).await;
    let lines = trail(&store).await;
    let keep_from = at(7 * DAY);
    let shrunk = store.shrink(1, keep_from, at(DAYS * DAY)).await.expect("deleted");
    assert!(shrunk.bytes > 1, "{shrunk:?}");
    let left = events(&store).await;
    let young = left.iter().filter(|at| **at >= keep_from).count();
    assert_eq!(i64::try_from(young).expect("few"), 3 * A_DAY);
    assert!(left.len() < 5 * usize::try_from(A_DAY).expect("few"), "{} are left", left.len());
    assert_eq!(rooms(&store).await, ["RM_open"]);
    assert!(store.alert("a1").await.expect("read").is_some());
    assert_eq!(trail(&store).await, lines);
}
