//! Events and the transaction that writes them.

use livekit_console::model::{Event, Millis, Source};
use livekit_console::store::{Batch, EventCursor, EventFilter, Retention, SharedStore};
use sqlx::{Connection as _, Executor as _, SqliteConnection};
use uuid::{Builder, Uuid};

use super::make::{HOME, at, event, room};
use crate::console::shared;
use crate::database::Database;

/// A batch of events alone.
fn batch(events: Vec<Event>) -> Batch {
    Batch { events: shared(events), ..Batch::default() }
}

/// Everything, up to a thousand.
fn all() -> EventFilter {
    EventFilter { limit: 1000, ..EventFilter::default() }
}

/// The ids of what a filter finds.
async fn ids(store: &SharedStore, filter: &EventFilter) -> Vec<String> {
    let events = store.events(filter).await.expect("the filter is good");
    events.iter().map(|event| event.id.to_string()).collect()
}

pub(super) async fn an_event_is_read_back_as_it_was(store: SharedStore) {
    let full = event("EV_full", at(0));
    let mut bare = event("EV_bare", at(1));
    bare.source = Source::Operator;
    for text in [
        &mut bare.name,
        &mut bare.room_name,
        &mut bare.room_sid,
        &mut bare.participant_sid,
        &mut bare.identity,
    ] {
        text.clear();
    }
    bare.raw = "{}".into();
    assert_eq!(store.write(&batch(vec![full.clone(), bare.clone()])).await.expect("written"), 2);
    assert_eq!(store.events(&all()).await.expect("read"), [bare, full]);
}

pub(super) async fn an_event_written_twice_counts_once(store: SharedStore) {
    let events = vec![event("EV_1", at(0)), event("EV_2", at(0)), event("EV_1", at(0))];
    assert_eq!(store.write(&batch(events.clone())).await.expect("written"), 2);
    assert_eq!(store.write(&batch(events)).await.expect("written again"), 0);
    let mut elsewhere = event("EV_1", at(0));
    elsewhere.deployment = "other".into();
    assert_eq!(store.write(&batch(vec![elsewhere])).await.expect("written"), 1);
    assert_eq!(ids(&store, &all()).await.len(), 3);

    let recent = store.recent_ids(at(0)).await.expect("read");
    assert_eq!(recent.len(), 3);
    assert!(recent.contains(&("other".to_owned(), "EV_1".to_owned())), "{recent:?}");
    assert!(store.recent_ids(at(1)).await.expect("read").is_empty());
}

pub(super) async fn a_batch_is_written_whole_or_not_at_all(store: SharedStore) {
    let journal = Uuid::now_v7();
    let mut bad = event("EV_bad", at(1));
    // No text of a database can hold this; the parser takes it out.
    bad.name = "a\0b".into();
    bad.raw = "{".into();
    let whole = Batch {
        cursor: Some((journal, 2)),
        events: shared([event("EV_good", at(0)), bad]),
        rooms: vec![room("RM_1", "room", at(0))],
        ..Batch::default()
    };
    if store.kind() == "postgres" {
        store.write(&whole).await.expect_err("NUL cannot be stored");
        assert!(ids(&store, &all()).await.is_empty());
        assert_eq!(store.cursor(journal).await.expect("read"), None);
        assert!(store.recent_rooms(at(0)).await.expect("read").is_empty());
    } else {
        // SQLite takes anything; what it may refuse is below.
        assert_eq!(store.write(&whole).await.expect("written"), 2);
    }
}

#[tokio::test]
async fn a_batch_that_sqlite_refuses_at_its_end_leaves_nothing() {
    let database = Database::sqlite();
    let url = database.url().to_owned();
    database
        .with(async |store| {
            let mut file = SqliteConnection::connect(&url).await.expect("the file is there");
            let refuse = "CREATE TRIGGER refuse BEFORE INSERT ON journal_cursors
                BEGIN SELECT RAISE(ABORT, 'not now'); END";
            file.execute(refuse).await.expect("made");
            let journal = Uuid::now_v7();
            let whole = Batch {
                cursor: Some((journal, 1)),
                rooms: vec![room("RM_1", "room", at(0))],
                ..batch(vec![event("EV_1", at(0))])
            };
            store.write(&whole).await.expect_err("it is refused");
            assert!(ids(&store, &all()).await.is_empty());
            assert!(store.recent_rooms(at(0)).await.expect("read").is_empty());
            file.execute("DROP TRIGGER refuse").await.expect("dropped");
            file.close().await.expect("closed");
            assert_eq!(store.write(&whole).await.expect("written"), 1);
            assert_eq!(ids(&store, &all()).await, ["EV_1"]);
            assert_eq!(store.cursor(journal).await.expect("read"), Some(1));
        })
        .await;
}

pub(super) async fn the_cursor_moves_with_the_batch(store: SharedStore) {
    let (mine, other) = (Uuid::now_v7(), Uuid::now_v7());
    assert_eq!(store.cursor(mine).await.expect("read"), None);
    for next in [3, 7] {
        let batch = Batch { cursor: Some((mine, next)), ..Batch::default() };
        assert_eq!(store.write(&batch).await.expect("written"), 0);
        assert_eq!(store.cursor(mine).await.expect("read"), Some(next));
    }
    assert_eq!(store.cursor(other).await.expect("read"), None);
}

