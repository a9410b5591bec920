//! The main job, from end to end: a webhook becomes a durable fact and a live picture.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::console::Console;

fn examples() -> Vec<String> {
    include_str!("../fixtures/webhooks.jsonl").lines().map(str::to_owned).collect()
}

fn captured() -> Vec<String> {
    include_str!("../fixtures/captured-webhooks.jsonl")
        .lines()
        .map(|line| {
            let line: Value = serde_json::from_str(line).expect("each line is JSON");
            line["body"].as_str().expect("each has a body").to_owned()
        })
        .collect()
}

async fn names_of_events(console: &Console) -> BTreeMap<String, usize> {
    let (status, response) = console.get_json("/api/events?limit=500").await;
    assert_eq!(status, 200, "{response}");
    let mut names = BTreeMap::new();
    for event in response["events"].as_array().expect("a list") {
        *names.entry(event["event"].as_str().expect("a name").to_owned()).or_insert(0) += 1;
    }
    names
}

#[tokio::test(flavor = "multi_thread")]
async fn each_known_event_is_stored_once_though_it_is_sent_twice_and_is_visible() {
    let console = Console::spawn().await;
    for body in examples().iter().flat_map(|body| [body, body]) {
        assert_eq!(console.send_raw(body).await, 200);
    }
    console.until_stored().await;
    let names = names_of_events(&console).await;
    assert_eq!(names.len(), 14);
    assert!(names.values().all(|times| *times == 1), "{names:?}");

    let (status, room) = console.get_json("/api/rooms/standup?participants=all").await;
    assert_eq!((status, &room["status"]), (200, &json!("finished")));
    assert_eq!(room["end_reason"], "ROOM_END_IDLE_TIMEOUT");
    assert_eq!(room["duration_seconds"], 3619.877);
    let people: Vec<_> = room["participants"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|p| (p["identity"].as_str(), p["departure"].as_str(), p["aborted"].as_bool()))
        .collect();
    assert_eq!(
        people,
        [
            (Some("alice"), Some("unexpected"), Some(false)),
            (Some("bob"), Some("unexpected"), Some(true)),
        ]
    );
    let jobs: BTreeMap<_, _> = room["jobs"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|job| (job["kind"].as_str().expect("a kind"), job["status"].as_str()))
        .collect();
    assert_eq!(
        jobs,
        BTreeMap::from([
            ("agent", Some("JS_FAILED")),
            ("egress", Some("EGRESS_COMPLETE")),
            ("ingress", Some("ENDPOINT_ERROR")),
        ])
    );
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_examples_end_in_the_same_state_in_any_order() {
    let mut answers = Vec::new();
    for turn in 0..4 {
        let console = Console::spawn().await;
        let mut bodies = examples();
        match turn {
            0 => {}
            1 => bodies.reverse(),
            _ => bodies.rotate_left(turn * 3),
        }
        for body in &bodies {
            assert_eq!(console.send_raw(body).await, 200);
        }
        console.until_stored().await;
        let mut room = console.read("/api/rooms/standup?participants=all").await;
        assert_eq!(room["participants"].as_array().map(Vec::len), Some(2), "{room}");
        room["seq"] = Value::Null;
        answers.push(room);
        console.stop().await;
    }
    let (in_order, in_others) = answers.split_first().expect("there are four");
    for response in in_others {
        assert_eq!(response, in_order);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_is_stored_shown_or_written_to_the_journal() {
    let console = Console::spawn().await;
    let sent = [captured(), examples()].concat();
    for body in &sent {
        assert_eq!(console.send_raw(body).await, 200);
    }
    console.until_stored().await;
    let events = console.read("/api/events?limit=500").await;
    assert_eq!(events["events"].as_array().map(Vec::len), Some(sent.len()));
    let rooms = console.read("/api/rooms?status=all&limit=100").await;
    let shown = format!("{events}{rooms}");
    for secret in ["TURN-SECRET", "REDACT-ME"] {
        assert!(sent.iter().any(|body| body.contains(secret)), "`{secret}` is sent");
        assert!(!shown.contains(secret), "`{secret}` is shown");
    }
    let dir = console.stop().await;
    let mut files = vec![dir.path().to_owned()];
    let (mut read, mut names) = (0, 0);
    while let Some(path) = files.pop() {
        if path.is_dir() {
            files
                .extend(path.read_dir().expect("readable").map(|file| file.expect("there").path()));
            continue;
        }
        let bytes = std::fs::read(&path).expect("readable");
        read += bytes.len();
        let holds = |text: &[u8]| bytes.windows(text.len()).any(|window| window == text);
        for secret in [&b"TURN-SECRET"[..], b"REDACT-ME"] {
            assert!(!holds(secret), "{} holds a secret", path.display());
        }
        names += usize::from(holds(b"standup"));
    }
    assert!(read > 100_000, "journal and database were read");
    assert!(names > 1, "in the journal and in the database text is found: {names}");
}

/// The duration of open sessions follows LiveKit's clock: how far that is from ours is
/// known again with the first webhook after a start.
fn leave_lengths_out(shown: &mut Value) {
    match shown {
        Value::Object(fields) => {
            for (name, field) in fields {
                if name == "duration_seconds" || name == "avg_room_duration" {
                    *field = Value::Null;
                } else {
                    leave_lengths_out(field);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(leave_lengths_out),
        _ => {}
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_restart_the_picture_is_the_same() {
    let console = Console::spawn().await;
    let bodies = captured();
    // Stop in the middle of it: people are there, tracks are live.
    for body in &bodies[..40] {
        assert_eq!(console.send_raw(body).await, 200);
    }
    console.until_stored().await;
    let picture = async |console: &Console| {
        let mut all = Vec::new();
        for path in
            ["/api/rooms?status=all", "/api/metrics/current", "/api/rooms/crash?participants=all"]
        {
            let (status, mut response) = console.get_json(path).await;
            assert_eq!(status, 200, "{response}");
            response["seq"] = Value::Null;
            leave_lengths_out(&mut response);
            all.push(response);
        }
        all
    };
    let at = console.clock.now();
    let before = picture(&console).await;
    let dir = console.stop().await;
    let console = Console::spawn_in(dir, |_| ()).await;
    console.clock.set(at);
    assert_eq!(picture(&console).await, before);
    for body in &bodies[30..] {
        assert_eq!(console.send_raw(body).await, 200);
    }
    console.until_stored().await;
    assert_eq!(names_of_events(&console).await.values().sum::<usize>(), bodies.len());
    let (_, room) = console.get_json("/api/rooms?status=all").await;
    assert_eq!(room["total"], 9);
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rates_counts_and_durations_are_right_by_hand() {
    let console = Console::spawn().await;
    let now = console.clock.now().0 / 1000;
    let room = json!({"sid": "RM_1", "name": "hand", "creationTime": (now - 100).to_string()});
    let mut id = 0;
    let mut send = async |name: &str, at: i64, who: &str, kind: &str, joined: i64, reason: &str| {
        id += 1;
        let body = json!({
            "event": name, "id": format!("EV_{id}"), "createdAt": at.to_string(), "room": room,
            "participant": {"sid": format!("PA_{who}"), "identity": who, "state": "ACTIVE",
                "kind": kind, "joinedAt": joined.to_string(), "disconnectReason": reason},
        });
        assert_eq!(console.send(&body).await, 200);
    };
    send("participant_joined", now - 90, "ann", "STANDARD", now - 90, "").await;
    send("participant_joined", now - 50, "ben", "STANDARD", now - 50, "").await;
    send("participant_joined", now - 40, "bot", "AGENT", now - 40, "").await;
    send("participant_joined", now - 30, "cat", "STANDARD", now - 30, "").await;
    send("participant_left", now - 20, "cat", "STANDARD", now - 30, "CONNECTION_TIMEOUT").await;
    send("participant_left", now - 10, "ann", "STANDARD", now - 90, "CLIENT_INITIATED").await;
    console.until_stored().await;
    let (_, metrics) = console.get_json("/api/metrics/current").await;
    let figure = |name: &str| metrics[name].as_f64();
    assert_eq!(figure("active_rooms"), Some(1.0));
    assert_eq!(figure("total_participants"), Some(2.0));
    assert_eq!((figure("people"), figure("machines")), (Some(1.0), Some(1.0)));
    assert_eq!(figure("join_rate"), Some(2.0), "ben and cat; ann came earlier, bot is a machine");
    assert_eq!(figure("leave_rate"), Some(2.0), "cat and ann");
    assert_eq!(figure("disconnect_rate"), Some(1.0), "cat");
    let age = figure("avg_room_duration").expect("a room is open");
    assert!((100.0..101.0).contains(&age), "{age}");
    assert_eq!(metrics["avg_connection_quality"], Value::Null);
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_without_a_time_counts_once_across_a_restart() {
    let body = json!({"event": "something_new", "id": "EV_timeless", "createdAt": null});
    let console = Console::spawn().await;
    assert_eq!(console.send(&body).await, 200);
    console.until_stored().await;
    let at = console.clock.now();
    let folder = console.stop().await;
    let console = Console::spawn_in(folder, |_| ()).await;
    console.clock.set(at.plus(60_000));
    assert_eq!(console.send(&body).await, 200);
    console.until_stored().await;
    assert_eq!(names_of_events(&console).await["something_new"], 1);
    console.stop().await;
}
