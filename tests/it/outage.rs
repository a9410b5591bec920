//! The database is away, silent, read-only, empty or from yesterday: intake and the live picture go
//! on, and what was taken in is stored when it is back.

use std::collections::{HashMap, HashSet};

use futures::StreamExt as _;
use livekit_console::model::Millis;
use livekit_console::state::{Dirty, State};
use reqwest::Method;
use serde_json::{Value, json};

use crate::console::{Console, NOW, Socket, eventually, now};
use crate::database::Database;
use crate::ledger::assert_stored;
use crate::load::{Load, Webhook, story};
use crate::process::Process;
use crate::proxy::{Mode, Proxy};
use crate::webhook_bodies;
use crate::whole::event_at;

/// A console whose database is behind `proxy`.
async fn console_behind(proxy: &Proxy) -> Console {
    let url = proxy.url().to_owned();
    Console::spawn_with(|options| options.database_url = Some(url)).await
}

async fn status_of(console: &Console, path: &str) -> (u16, String) {
    let (status, response) = console.get_json(path).await;
    (status, response["status"].as_str().unwrap_or_default().to_owned())
}

async fn until_degraded(console: &Console) {
    eventually("the outage is reported", async || {
        status_of(console, "/api/health").await == (200, "degraded".to_owned())
    })
    .await;
    assert_eq!(status_of(console, "/readyz").await, (200, "degraded".to_owned()));
}

/// Waits until a frame tells of a room of this name.
async fn receive_event(socket: &mut Socket, room: &str) {
    let hearing = async {
        while let Some(Ok(message)) = socket.next().await {
            let frame: Value = serde_json::from_slice(&message.into_data()).unwrap_or_default();
            if frame["type"] == "room_update" && frame["data"]["room"]["name"] == room {
                return;
            }
        }
        panic!("the socket was closed");
    };
    tokio::time::timeout(crate::console::LIMIT, hearing).await.expect("the room is shown");
}

/// Sends each webhook and expects that it is taken.
async fn send_all(console: &Console, webhooks: &[Webhook]) {
    for webhook in webhooks {
        assert_eq!(console.send_raw(&webhook.body).await, 200);
    }
}

async fn through_an_outage(mode: Mode) {
    let database = Database::timescale().await;
    let proxy = Proxy::before(database.url()).await;
    let console = console_behind(&proxy).await;
    let load = Load::start(NOW, 4, 1);
    load.aim(Some(console.address()));
    load.more(100).await;
    proxy.set(mode);
    load.more(200).await;
    until_degraded(&console).await;

    // Not before: a client that does not read is disconnected.
    let mut socket = console.websocket().await;
    let seen = story(NOW, 99, 1);
    send_all(&console, &seen).await;
    receive_event(&mut socket, "99-1").await;
    eventually("everything is applied", async || {
        let (status, room) = console.get_json("/api/rooms/99-1").await;
        (status, &room["participant_count"]) == (200, &json!(2))
    })
    .await;
    let response = console.get("/api/metrics/history?points=10").await;
    assert_eq!(response.status(), 503);
    assert!(response.headers().contains_key("retry-after"));
    let problem: Value = response.json().await.expect("it is a problem");
    assert_eq!(problem["code"], "store_unavailable");
    // What could not be done is done when it is sent again, with the same key.
    assert_eq!(create_rule(&console).await, 503);

    load.more(100).await;
    assert_eq!(load.failures(), 0, "each webhook was answered with 200");
    let (mut sent, mut acknowledged) = load.end().await;
    let (_, health) = console.get_json("/api/health").await;
    let pending = health["journal"]["pending_events"].as_u64();
    assert!(pending.is_some_and(|pending| pending >= 300), "the journal keeps them: {health}");
    assert_eq!(health["store"]["status"], "down");

    proxy.set(Mode::Open);
    console.until_stored().await;
    assert_eq!(status_of(&console, "/api/health").await, (200, "ok".to_owned()));
    assert_eq!(console.get_json("/api/metrics/history?points=10").await.0, 200);
    assert_eq!(create_rule(&console).await, 201);
    console.stop().await;
    for webhook in seen {
        acknowledged.insert(webhook.id.clone());
        sent.insert(webhook.id, webhook.body);
    }
    assert_stored(database.url(), &sent, &acknowledged).await;
    database.remove().await;
}

