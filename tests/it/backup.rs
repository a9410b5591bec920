//! Backup and restore: of every database, of a console under load, and what is refused.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use livekit_console::backup;
use livekit_console::model::Millis;
use livekit_console::store::{AlertBatch, AuditFilter, Batch, EventFilter, Retention, SharedStore};
use serde_json::json;

use crate::console::{Console, NOW, shared};
use crate::database::Database;
use crate::store_contract::make::{self, at};
use crate::webhook_bodies;

/// Everything that a store holds of what [`fill`] wrote.
async fn contents(store: &SharedStore) -> Vec<String> {
    let events = EventFilter { limit: 1000, ..EventFilter::default() };
    let mut contents = vec![
        format!("{:#?}", store.events(&events).await.expect("events")),
        format!("{:#?}", store.recent_rooms(Millis(0)).await.expect("rooms")),
        format!("{:#?}", store.recent_participants(Millis(0)).await.expect("participants")),
        format!("{:#?}", store.open_alerts().await.expect("alerts")),
        format!("{:#?}", store.audit_head().await.expect("the head")),
    ];
    for (step_s, days) in [(10, 1), (60, 1), (600, 40), (3600, 40), (21_600, 40)] {
        let history = store
            .history(at(-days * 86_400), at(3600), step_s * 1000, None, None)
            .await
            .expect("history");
        assert!(!history.is_empty(), "{step_s}");
        // Means may be summed up in another order.
        contents.extend(history.iter().map(|sample| {
            let means = [sample.active_rooms, sample.join_rate, sample.room_seconds];
            let quality = sample.connection_quality;
            format!("{step_s} {:?} {:?} {means:.6?} {quality:.6?}", sample.at, sample.region)
        }));
    }
    let audit = AuditFilter { limit: 1000, ..AuditFilter::default() };
    contents.push(format!("{:#?}", store.audit(&audit).await.expect("lines")));
    contents
}

/// Writes something of everything: samples of forty days, of which the older are only rollups.
async fn fill(store: &SharedStore) {
    let events = (0..50).map(|n| make::event(&format!("EV\t{n}\\"), at(n)));
    let batch = Batch {
        events: shared(events),
        rooms: vec![
            make::ended_room("RM_1", "a\nb", at(0), at(60)),
            make::room("RM_2", "c", at(5)),
        ],
        participants: vec![make::participant("PA_1", "RM_2", at(6))],
        ..Batch::default()
    };
    store.write(&batch).await.expect("written");
    let samples: Vec<_> = (0..960)
        .map(|n| make::sample(at(-n * 3600), "a", 2.0, (n % 2 == 0).then_some(80.0)))
        .chain((0..30).map(|n| make::sample(at(n * 10), "a", 3.0, None)))
        .collect();
    crate::store_contract::samples::write(store, &samples).await;
    let retention = Retention {
        events_days: None,
        sessions_days: None,
        samples_days: Some(20),
        minutes_days: None,
        hours_days: None,
        alerts_days: None,
    };
    store.retain(retention, at(0)).await.expect("old samples are deleted");
    let lines = (0..20).map(|n| make::line("rule.created", "ada", &format!("s{n}"), at(n)));
    let batch =
        AlertBatch { lines: lines.collect(), ..make::opening(&[make::alert("AL_1", at(1))]) };
    store.record(&batch).await.expect("written");
}

async fn round_trip(source: impl AsyncFn() -> Database, target: impl AsyncFn() -> Database) {
    let folder = tempfile::tempdir().expect("a folder");
    let (to, journal) = (folder.path().join("backup"), folder.path().join("journal"));
    let database = source().await;
    let store = database.store();
    store.prepare().await.expect("an empty database");
    fill(&store).await;
    let before = contents(&store).await;
    let made = backup::create(&store, &journal, &to, NOW).await.expect("a backup");
    assert!(made.rows() > 1000, "{made:?}");
    let (refused, again) = (
        backup::restore(&store, &journal, &to).await.expect_err("it is not empty"),
        backup::create(&store, &journal, &to, NOW).await.expect_err("it is there"),
    );
    assert!(format!("{refused:#}").contains("the database is not empty"), "{refused:#}");
    assert!(format!("{again:#}").contains("is there already"), "{again:#}");
    assert_eq!(contents(&store).await, before, "nothing was touched");
    store.close().await;
    database.remove().await;

    let database = target().await;
    let store = database.store();
    let (_, audit) = backup::restore(&store, &journal, &to).await.expect("restored");
    assert!(audit.contains("20"), "{audit}");
    let after = contents(&store).await;
    for (before, after) in before.iter().zip(&after) {
        assert_eq!(before, after);
    }
    assert_eq!(before.len(), after.len());
    // The restored database is whole: it can be prepared and written to.
    store.prepare().await.expect("prepared");
    fill_more(&store).await;
    store.close().await;
    database.remove().await;
}

