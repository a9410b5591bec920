//! The live feed.

use std::collections::BTreeSet;

use futures::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::TcpSocket;
use tokio_tungstenite::MaybeTlsStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;

use crate::console::{Console, LIMIT, Socket, eventually};
use crate::webhook_bodies;

/// The next text frame.
async fn next(socket: &mut Socket) -> Value {
    loop {
        let message = tokio::time::timeout(LIMIT, socket.next()).await.expect("a frame in time");
        match message.expect("the socket is open").expect("a frame") {
            Message::Text(text) => return serde_json::from_str(&text).expect("JSON"),
            Message::Close(frame) => panic!("closed: {frame:?}"),
            _ => {}
        }
    }
}

/// The next frame of this type.
async fn next_of(socket: &mut Socket, kind: &str) -> Value {
    loop {
        let frame = next(socket).await;
        if frame["type"] == kind {
            return frame;
        }
    }
}

/// Why the socket is closed.
async fn closed(socket: &mut Socket) -> Option<CloseFrame> {
    loop {
        match tokio::time::timeout(LIMIT, socket.next()).await.expect("closed in time") {
            Some(Ok(Message::Close(frame))) => return frame,
            Some(Ok(_)) => {}
            Some(Err(_)) | None => return None,
        }
    }
}

async fn say(socket: &mut Socket, message: &Value) {
    socket.send(Message::text(message.to_string())).await.expect("sent");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_starts_from_a_snapshot_and_receives_every_change() {
    let console = Console::spawn().await;
    let mut socket = console.websocket().await;
    let first = next(&mut socket).await;
    assert_eq!(first["type"], "snapshot");
    assert_eq!(first["data"]["metrics"]["active_rooms"], Value::Null, "nobody has reported yet");
    assert_eq!(first["data"]["rooms"], json!([]));
    assert_eq!(first["data"]["interval_seconds"], 1);

    let mut seq = first["seq"].as_u64().expect("a number");
    for (event, change, who) in [
        (webhook_bodies::room_started("RM_a", "alpha", 60), "room_started", None),
        (
            webhook_bodies::joined("RM_a", "alpha", "PA_1", "ada", "STANDARD", 50),
            "participant_joined",
            Some("ada"),
        ),
        (
            webhook_bodies::published("RM_a", "alpha", "PA_1", "TR_1", 40),
            "track_published",
            Some("ada"),
        ),
        (webhook_bodies::egress_started("EG_1", "RM_a", "alpha", 35), "job_updated", None),
        (
            webhook_bodies::left("RM_a", "alpha", "PA_1", "ada", "CLIENT_INITIATED", (50, 30)),
            "participant_left",
            Some("ada"),
        ),
        (webhook_bodies::room_finished("RM_a", "alpha", 20), "room_finished", None),
    ] {
        assert_eq!(console.send(&event).await, 200);
        let frame = loop {
            let frame = next_of(&mut socket, "room_update").await;
            if frame["data"]["type"] == change {
                break frame;
            }
        };
        assert!(frame["seq"].as_u64() >= Some(seq), "{frame}");
        seq = frame["seq"].as_u64().expect("a number");
        assert_eq!(frame["data"]["room"]["name"], "alpha");
        if let Some(identity) = who {
            assert_eq!(frame["data"]["participant"]["identity"], identity);
        }
        if change == "job_updated" {
            assert_eq!(frame["data"]["job"]["id"], "EG_1");
        }
    }
    let metrics = next_of(&mut socket, "metrics_update").await;
    assert_eq!(metrics["data"]["timestamp"], "2026-11-22T20:00:00Z");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_receives_only_what_it_subscribed_to() {
    let console = Console::spawn().await;
    console
        .receive_webhooks(&[
            webhook_bodies::room_started("RM_a", "alpha", 60),
            webhook_bodies::room_started("RM_b", "beta", 60),
        ])
        .await;
    let (mut socket, mut other) = (console.websocket().await, console.websocket().await);
    next_of(&mut socket, "snapshot").await;
    say(
        &mut socket,
        &json!({"type": "subscribe", "topics": ["rooms"], "rooms": ["RM_b", "RM_none"]}),
    )
    .await;
    let snapshot = next_of(&mut socket, "snapshot").await;
    assert_eq!(snapshot["data"]["rooms"].as_array().map(Vec::len), Some(1));
    assert_eq!(snapshot["data"]["rooms"][0]["name"], "beta");
    console
        .receive_webhooks(&[
            webhook_bodies::joined("RM_a", "alpha", "PA_1", "ada", "STANDARD", 50),
            webhook_bodies::joined("RM_b", "beta", "PA_2", "bob", "STANDARD", 50),
        ])
        .await;
    // One that wants everything gets the other room and the metrics meanwhile.
    let (mut rooms, mut metrics) = (BTreeSet::new(), 0);
    while rooms.len() < 2 || metrics < 2 {
        let frame = next(&mut other).await;
        metrics += usize::from(frame["type"] == "metrics_update" && rooms.len() == 2);
        if frame["data"]["type"] == "participant_joined" {
            rooms.insert(frame["data"]["room"]["sid"].to_string());
        }
    }
    say(&mut socket, &json!({"type": "ping"})).await;
    let mut frames = Vec::new();
    loop {
        let frame = next(&mut socket).await;
        if frame["type"] == "heartbeat" {
            assert_eq!(frame["data"]["timestamp"], "2026-11-22T20:00:00Z");
            break;
        }
        frames.push(frame);
    }
    assert!(!frames.is_empty());
    for frame in frames {
        assert_eq!(frame["type"], "room_update");
        assert_eq!(frame["data"]["room"]["sid"], "RM_b");
    }
    say(&mut socket, &json!({"type": "subscribe", "topics": ["metrics"]})).await;
    let snapshot = next_of(&mut socket, "snapshot").await;
    assert_eq!(snapshot["data"]["rooms"], json!([]));
    next_of(&mut socket, "metrics_update").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_frame_gets_an_error_and_the_socket_stays_open() {
    let console = Console::spawn().await;
    let mut socket = console.websocket().await;
    for (frame, names) in [
        ("", "not a message"),
        ("nonsense", "not a message"),
        ("{}", "`type`"),
        (r#"{"type":"unsubscribe"}"#, "`unsubscribe`"),
        (r#"{"type":"subscribe","topics":["room"]}"#, "`room`"),
        (r#"{"type":"subscribe","rooms":["x","","y"]}"#, "no sid"),
    ] {
        socket.send(Message::text(frame)).await.expect("sent");
        let response = next_of(&mut socket, "error").await;
        assert_eq!(response["data"]["code"], "invalid_frame");
        let detail = response["data"]["detail"].as_str().expect("words");
        assert!(detail.contains(names), "{frame}: {detail}");
    }
    say(&mut socket, &json!({"type": "ping"})).await;
    next_of(&mut socket, "heartbeat").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_misbehaves_receives_the_reason_of_the_close() {
    let console = Console::spawn().await;
    let long = "x".repeat(16 * 1024 + 1);
    for (frames, code) in [
        (vec![Message::binary(vec![1, 2, 3])], 1003),
        (vec![Message::text(long.clone())], 1009),
        (vec![Message::text("{\"type\":\"ping\"}"); 21], 1008),
        (vec![Message::Ping(Vec::new().into()); 21], 1008),
    ] {
        let mut socket = console.websocket().await;
        next_of(&mut socket, "snapshot").await;
        for frame in frames {
            socket.send(frame).await.expect("sent");
        }
        let frame = closed(&mut socket).await.expect("a reason");
        assert_eq!(u16::from(frame.code), code, "{frame:?}");
        assert!(!frame.reason.is_empty());
    }
    eventually("nobody is connected", || async { clients(&console).await == 0 }).await;
}

async fn metric(console: &Console, name: &str) -> i64 {
    let text = console.get("/metrics").await.text().await.expect("text");
    let line = text.lines().find(|line| line.starts_with(&format!("{name} "))).expect("a series");
    line.rsplit(' ').next().and_then(|value| value.parse().ok()).expect("a number")
}

async fn clients(console: &Console) -> i64 {
    metric(console, "livekit_console_websocket_clients").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ping_of_the_client_gets_a_pong() {
    let console = Console::spawn().await;
    let mut socket = console.websocket().await;
    socket.send(Message::Ping(b"are you there".to_vec().into())).await.expect("sent");
    loop {
        let message = tokio::time::timeout(LIMIT, socket.next()).await.expect("in time");
        if let Message::Pong(payload) = message.expect("open").expect("a frame") {
            assert_eq!(&payload[..], b"are you there");
            break;
        }
    }
}

/// A socket of whose frames this side's kernel holds next to nothing.
async fn narrow(console: &Console) -> Socket {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_recv_buffer_size(4096).expect("a small buffer");
    let stream = socket.connect(console.address()).await.expect("connected");
    let url = console.url("/ws").replace("http", "ws");
    let opening = tokio_tungstenite::client_async(url, MaybeTlsStream::Plain(stream));
    opening.await.expect("a socket").0
}

/// A room and who joins it, as large as a frame shows them.
fn large(room: &str, sid: &str, who: &str) -> Value {
    let mut joined = webhook_bodies::joined(&format!("RM_{room}"), room, sid, who, "STANDARD", 30);
    joined["room"]["metadata"] = json!("x".repeat(5000));
    joined["participant"]["metadata"] = json!("y".repeat(5000));
    joined["participant"]["attributes"] = json!({"z": "z".repeat(4000)});
    joined
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_client_is_asked_to_resync_and_costs_the_others_nothing() {
    let console = Console::spawn().await;
    let (rooms, people) = (6, 330);
    for room in 0..rooms {
        let name = format!("big-{room}");
        let sending = (0..people).map(async |n| {
            let who = format!("{room}-{n}");
            console.send(&large(&name, &format!("PA_{who}"), &who)).await
        });
        let taken = futures::future::join_all(sending).await;
        assert!(taken.iter().all(|status| *status == 200), "{taken:?}");
    }
    console.until_stored().await;
    let mut slow = narrow(&console).await;
    next_of(&mut slow, "snapshot").await;
    let mut quick = console.websocket().await;
    next_of(&mut quick, "snapshot").await;
    // Everybody of a room leaves at once, which the queue of the quick one holds. The slow one
    // takes a frame of each room; together the changes carry more than may wait for a client. All
    // of it is over soon: the console disconnects a client that takes nothing for ten seconds.
    for room in 0..rooms {
        let name = format!("big-{room}");
        let finished = webhook_bodies::room_finished(&format!("RM_{name}"), &name, 10);
        assert_eq!(console.send(&finished).await, 200);
        let mut left = 0;
        while left < people {
            let frame = next(&mut quick).await;
            assert_ne!(frame["type"], "resync", "the quick one loses nothing");
            left += usize::from(frame["data"]["type"] == "participant_left");
        }
        let frame = next(&mut slow).await;
        assert_ne!(frame["type"], "resync", "what waits is not yet taken");
    }
    let resync = next_of(&mut slow, "resync").await;
    assert_eq!(resync["data"]["reason"], "slow_client");
    assert!(resync["data"]["dropped"].as_u64() > Some(0));
    assert_eq!(metric(&console, "livekit_console_websocket_resyncs_total").await, 1);
    // It goes on from there.
    next_of(&mut slow, "metrics_update").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_receives_every_change_of_one_event_at_once() {
    let console = Console::spawn().await;
    let mut clients = [console.websocket().await, console.websocket().await];
    let people = 300;
    let mut events = vec![webhook_bodies::room_started("RM_1", "hall", 60)];
    events.extend((0..people).map(|n| {
        webhook_bodies::joined("RM_1", "hall", &format!("PA_{n}"), &format!("p{n}"), "STANDARD", 30)
    }));
    console.receive_webhooks(&events).await;
    // More changes at one moment than any batch of events has events.
    console.receive_webhooks(&[webhook_bodies::room_finished("RM_1", "hall", 10)]).await;
    for client in &mut clients {
        let (mut left, mut finished) = (BTreeSet::new(), false);
        while left.len() < people || !finished {
            let frame = next(client).await;
            assert_ne!(frame["type"], "resync", "{frame}");
            match frame["data"]["type"].as_str() {
                Some("participant_left") => {
                    let sid = frame["data"]["participant"]["sid"].as_str().map(str::to_owned);
                    assert!(left.insert(sid), "each left once");
                }
                Some("room_finished") => finished = true,
                _ => {}
            }
        }
    }
    assert_eq!(metric(&console, "livekit_console_websocket_resyncs_total").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_does_not_read_at_all_is_cut_off_and_counted() {
    let console = Console::spawn().await;
    console.receive_webhooks(&[webhook_bodies::room_started("RM_big", "big", 60)]).await;
    let mut stuck = narrow(&console).await;
    next_of(&mut stuck, "snapshot").await;
    // More at once than its connection holds, so that this side notices before the kernel does.
    for wave in 0..8 {
        let sending = (0..50).map(async |n| {
            let who = format!("{wave}-{n}");
            console.send(&large("big", &format!("PA_{who}"), &who)).await
        });
        let taken = futures::future::join_all(sending).await;
        assert!(taken.iter().all(|status| *status == 200), "{taken:?}");
    }
    eventually("it is cut off", async || {
        metric(&console, "livekit_console_websocket_closed_slow_total").await > 0
    })
    .await;
    assert_eq!(clients(&console).await, 0);
    // What it did not take is given up by the kernel, and with it the connection.
    let MaybeTlsStream::Plain(stream) = stuck.get_ref() else { panic!("a plain connection") };
    let here = stream.local_addr().expect("an address").port();
    let there = console.address().port();
    eventually("the connection is gone", || async move { !is_connected(there, here) }).await;
}

/// Whether this machine has an open connection between these two of its ports.
fn is_connected(from: u16, to: u16) -> bool {
    let table = std::fs::read_to_string("/proc/net/tcp").expect("Linux");
    table.lines().any(|line| {
        let mut columns = line.split_whitespace().skip(1);
        let mut port = || columns.next().and_then(|end| end.rsplit_once(':')).map(|(_, port)| port);
        let ends = (port(), port());
        let (from, to) = (format!("{from:04X}"), format!("{to:04X}"));
        ends == (Some(&from), Some(&to)) && columns.next() == Some("01")
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn at_a_stop_every_socket_is_closed_with_1001_and_the_console_ends_in_order() {
    let console = Console::spawn().await;
    let mut sockets = Vec::new();
    for _ in 0..200 {
        sockets.push(console.websocket().await);
    }
    for socket in &mut sockets {
        next_of(socket, "snapshot").await;
    }
    assert_eq!(clients(&console).await, 200);
    let (_, codes) = tokio::join!(console.stop(), async {
        let mut codes = Vec::new();
        for socket in &mut sockets {
            codes.push(closed(socket).await.map(|frame| u16::from(frame.code)));
        }
        codes
    });
    assert!(codes.iter().all(|code| *code == Some(1001)), "{codes:?}");
}