pub(super) async fn cursors_of_journals_opened_long_ago_are_forgotten(store: SharedStore) {
    let opened = |at: Millis| {
        let ms = u64::try_from(at.0).expect("it is after 1970");
        Builder::from_unix_timestamp_millis(ms, &[7; 10]).into_uuid()
    };
    let now = at(0);
    let day = |days: i64| now.plus(days * 86_400_000);
    for opened in [opened(day(-401)), opened(day(-399)), opened(day(-1))] {
        let batch = Batch { cursor: Some((opened, 3)), ..Batch::default() };
        store.write(&batch).await.expect("written");
    }
    let read_back = Retention {
        events_days: None,
        sessions_days: None,
        samples_days: None,
        minutes_days: None,
        hours_days: None,
        alerts_days: None,
    };
    store.retain(read_back, now).await.expect("retained");
    for (days, cursor) in [(-401, None), (-399, Some(3)), (-1, Some(3))] {
        assert_eq!(store.cursor(opened(day(days))).await.expect("read"), cursor, "{days}");
    }
}

pub(super) async fn pages_of_events_hold_each_once(store: SharedStore) {
    // Days apart (several chunks), with several received in the same millisecond.
    let events: Vec<_> =
        (0..50).map(|n| event(&format!("EV_{n:02}"), at(n / 4 * 86_400))).collect();
    store.write(&batch(events)).await.expect("written");
    let mut seen = Vec::new();
    let mut filter = EventFilter { limit: 7, ..EventFilter::default() };
    loop {
        let page = store.events(&filter).await.expect("read");
        let Some(last) = page.last() else { break };
        filter.before =
            Some(EventCursor { received_at: last.received_at, id: last.id.to_string() });
        seen.extend(page.into_iter().map(|event| event.id.to_string()));
    }
    let expected: Vec<_> = (0..50).rev().map(|n| format!("EV_{n:02}")).collect();
    assert_eq!(seen, expected);
}

pub(super) async fn each_filter_finds_just_its_events(store: SharedStore) {
    let mut events = vec![event("EV_0", at(0))];
    for n in 1..=6 {
        let mut event = event(&format!("EV_{n}"), at(n));
        match n {
            1 => event.deployment = "other".into(),
            2 => event.room_name = "lobby".into(),
            3 => event.room_sid = "RM_2".into(),
            4 => event.participant_sid = "PA_2".into(),
            5 => event.identity = "bob".into(),
            _ => event.name = "room_started".into(),
        }
        events.push(event);
    }
    store.write(&batch(events)).await.expect("written");
    let text = |text: &str| Some(text.to_owned());
    for (filter, found) in [
        (EventFilter { deployment: text("other"), ..all() }, "EV_1"),
        (EventFilter { room_name: text("lobby"), ..all() }, "EV_2"),
        (EventFilter { room_sid: text("RM_2"), ..all() }, "EV_3"),
        (EventFilter { participant: text("PA_2"), ..all() }, "EV_4"),
        (EventFilter { participant: text("bob"), ..all() }, "EV_5"),
        (EventFilter { name: text("room_started"), ..all() }, "EV_6"),
    ] {
        assert_eq!(ids(&store, &filter).await, [found], "{filter:?}");
    }
    let none = EventFilter { deployment: text("other"), room_name: text("lobby"), ..all() };
    assert!(ids(&store, &none).await.is_empty());
    let most = EventFilter { deployment: text(HOME), ..all() };
    assert_eq!(ids(&store, &most).await.len(), 6);
}

pub(super) async fn any_name_is_stored(store: SharedStore) {
    let names = [
        "o'clock \"quoted\" `ticks`",
        "a/b\\c%20?x=1&y=2#z",
        "'; DROP TABLE events; --",
        "\u{202e}right to left\u{200f}",
        "👩‍👩‍👧 family",
        "e\u{301}",
        " \t\n\u{7f}\u{fffd}",
        "$1 ? :a @b {} %s",
        &"ü".repeat(256),
    ];
    for (n, name) in names.into_iter().enumerate() {
        let mut event = event(&format!("EV_{n}"), at(0));
        event.room_name = name.into();
        event.identity = name.into();
        event.raw = serde_json::json!({ "room": { "name": name } }).to_string().into();
        assert_eq!(store.write(&batch(vec![event.clone()])).await.expect("written"), 1, "{name}");
        let by_room = EventFilter { room_name: Some(name.to_owned()), ..all() };
        let by_identity = EventFilter { participant: Some(name.to_owned()), ..all() };
        for filter in [by_room, by_identity] {
            let mut found = store.events(&filter).await.expect("read");
            assert_eq!(found.len(), 1, "{name}");
            let json = |raw: &str| serde_json::from_str::<serde_json::Value>(raw).expect("JSON");
            assert_eq!(json(&found[0].raw), json(&event.raw), "{name}");
            found[0].raw.clone_from(&event.raw);
            assert_eq!(found[0], event, "{name}");
        }
    }
}

pub(super) async fn a_name_longer_than_an_index_entry_is_no_obstacle(store: SharedStore) {
    // Random enough that it cannot be compressed below the limit.
    let long: String = (0..300).map(|_| Uuid::now_v7().to_string()).collect();
    let mut huge = event(&long, at(0));
    huge.room_name = long.as_str().into();
    huge.room_sid = long.as_str().into();
    huge.identity = long.as_str().into();
    let batch = Batch {
        events: shared([huge]),
        rooms: vec![room(&long, &long, at(0))],
        participants: vec![super::make::participant(&long, &long, at(0))],
        ..Batch::default()
    };
    assert_eq!(store.write(&batch).await.expect("written"), 1);
    assert_eq!(store.write(&batch).await.expect("written again"), 0);
    let filter = EventFilter { room_name: Some(long.clone()), ..all() };
    assert_eq!(ids(&store, &filter).await.len(), 1);
    let found = store.room(None, &long, Some(&long)).await.expect("read");
    assert_eq!(found.as_ref(), Some(&batch.rooms[0]));
    let found = store.participants_of(HOME, &long).await.expect("read");
    assert_eq!(found, batch.participants);
}
