//! Texts that a stranger made long: shown whole where one thing is asked for, in part where many
//! are.

use std::collections::BTreeSet;

use futures::{SinkExt as _, StreamExt as _};
use serde_json::{Map, Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::console::{Console, LIMIT, Socket};
use crate::webhook_bodies;

const LONG: usize = 1024 * 1024;

/// Bytes that lists show.
const LISTED: usize = 4096;

async fn with_long_texts() -> Console {
    let console = Console::spawn().await;
    let mut room = webhook_bodies::room_started("RM_1", "demo", 60);
    room["room"]["metadata"] = json!("é".repeat(LONG / 2));
    let joined = webhook_bodies::joined("RM_1", "demo", "PA_1", "ada", "STANDARD", 50);
    console.receive_webhooks(&[room, at_length(joined)]).await;
    console
}

/// The event with a participant who has much to say.
fn at_length(mut event: Value) -> Value {
    event["participant"]["metadata"] = json!("m".repeat(LONG));
    let attributes = (100..200).map(|n| (n.to_string(), json!("a".repeat(97))));
    event["participant"]["attributes"] = attributes.collect::<Map<_, _>>().into();
    event
}

fn length(value: &Value) -> usize {
    value.as_str().map_or(0, str::len)
}

fn assert_room_is_cut(room: &Value) {
    assert_eq!(room["metadata_truncated"], true, "{}", room["name"]);
    assert_eq!(room["metadata"], json!("é".repeat(LISTED / 2)), "{}", room["name"]);
}

fn assert_session_is_cut(session: &Value) {
    assert_eq!(session["metadata_truncated"], true);
    assert_eq!(length(&session["metadata"]), LISTED);
    assert_eq!(session["attributes_truncated"], true);
    // Each with its name has 100 bytes.
    assert_eq!(session["attributes"].as_object().map(Map::len), Some(LISTED / 100));
}

async fn next_of(socket: &mut Socket, kind: &str) -> Value {
    loop {
        let message = tokio::time::timeout(LIMIT, socket.next()).await.expect("in time");
        let Message::Text(text) = message.expect("open").expect("a frame") else { continue };
        let frame: Value = serde_json::from_str(&text).expect("JSON");
        if frame["type"] == kind {
            return frame;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn metadata_is_cut_in_lists_and_marked_and_whole_in_the_detail() {
    let console = with_long_texts().await;
    for path in ["/api/rooms", "/api/rooms?status=all", "/api/rooms?at=now"] {
        assert_room_is_cut(&console.read(path).await["rooms"][0]);
    }
    for path in ["/api/rooms/demo", "/api/rooms/demo?participants=all", "/api/rooms/demo?at=now"] {
        let room = console.read(path).await;
        assert_eq!((length(&room["metadata"]), &room["metadata_truncated"]), (LONG, &json!(false)));
        assert_session_is_cut(&room["participants"][0]);
    }
    assert_session_is_cut(&console.read("/api/participants").await["participants"][0]);
    let session = console.read("/api/participants/PA_1").await;
    assert_eq!(
        (length(&session["metadata"]), &session["metadata_truncated"]),
        (LONG, &json!(false))
    );
    assert_eq!(session["attributes"].as_object().map(Map::len), Some(100));
    assert_eq!(session["attributes_truncated"], false);
    for (path, whole) in [("rooms", LONG), ("participants", LONG)] {
        let path = format!("/api/export/{path}?format=ndjson");
        assert!(console.get(&path).await.text().await.expect("text").len() > whole, "{path}");
    }
    // Sessions that have left the memory are read from the store, in the same way.
    let ends = [
        at_length(webhook_bodies::left(
            "RM_1",
            "demo",
            "PA_1",
            "ada",
            "CLIENT_INITIATED",
            (50, 10),
        )),
        webhook_bodies::room_finished("RM_1", "demo", 5),
    ];
    console.receive_webhooks(&ends).await;
    assert_room_is_cut(&console.read("/api/rooms?status=finished").await["rooms"][0]);
    assert_session_is_cut(&console.read("/api/participants").await["participants"][0]);
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn frames_and_snapshots_hold_the_beginning() {
    let console = with_long_texts().await;
    let mut socket = console.websocket().await;
    let subscribe = json!({"type": "subscribe", "rooms": ["RM_1"]});
    socket.send(Message::text(subscribe.to_string())).await.expect("sent");
    next_of(&mut socket, "snapshot").await;
    assert_room_is_cut(&next_of(&mut socket, "snapshot").await["data"]["rooms"][0]);
    console
        .receive_webhooks(&[webhook_bodies::published("RM_1", "demo", "PA_1", "TR_1", 40)])
        .await;
    let frame = next_of(&mut socket, "room_update").await;
    assert_room_is_cut(&frame["data"]["room"]);
    assert_session_is_cut(&frame["data"]["participant"]);
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_long_events_ends_early_and_none_is_left_out() {
    let console = Console::spawn().await;
    let mut ids = BTreeSet::new();
    for n in 0..12 {
        let mut event = webhook_bodies::room_started(&format!("RM_{n}"), "demo", 60);
        event["room"]["metadata"] = json!("x".repeat(LONG));
        ids.insert(event["id"].as_str().expect("an id").to_owned());
        console.receive_webhooks(&[event]).await;
    }
    let (mut found, mut before, mut pages) = (BTreeSet::new(), String::new(), 0);
    loop {
        let page = console.read(&format!("/api/events?limit=1000{before}")).await;
        let events = page["events"].as_array().expect("a list");
        assert!(events.len() <= 9, "{} of a MiB each", events.len());
        found.extend(events.iter().map(|event| event["id"].as_str().expect("an id").to_owned()));
        pages += 1;
        match page["next_before"].as_str() {
            Some(index) => before = format!("&before={index}"),
            None => break,
        }
    }
    assert_eq!(found, ids);
    assert!(pages >= 2);
    let export = console.get("/api/export/events?format=ndjson").await.text().await.expect("text");
    assert_eq!(export.lines().count(), 12);
    console.stop().await;
}