async fn fill_more(store: &SharedStore) {
    let batch = Batch { events: shared([make::event("EV_new", at(99))]), ..Batch::default() };
    store.write(&batch).await.expect("written");
    let lines = vec![make::line("rule.changed", "bob", "s", at(99))];
    let batch = AlertBatch { lines, ..AlertBatch::default() };
    store.record(&batch).await.expect("the trail goes on");
}

#[tokio::test]
async fn what_a_database_held_is_back_on_sqlite() {
    round_trip(async || Database::sqlite(), async || Database::sqlite()).await;
}

#[tokio::test]
async fn what_a_database_held_is_back_on_timescale() {
    round_trip(Database::timescale, Database::timescale).await;
}

#[tokio::test]
async fn what_a_database_held_is_back_on_plain_postgres() {
    round_trip(Database::plain, Database::plain).await;
}

#[tokio::test]
async fn what_a_database_held_is_back_on_the_community_edition() {
    round_trip(Database::community, Database::community).await;
}

#[tokio::test]
async fn what_one_edition_held_is_back_on_another() {
    round_trip(Database::timescale, Database::plain).await;
    round_trip(Database::community, Database::timescale).await;
    round_trip(Database::plain, Database::community).await;
}

/// Sends joins until told to stop; returns the ids that were acknowledged.
async fn send(console: &Console, stop: &AtomicBool, begun: &tokio::sync::Notify) -> Vec<String> {
    let mut acknowledged = Vec::new();
    while !stop.load(Ordering::Relaxed) {
        let number = acknowledged.len();
        let mut event = webhook_bodies::joined(
            "RM_a",
            "alpha",
            &format!("PA_{number}"),
            &format!("p{number}"),
            "STANDARD",
            50,
        );
        event["id"] = json!(format!("EV_load_{number}"));
        assert_eq!(console.send(&event).await, 200);
        acknowledged.push(format!("EV_load_{number}"));
        if acknowledged.len() == 200 {
            begun.notify_one();
        }
    }
    acknowledged
}

