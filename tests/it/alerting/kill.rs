//! `kill -9` between any two steps of telling somebody of an alert: none is lost, none is made
//! twice, and what is sent again carries the same id.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use livekit_console::clock::Clock;
use livekit_console::livekit::sign_webhook;
use parking_lot::Mutex;
use rand::rngs::ChaCha8Rng;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::{Value, json};

use super::collector::Collector;
use crate::console::{KEY, SECRET, now};
use crate::database::Database;
use crate::process::{self, Process};

/// A configuration with a rule about rooms with anybody in them, and the collector.
fn write_config(dir: &Path, collector: &Collector) -> String {
    let mut receiver = collector.receiver("collector");
    receiver.insert("name".to_owned(), "collector".into());
    let mut table = toml::Table::new();
    table.insert("alert_evaluation_interval".to_owned(), "1s".into());
    table.insert("alert_allowed_hosts".to_owned(), vec!["127.0.0.0/8"].into());
    table.insert("livekit_poll_interval".to_owned(), "off".into());
    let rule: toml::Table = toml::from_str(
        "name = \"occupied\"\nmeasure = \"room_participants\"\ncomparison = \"above\"\n\
         threshold = 0.5\nseverity = \"warning\"",
    )
    .expect("a table");
    table.insert("alert_rule".to_owned(), vec![toml::Value::Table(rule)].into());
    table.insert("receiver".to_owned(), vec![toml::Value::Table(receiver)].into());
    let path = dir.join("console.toml");
    std::fs::write(&path, table.to_string()).expect("the folder can be written");
    path.to_str().expect("a path in UTF-8").to_owned()
}

async fn start(dir: &Path, url: &str, config: &str) -> Process {
    let settings = [
        ("DATABASE_URL", url),
        ("CONFIG_FILE", config),
        ("LOG_FILTER", "warn,livekit_console=info"),
    ];
    Process::run(process::command(dir, &settings)).await
}

/// Somebody joins a room of that name.
async fn join(console: &Process, room: &str) {
    let at = now().0 / 1000;
    let sid = format!("RM_{room}");
    let body = json!({
        "event": "participant_joined", "id": format!("EV_{room}"), "createdAt": at.to_string(),
        "room": {"sid": sid, "name": room},
        "participant": {"sid": format!("PA_{room}"), "identity": "ann", "state": "ACTIVE",
            "kind": "STANDARD", "joinedAt": at.to_string()},
    })
    .to_string();
    let token = sign_webhook(body.as_bytes(), KEY, SECRET, now());
    let response = console
        .client
        .post(console.url("/api/livekit/webhook"))
        .header("authorization", token)
        .header("content-type", "application/webhook+json")
        .body(body)
        .send()
        .await
        .expect("an answer");
    assert_eq!(response.status(), 200);
}

fn kill_9(id: u32) {
    let sent = Command::new("kill").args(["-9", &id.to_string()]).status();
    assert!(sent.expect("there is `kill`").success());
}

/// The message ids of each room's firing notification, accepted or not.
fn ids_by_room(collector: &Collector) -> BTreeMap<String, BTreeSet<String>> {
    let mut ids: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for message in collector.messages() {
        for alert in message.body["alerts"].as_array().into_iter().flatten() {
            let room = alert["labels"]["room"].as_str().unwrap_or_default().to_owned();
            ids.entry(room).or_default().insert(message.id.clone());
        }
    }
    ids
}

/// The rooms of the messages that were accepted.
fn accepted_rooms(collector: &Collector) -> BTreeSet<String> {
    let accepted = collector.messages().into_iter().filter(|message| message.status == 200);
    accepted
        .flat_map(|message| message.body["alerts"].as_array().cloned().unwrap_or_default())
        .filter_map(|alert| alert["labels"]["room"].as_str().map(str::to_owned))
        .collect()
}

/// The alerts of the rule, by room.
async fn alerts(console: &Process) -> Vec<Value> {
    let (_, page) = console.get_json("/api/alerts?rule=occupied&limit=1000").await;
    page["alerts"].as_array().cloned().unwrap_or_default()
}

