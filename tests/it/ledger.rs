//! Holds a store against what was sent and what was promised.

use std::collections::{BTreeMap, HashMap, HashSet};

use livekit_console::model::{Event, Millis};
use livekit_console::store::{EventCursor, EventFilter, Store, open};

use crate::whole::{Whole, event_at, fold};

/// Every event in the store, newest received first.
pub(crate) async fn stored_events(store: &Store) -> Vec<Event> {
    let (mut all, mut before) = (Vec::new(), None);
    loop {
        let filter = EventFilter { limit: 10_000_000, before, ..EventFilter::default() };
        let page = store.events(&filter).await.expect("events can be read");
        let Some(last) = page.last() else { return all };
        before = Some(EventCursor { received_at: last.received_at, id: last.id.to_string() });
        all.extend(page);
    }
}

/// Every session in the store.
async fn stored_sessions(store: &Store) -> Whole {
    let since = Millis(0);
    let rooms = store.recent_rooms(since).await.expect("rooms can be read");
    let participants = store.recent_participants(since).await.expect("participants can be read");
    let jobs = store.recent_jobs(since).await.expect("jobs can be read");
    Whole::of(rooms, participants, jobs)
}

/// Asserts that both have the same sessions and what was reported of their ends.
fn assert_same_events(read_back: &Whole, expected: &Whole) {
    let shown: Vec<_> =
        read_back.participants.iter().map(|(sid, it)| (sid, &it.record.left)).collect();
    let expected_sessions: Vec<_> =
        expected.participants.iter().map(|(sid, it)| (sid, &it.record.left)).collect();
    assert_eq!(shown, expected_sessions);
    let shown: Vec<_> =
        read_back.rooms.iter().map(|(sid, it)| (sid, &it.record.finished)).collect();
    let expected_sessions: Vec<_> =
        expected.rooms.iter().map(|(sid, it)| (sid, &it.record.finished)).collect();
    assert_eq!(shown, expected_sessions);
    assert!(read_back.jobs.keys().eq(expected.jobs.keys()), "the same jobs");
}

/// Asserts that the store at `url` holds every promised event exactly once, none that was never
/// sent, and the sessions that follow from what it holds. Returns how many events those are.
pub(crate) async fn assert_stored(
    url: &str,
    sent: &HashMap<String, String>,
    acknowledged: &HashSet<String>,
) -> usize {
    assert_stored_except(url, sent, acknowledged, None).await
}

/// The same where hours pass between events, and those `excused` may be missing. What is concluded
/// then depends on which sessions are still in memory, and on when an event came again that is
/// stored once: only reported facts are compared.
pub(crate) async fn assert_stored_except(
    url: &str,
    sent: &HashMap<String, String>,
    acknowledged: &HashSet<String>,
    excused: Option<&HashSet<String>>,
) -> usize {
    let hours_pass = excused.is_some();
    let none = HashSet::new();
    let excused = excused.unwrap_or(&none);
    let store = open::open(url).expect("the URL is good");
    store.prepare().await.expect("the database answers");
    let stored = stored_events(&store).await;
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for event in &stored {
        *times.entry(&event.id).or_default() += 1;
    }
    let twice: Vec<_> = times.iter().filter(|(_, times)| **times > 1).collect();
    assert!(twice.is_empty(), "stored more than once: {twice:?}");
    let lost: Vec<_> =
        acknowledged.difference(excused).filter(|id| !times.contains_key(id.as_str())).collect();
    assert!(lost.is_empty(), "acknowledged and lost: {} of {}: {lost:?}", lost.len(), times.len());
    let made_up: Vec<_> = times.keys().filter(|id| !sent.contains_key(**id)).collect();
    assert!(made_up.is_empty(), "stored and never sent: {made_up:?}");

    let expected_sessions =
        stored.iter().map(|event| event_at(&sent[&*event.id], event.received_at));
    let events: Vec<_> = expected_sessions.collect();
    let (read_back, mut expected) = (stored_sessions(&store).await, fold(&events));
    for (sid, room) in &mut expected.rooms {
        // The region of a deployment comes from the configuration, not from events.
        room.region = read_back.rooms.get(sid).and_then(|room| room.region.clone());
    }
    if hours_pass {
        // A session may be ahead of an event that was lost.
        if excused.is_empty() {
            assert_same_events(&read_back, &expected);
        }
    } else {
        read_back.assert_is(&expected);
    }
    store.close().await;
    stored.len()
}