async fn under_load(first: Database, second: Database) {
    let folder = tempfile::tempdir().expect("a folder");
    let to = folder.path().join("backup");
    let url = first.url().to_owned();
    let console = Arc::new(Console::spawn_with(|options| options.database_url = Some(url)).await);
    let (stop, begun) = (AtomicBool::new(false), tokio::sync::Notify::new());
    let journal = console.folder().join("data/journal");
    let back_up = async {
        begun.notified().await;
        // Whoever was acknowledged before this moment is in the backup.
        let sent = console.journal.next();
        let store = first.store();
        let made = backup::create(&store, &journal, &to, NOW).await.expect("a backup");
        store.close().await;
        stop.store(true, Ordering::Relaxed);
        (sent, made)
    };
    let (acknowledged, (sent, _made)) = tokio::join!(send(&console, &stop, &begun), back_up);
    assert!(acknowledged.len() as u64 > sent, "it was under load");
    Arc::into_inner(console).expect("it is ours").stop().await;
    first.remove().await;

    let data = tempfile::tempdir().expect("a folder");
    let store = second.store();
    let journal = data.path().join("data/journal");
    backup::restore(&store, &journal, &to).await.expect("restored");
    store.close().await;
    let url = second.url().to_owned();
    let console = Console::spawn_in(data, |options| options.database_url = Some(url)).await;
    console.until_stored().await;
    let events = EventFilter { limit: 100_000, ..EventFilter::default() };
    let events = console.store.events(&events).await.expect("events");
    let stored: std::collections::HashSet<_> =
        events.iter().map(|event| event.id.to_string()).collect();
    assert_eq!(stored.len(), events.len(), "none is there twice");
    let before = usize::try_from(sent).expect("few");
    for id in &acknowledged[..before.min(acknowledged.len())] {
        assert!(stored.contains(id), "{id} was acknowledged before the backup");
    }
    let health = console.read("/api/health").await;
    assert_eq!(health["journal"]["losses"], 0, "{health}");
    let room = console.read("/api/rooms/alpha").await;
    assert_eq!(room["participant_count"].as_u64(), Some(stored.len() as u64), "{room}");
    // New events are not taken for old ones.
    console.receive_webhooks(&[webhook_bodies::room_started("RM_b", "beta", 10)]).await;
    assert_eq!(console.read("/api/rooms/beta").await["name"], "beta");
    console.stop().await;
    second.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_console_under_load_is_backed_up_without_a_loss_on_sqlite() {
    under_load(Database::sqlite(), Database::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_console_under_load_is_backed_up_without_a_loss_on_timescale() {
    under_load(Database::timescale().await, Database::timescale().await).await;
}

async fn refusal(database: &Database, journal: &Path, from: &Path) -> String {
    let store = database.store();
    let refused = backup::restore(&store, journal, from).await.expect_err("it is refused");
    store.close().await;
    format!("{refused:#}")
}

#[tokio::test]
async fn a_backup_that_is_not_whole_is_refused_before_anything_is_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let (to, journal) = (folder.path().join("backup"), folder.path().join("journal"));
    let (source, target) = (Database::sqlite(), Database::sqlite());
    let store = source.store();
    store.prepare().await.expect("an empty database");
    backup::create(&store, &journal, &to, NOW).await.expect("a backup");
    store.close().await;

    let file = to.join("database/console.db");
    let whole = std::fs::read(&file).expect("there");
    let mut changed = whole.clone();
    *changed.last_mut().expect("bytes") ^= 1;
    for (bytes, why) in [(Some(changed), "is not as it was written"), (None, "is missing")] {
        match bytes {
            Some(bytes) => std::fs::write(&file, bytes).expect("written"),
            None => std::fs::remove_file(&file).expect("removed"),
        }
        let refused = refusal(&target, &journal, &to).await;
        assert!(refused.contains(why) && refused.contains("console.db"), "{refused}");
    }
    std::fs::write(&file, whole).expect("written");
    let list = to.join("manifest.json");
    let text = std::fs::read_to_string(&list).expect("there");
    for (text, why) in [
        (text.replace("\"schema\": ", "\"schema\": 1"), "this version"),
        (text.replace("\"sqlite\"", "\"postgres\""), "of the kind `postgres`"),
        ("{".to_owned(), "reading `manifest.json`"),
    ] {
        std::fs::write(&list, text).expect("written");
        let refused = refusal(&target, &journal, &to).await;
        assert!(refused.contains(why), "{refused}");
    }
    std::fs::remove_file(&list).expect("removed");
    let refused = refusal(&target, &journal, &to).await;
    assert!(refused.contains("is not a complete backup"), "{refused}");
    assert!(!journal.exists(), "nothing was written");
}

#[tokio::test]
async fn names_that_are_not_of_the_schema_do_not_become_statements() {
    let folder = tempfile::tempdir().expect("a folder");
    let (to, journal) = (folder.path().join("backup"), folder.path().join("journal"));
    let source = Database::timescale().await;
    let store = source.store();
    store.prepare().await.expect("an empty database");
    backup::create(&store, &journal, &to, NOW).await.expect("a backup");
    store.close().await;
    source.remove().await;
    let list = to.join("manifest.json");
    let text = std::fs::read_to_string(&list).expect("there");
    let changed = text.replacen("\"text\"", "\"text, (SELECT 1)\"", 1);
    assert_ne!(changed, text);
    std::fs::write(&list, changed).expect("written");
    let target = Database::timescale().await;
    let refused = refusal(&target, &journal, &to).await;
    assert!(refused.contains("is not one of this schema"), "{refused}");
    target.remove().await;
}