/// Kills when the receiver has got the message: before it answers, and after.
async fn killed_while_sending(url: &str) {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let collector = Collector::start(Clock::System);
    let config = write_config(dir.path(), &collector);
    for (round, answered) in [false, true].into_iter().enumerate() {
        let console = start(dir.path(), url, &config).await;
        let (id, kills) = (console.id(), Arc::new(AtomicU32::new(0)));
        let count = Arc::clone(&kills);
        collector.response(move |_| {
            if count.fetch_add(1, Ordering::SeqCst) == 0 {
                if answered {
                    std::thread::spawn(move || {
                        // The answer is on its way; what it means may or may not be written down.
                        std::thread::sleep(Duration::from_millis(2));
                        kill_9(id);
                    });
                } else {
                    kill_9(id);
                }
            }
            200
        });
        let room = format!("round-{round}");
        join(&console, &room).await;
        let (_, log) = console.ended().await;
        assert_eq!(kills.load(Ordering::SeqCst), 1, "{log}");
        let console = start(dir.path(), url, &config).await;
        console
            .until("the outbox is empty", async || {
                let (_, alerting) = console.get_json("/api/alerting").await;
                let fired = alerts(&console).await.iter().any(|alert| alert["room"] == room);
                fired && alerting["outbox"]["waiting"] == 0
            })
            .await;
        let ids = ids_by_room(&collector);
        assert_eq!(ids[&room].len(), 1, "the same id, however often it was sent: {ids:?}");
        assert!(accepted_rooms(&collector).contains(&room));
        let of_room =
            alerts(&console).await.into_iter().filter(|alert| alert["room"] == room).count();
        assert_eq!(of_room, 1, "one alert");
        console.stop().await;
    }
    collector.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_while_sending_it_sends_again_under_the_same_id_on_sqlite() {
    let database = tempfile::tempdir().expect("a folder");
    killed_while_sending(&format!("sqlite:{}/console.db", database.path().display())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_while_sending_it_sends_again_under_the_same_id_on_timescaledb() {
    let database = Database::timescale().await;
    killed_while_sending(database.url()).await;
    database.remove().await;
}

/// Kills at random moments while rooms fill: of evaluating, writing, putting together, sending.
async fn killed_at_random(url: &str, rounds: u32) {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let collector = Collector::start(Clock::System);
    let config = write_config(dir.path(), &collector);
    // Every third message is refused for the time being: it is tried again.
    let dice = Mutex::new(ChaCha8Rng::seed_from_u64(7));
    collector.response(move |_| if dice.lock().random_range(0..3) == 0 { 503 } else { 200 });
    let mut dice = ChaCha8Rng::seed_from_u64(20_264);
    let mut rooms = BTreeSet::new();
    for round in 0..rounds {
        let mut console = start(dir.path(), url, &config).await;
        for index in 0..3 {
            let room = format!("room-{round}-{index}");
            join(&console, &room).await;
            rooms.insert(room);
        }
        tokio::time::sleep(Duration::from_millis(dice.random_range(200..2200))).await;
        console.kill();
    }
    collector.response(|_| 200);
    let console = start(dir.path(), url, &config).await;
    console
        .until("every notification is sent", async || {
            let (_, alerting) = console.get_json("/api/alerting").await;
            alerting["outbox"]["waiting"] == 0 && accepted_rooms(&collector) == rooms
        })
        .await;
    let alerts = alerts(&console).await;
    let of_rooms: BTreeSet<_> =
        alerts.iter().filter_map(|alert| alert["room"].as_str().map(str::to_owned)).collect();
    assert_eq!((alerts.len(), &of_rooms), (rooms.len(), &rooms), "one alert a room");
    for (room, ids) in ids_by_room(&collector) {
        assert_eq!(ids.len(), 1, "`{room}` was notified under {ids:?}");
    }
    console.stop().await;
    collector.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_random_moments_no_notification_is_lost_on_sqlite() {
    let database = tempfile::tempdir().expect("a folder");
    killed_at_random(&format!("sqlite:{}/console.db", database.path().display()), 8).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_random_moments_no_notification_is_lost_on_timescaledb() {
    let database = Database::timescale().await;
    killed_at_random(database.url(), 5).await;
    database.remove().await;
}
