//! Content that a database might refuse: all of it is stored, and what is refused all the same does
//! not keep the rest out.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::console::Console;
use crate::database::Database;
use crate::ledger::stored_events;
use crate::webhook_bodies;

/// Bodies whose content has refused to be stored somewhere, each with its id.
fn poisons() -> Vec<(String, String)> {
    let at = webhook_bodies::SECONDS;
    let wide = "\u{1F9D1}\u{200D}\u{1F680}".repeat(85) + "x";
    assert_eq!(wide.chars().count(), 256);
    let deep = format!("{}{}", "[".repeat(97), "]".repeat(97));
    let numbers = format!(
        "[1e400, -1e400, 1e131073, 1e-20000, 0.{}, {}]",
        "0".repeat(20_000),
        "9".repeat(150_000)
    );
    let metadata = "m".repeat(512 * 1024);
    let huge = "r".repeat(7 * 1024 * 1024);
    let long = "a".repeat(100_000);
    let extras: [(&str, String); 15] = [
        ("plain", "null".to_owned()),
        ("numbers", numbers),
        ("lone_high", r#""\ud800""#.to_owned()),
        ("lone_low", r#""a\udc00b""#.to_owned()),
        ("swapped", r#""\udc00\ud800""#.to_owned()),
        ("nul", r#""\u0000 and a\u0000b""#.to_owned()),
        ("nul_key", r#"{"a\u0000b": "\u0000"}"#.to_owned()),
        ("lone_key", r#"{"\ud800": 1}"#.to_owned()),
        ("twice", r#"{"a": 1, "a": 2, "": {"": ""}}"#.to_owned()),
        ("deep", deep),
        ("long_key", format!(r#"{{"{long}": "{long}"}}"#)),
        ("controls", r#""\u0001\u001f\u007f\u0085\u2028\ufffe\uffff""#.to_owned()),
        ("slashes", r#""\/ \\ ' \" %s $1 ; -- \u202e""#.to_owned()),
        ("metadata", format!("\"{metadata}\"")),
        ("huge", format!("\"{huge}\"")),
    ];
    let mut bodies = Vec::new();
    for (index, (name, extra)) in extras.into_iter().enumerate() {
        let id = format!("EV_{name}");
        // In an unknown field, and in the fields of a participant and a room.
        let body = format!(
            r#"{{"event":"participant_joined","id":"{id}","createdAt":"{at}","extra":{extra},
            "room":{{"sid":"RM_{index}","name":"{name}","creationTime":"{at}","metadata":{extra}}},
            "participant":{{"sid":"PA_{index}","identity":"{name}","name":{extra},"state":"ACTIVE",
            "joinedAt":"{at}","metadata":{extra},"attributes":{{"k":{extra},"a\u0000":"b"}}}}}}"#
        );
        if body.len() < 8 * 1024 * 1024 {
            bodies.push((id, body));
        } else {
            let body =
                format!(r#"{{"event":"huge","id":"{id}","createdAt":"{at}","extra":{extra}}}"#);
            bodies.push((id, body));
        }
    }
    for (name, value) in [
        ("wide", json!(wide)),
        ("nul_name", json!("\0\0")),
        ("long_name", json!("n".repeat(20_000))),
        ("quotes", json!("'\"`\\;--")),
        ("object", json!({"a": []})),
        ("number", json!(1.5e300)),
    ] {
        let id = format!("EV_name_{name}");
        let body = json!({
            "event": value, "id": id, "createdAt": at.to_string(),
            "room": {"sid": value, "name": value, "creationTime": value, "metadata": value},
            "participant": {"sid": value, "identity": value, "name": value, "kind": value,
                "state": value, "region": value, "joinedAt": value, "disconnectReason": value,
                "attributes": {value.to_string(): value}},
            "track": {"sid": value, "type": value, "source": value, "width": value},
        });
        bodies.push((id.clone(), body.to_string()));
        let job = json!({
            "event": "egress_ended", "id": format!("{id}_job"), "createdAt": at.to_string(),
            "egressInfo": {"egressId": value, "roomName": value, "roomId": value, "status": value,
                "error": value, "startedAt": value, "endedAt": value},
        });
        bodies.push((format!("{id}_job"), job.to_string()));
    }
    for (name, time) in [
        ("null", Value::Null),
        ("negative", json!(-1)),
        ("far", json!("9223372036854775807")),
        ("farther", json!(1e300)),
        ("text", json!("yesterday")),
    ] {
        let id = format!("EV_time_{name}");
        let body = json!({
            "event": "participant_left", "id": id, "createdAt": time,
            "room": {"sid": format!("RM_t{name}"), "name": name, "creationTime": time,
                "creationTimeMs": time},
            "participant": {"sid": format!("PA_t{name}"), "identity": name, "joinedAt": time,
                "joinedAtMs": time},
        });
        bodies.push((id, body.to_string()));
    }
    bodies
}

async fn all_content_is_stored(database: Database) {
    let url = database.url().to_owned();
    let console = Console::spawn_with(|options| options.database_url = Some(url)).await;
    let poisons = poisons();
    for (id, body) in &poisons {
        assert_eq!(console.send_raw(body).await, 200, "{id}");
    }
    console.until_stored().await;
    let (mut read, mut before) = (0, String::new());
    loop {
        let (status, page) = console.get_json(&format!("/api/events?limit=500{before}")).await;
        assert_eq!(status, 200, "it can be read back");
        read += page["events"].as_array().map_or(0, Vec::len);
        let Some(next) = page["next_before"].as_str() else { break };
        before = format!("&before={next}");
    }
    assert_eq!(read, poisons.len());
    for path in ["/api/rooms?status=all&limit=1000", "/api/jobs?limit=100", "/api/metrics/current"]
    {
        assert_eq!(console.get_json(path).await.0, 200, "{path}");
    }
    let dir = console.stop().await;
    assert!(!dir.path().join("data/journal/rejected.jsonl").exists(), "nothing was refused");
    // And once more from the store, as after a restart.
    let url = database.url().to_owned();
    let console = Console::spawn_in(dir, |options| options.database_url = Some(url)).await;
    console.until_stored().await;
    assert_eq!(console.get_json("/api/rooms?status=all&limit=1000").await.0, 200);
    console.stop().await;
    let store = database.store();
    let stored: BTreeSet<_> =
        stored_events(&store).await.into_iter().map(|event| event.id.to_string()).collect();
    store.close().await;
    assert_eq!(stored, poisons.into_iter().map(|(id, _)| id).collect());
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_json_can_hold_is_stored_by_sqlite() {
    all_content_is_stored(Database::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_json_can_hold_is_stored_by_timescale() {
    all_content_is_stored(Database::timescale().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_json_can_hold_is_stored_by_plain_postgres() {
    all_content_is_stored(Database::plain().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_the_database_refuses_is_set_aside_and_the_rest_is_stored() {
    let database = Database::plain().await;
    let url = database.url().to_owned();
    let console = Console::spawn_with(|options| options.database_url = Some(url)).await;
    console.until_stored().await;
    database
        .as_admin(
            "ALTER TABLE events ADD CHECK (id <> 'EV_bad');
            ALTER TABLE participant_sessions ADD CHECK (identity <> 'bad')",
        )
        .await;
    let at = webhook_bodies::SECONDS.to_string();
    for (id, who) in [("EV_1", "ann"), ("EV_bad", "ben"), ("EV_2", "bad"), ("EV_3", "cat")] {
        let body = json!({"event": "participant_joined", "id": id, "createdAt": at,
            "room": {"sid": "RM_1", "name": "room", "creationTime": at},
            "participant": {"sid": format!("PA_{who}"), "identity": who, "joinedAt": at}});
        assert_eq!(console.send(&body).await, 200);
    }
    console.until_stored().await;
    let (_, page) = console.get_json("/api/events").await;
    let ids: BTreeSet<_> = page["events"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|event| event["id"].as_str())
        .collect();
    assert_eq!(ids, BTreeSet::from(["EV_1", "EV_2", "EV_3"]));
    let (_, room) = console.get_json("/api/rooms/room").await;
    assert_eq!(room["participant_count"], 4, "the live picture has them all");
    let metrics = console.get("/metrics").await;
    let metrics = metrics.text().await.expect("it is text");
    let count = metrics
        .lines()
        .find_map(|line| line.strip_prefix("livekit_console_events_rejected_total "))
        .and_then(|count| count.parse::<u32>().ok());
    let dir = console.stop().await;
    let rejected = std::fs::read_to_string(dir.path().join("data/journal/rejected.jsonl"));
    let rejected: Vec<Value> = rejected
        .expect("it is there")
        .lines()
        .map(|line| serde_json::from_str(line).expect("each line is JSON"))
        .collect();
    assert_eq!(count, u32::try_from(rejected.len()).ok(), "each is counted");
    let named: BTreeSet<_> = rejected
        .iter()
        .map(|line| (line["kind"].as_str().unwrap_or(""), line["id"].as_str().unwrap_or("")))
        .collect();
    assert_eq!(named, BTreeSet::from([("event", "EV_bad"), ("participant", "PA_bad")]));
    let event = rejected.iter().find(|line| line["kind"] == "event").expect("it is there");
    assert!(event["content"].as_str().is_some_and(|raw| raw.contains("PA_ben")), "{event}");
    database.remove().await;
}