/// Creates the same rule with the same idempotency key; the status of the answer.
async fn create_rule(console: &Console) -> u16 {
    let rule = json!({
        "name": "many", "measure": "active_rooms", "comparison": "above", "threshold": 5,
        "severity": "warning",
    });
    let request = console.request(Method::POST, "/api/alert-rules").json(&rule);
    let response = request.header("idempotency-key", "many").send().await.expect("an answer");
    response.status().as_u16()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_refuses_costs_no_webhook_and_no_live_picture() {
    through_an_outage(Mode::Refuse).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_falls_silent_costs_no_webhook_and_no_live_picture() {
    through_an_outage(Mode::Hang).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outage_is_reported_without_incoming_events() {
    for mode in [Mode::Refuse, Mode::Hang] {
        let database = Database::timescale().await;
        let proxy = Proxy::before(database.url()).await;
        let console = console_behind(&proxy).await;
        console.until_stored().await;
        proxy.set(mode);
        until_degraded(&console).await;
        proxy.set(Mode::Open);
        console.until_stored().await;
        console.stop().await;
        database.remove().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_without_the_database_says_unknown_and_merges_when_it_is_back() {
    let database = Database::timescale().await;
    let proxy = Proxy::before(database.url()).await;
    let (earlier, url) = (story(NOW, 1, 1), proxy.url().to_owned());
    let console = console_behind(&proxy).await;
    send_all(&console, &earlier).await;
    console.until_stored().await;
    let dir = console.stop().await;

    proxy.set(Mode::Refuse);
    let console = Console::spawn_in(dir, |options| options.database_url = Some(url)).await;
    let (status, metrics) = console.get_json("/api/metrics/current").await;
    assert_eq!(status, 200, "{metrics}");
    assert_eq!(
        (&metrics["active_rooms"], &metrics["total_participants"]),
        (&Value::Null, &Value::Null)
    );
    until_degraded(&console).await;
    // One leaves who is only known to the store; another comes; another room opens.
    let at = webhook_bodies::SECONDS.to_string();
    let room = json!({"sid": "RM_1-1", "name": "1-1"});
    let push_event = |event: &str, id: &str, who: &str| {
        json!({"event": event, "id": id, "createdAt": at, "room": room, "participant":
            {"sid": format!("PA_1-1_{who}"), "identity": format!("person-{who}"),
             "state": "ACTIVE", "joinedAt": at}})
    };
    let (left, joined) = (
        push_event("participant_left", "EV_left", "1"),
        push_event("participant_joined", "EV_came", "new"),
    );
    for body in [&left, &joined] {
        assert_eq!(console.send(body).await, 200);
    }
    let other = story(NOW, 1, 3);
    send_all(&console, &other).await;
    let (_, rooms) = console.get_json("/api/rooms").await;
    assert_eq!(rooms["complete"], false, "{rooms}");

    proxy.set(Mode::Open);
    console.until_stored().await;
    let (_, rooms) = console.get_json("/api/rooms?sort=name").await;
    let names: Vec<_> =
        rooms["rooms"].as_array().expect("a list").iter().map(|r| r["name"].as_str()).collect();
    assert_eq!((names, &rooms["complete"]), (vec![Some("1-1"), Some("1-3")], &json!(true)));
    let (_, room) = console.get_json("/api/rooms/1-1?participants=all").await;
    assert_eq!(room["participant_count"], 2, "the one who stayed and the one who came: {room}");
    assert_eq!(room["participants"].as_array().map(Vec::len), Some(4), "{room}");
    let (_, metrics) = console.get_json("/api/metrics/current").await;
    let figures = (metrics["active_rooms"].as_f64(), metrics["total_participants"].as_f64());
    assert_eq!(figures, (Some(2.0), Some(4.0)));
    console.stop().await;

    let mut sent: HashMap<_, _> =
        earlier.into_iter().chain(other).map(|webhook| (webhook.id, webhook.body)).collect();
    for body in [left, joined] {
        sent.insert(body["id"].as_str().expect("it has one").to_owned(), body.to_string());
    }
    let ids: HashSet<_> = sent.keys().cloned().collect();
    assert_stored(database.url(), &sent, &ids).await;
    database.remove().await;
}

/// Takes something from the console's rights by `forbid`, sends, gives it back by `allow`.
async fn through_a_refusal(database: Database, forbid: &str, allow: &str) {
    let url = database.url().to_owned();
    let console = Console::spawn_with(|options| options.database_url = Some(url)).await;
    let before = story(NOW, 1, 1);
    send_all(&console, &before).await;
    console.until_stored().await;
    database.as_admin(forbid).await;
    let after = story(NOW, 1, 2);
    send_all(&console, &after).await;
    until_degraded(&console).await;
    assert_eq!(console.get_json("/api/rooms/1-2").await.0, 200, "the live picture goes on");
    database.as_admin(allow).await;
    console.until_stored().await;
    let dir = console.stop().await;
    assert!(!dir.path().join("data/journal/rejected.jsonl").exists(), "nothing was given up");
    let sent: HashMap<_, _> =
        before.into_iter().chain(after).map(|webhook| (webhook.id, webhook.body)).collect();
    let ids: HashSet<_> = sent.keys().cloned().collect();
    assert_stored(database.url(), &sent, &ids).await;
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_becomes_read_only_loses_nothing() {
    let database = Database::timescale().await;
    let name = url::Url::parse(database.url()).expect("a URL").path()[1..].to_owned();
    let set = |value: &str| {
        format!(
            "ALTER DATABASE {name} SET default_transaction_read_only = {value};
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = '{name}' AND pid <> pg_backend_pid()"
        )
    };
    let allow = format!("SET default_transaction_read_only = off; {}", set("off"));
    let forbid = set("on");
    through_a_refusal(database, &forbid, &allow).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rights_that_are_taken_away_lose_nothing() {
    let database = Database::plain().await;
    let role = url::Url::parse(database.url()).expect("a URL").username().to_owned();
    let (forbid, allow) = (
        format!("REVOKE INSERT ON events FROM {role}"),
        format!("GRANT INSERT ON events TO {role}"),
    );
    through_a_refusal(database, &forbid, &allow).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_backup_and_an_empty_database_get_what_the_journal_still_has() {
    let (database, empty) = (Database::timescale().await, Database::timescale().await);
    let url = database.url().to_owned();
    let console = Console::spawn_with(|options| options.database_url = Some(url)).await;
    let webhooks: Vec<_> = (1..6).flat_map(|number| story(NOW, 1, number)).collect();
    send_all(&console, &webhooks).await;
    console.until_stored().await;
    let mut dir = console.stop().await;
    database
        .as_admin(
            "UPDATE journal_cursors SET next_sequence = 5;
            DELETE FROM events WHERE id NOT LIKE 'EV_1-1_%';
            DELETE FROM participant_sessions WHERE room_sid <> 'RM_1-1';
            DELETE FROM room_sessions WHERE sid <> 'RM_1-1'",
        )
        .await;
    let sent: HashMap<_, _> =
        webhooks.into_iter().map(|webhook| (webhook.id, webhook.body)).collect();
    let ids: HashSet<_> = sent.keys().cloned().collect();
    for database in [&database, &empty] {
        let url = database.url().to_owned();
        let console = Console::spawn_in(dir, |options| options.database_url = Some(url)).await;
        console.until_stored().await;
        dir = console.stop().await;
        assert_stored(database.url(), &sent, &ids).await;
    }
    database.remove().await;
    empty.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_replaced_while_the_console_runs_gets_everything_again() {
    let database = Database::timescale().await;
    let proxy = Proxy::before(database.url()).await;
    let console = console_behind(&proxy).await;
    let before: Vec<_> = (1..6).flat_map(|number| story(NOW, 1, number)).collect();
    send_all(&console, &before).await;
    console.until_stored().await;
    proxy.set(Mode::Refuse);
    let during = story(NOW, 1, 6);
    send_all(&console, &during).await;
    until_degraded(&console).await;
    database.as_admin("DROP SCHEMA public CASCADE; CREATE SCHEMA public").await;
    proxy.set(Mode::Open);
    console.until_stored().await;
    let after = story(NOW, 1, 7);
    send_all(&console, &after).await;
    console.until_stored().await;
    console.stop().await;
    let sent: HashMap<_, _> = before
        .into_iter()
        .chain(during)
        .chain(after)
        .map(|webhook| (webhook.id, webhook.body))
        .collect();
    let ids: HashSet<_> = sent.keys().cloned().collect();
    assert_stored(database.url(), &sent, &ids).await;
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_while_the_database_is_away_is_in_order_and_the_next_start_stores() {
    for mode in [Mode::Refuse, Mode::Hang] {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let database = Database::timescale().await;
        let proxy = Proxy::before(database.url()).await;
        let settings = [("DATABASE_URL", proxy.url()), ("SHUTDOWN_GRACE", "8s")];
        let console = Process::start(dir.path(), &settings).await;
        console.until_stored().await;
        let load = Load::start(now(), 4, 1);
        load.aim(Some(console.address));
        load.more(50).await;
        proxy.set(mode);
        load.more(100).await;
        let (sent, acknowledged) = load.end().await;
        let log = console.stop().await;
        assert!(log.contains("stopping before everything is stored"), "{log}");
        proxy.set(Mode::Open);
        let console = Process::start(dir.path(), &settings).await;
        console.until_stored().await;
        console.stop().await;
        assert_stored(database.url(), &sent, &acknowledged).await;
        database.remove().await;
    }
}

#[test]
fn what_is_being_written_stays_in_memory_however_long_ago_it_ended() {
    let mut state = State::new(Vec::new(), Millis(0));
    // A room that ended, with three participants.
    for webhook in story(NOW, 1, 2) {
        state.apply(&event_at(&webhook.body, NOW));
    }
    let counts = |state: &State, dirty: &Dirty| {
        let records = state.snapshot(dirty);
        (records.rooms.len(), records.participants.len())
    };
    let dirty = state.take_dirty();
    assert_eq!(counts(&state, &dirty), (1, 3));
    let hours_later = NOW.plus(6 * 3_600_000);
    state.evict(hours_later);
    assert_eq!(counts(&state, &dirty), (1, 3), "the database has not answered yet");
    state.put_dirty(dirty);
    state.evict(hours_later);
    let dirty = state.take_dirty();
    assert_eq!(counts(&state, &dirty), (1, 3), "it could not be written");
    state.written();
    state.evict(hours_later);
    assert_eq!(counts(&state, &dirty), (0, 0), "it is stored");
}
