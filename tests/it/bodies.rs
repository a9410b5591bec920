//! Bodies that do not come: who sends half of one keeps nobody else out.

use std::time::{Duration, Instant};

use livekit_console::livekit::sign_webhook;
use serde_json::json;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use crate::console::{Console, KEY, LIMIT, SECRET, eventually, now};
use crate::raw;
use crate::webhook_bodies;

/// A request that announces `length` bytes and sends the first `sent` of them.
async fn half_open(
    console: &Console,
    path: &str,
    token: Option<&str>,
    (length, sent): (usize, usize),
) -> TcpStream {
    let token = token.map(|token| format!("Authorization: {token}\r\n")).unwrap_or_default();
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{token}\
         Content-Length: {length}\r\n\r\n"
    );
    let mut stream = raw::connect(console).await;
    stream.write_all(head.as_bytes()).await.expect("sent");
    stream.write_all(&vec![b' '; sent]).await.expect("sent");
    stream
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_that_are_announced_and_do_not_come_keep_no_webhook_out() {
    let console = Console::spawn().await;
    let signed = sign_webhook(b"{}", KEY, SECRET, now());
    for token in [None, Some("nonsense"), Some(&*signed)] {
        let mut held = Vec::new();
        for _ in 0..60 {
            let path = "/api/livekit/webhook";
            held.push(half_open(&console, path, token, (8 * 1024 * 1024, 3000)).await);
        }
        for n in 0..5 {
            let event = webhook_bodies::room_started(&format!("RM_{n}"), "demo", 60);
            let sent = tokio::time::timeout(Duration::from_secs(10), console.send(&event)).await;
            assert_eq!(sent.expect("at once"), 200, "with {token:?}");
        }
        drop(held);
    }
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_proves_nothing_has_a_share_and_no_more() {
    let console = Console::spawn().await;
    let resolve = "/api/alerts/none/resolve";
    let mut held = Vec::new();
    let ask = async || console.ask("POST", resolve, &json!({"by": "ann"})).await;
    // 16 MiB to the last bytes, as they come: what finds no room leaves it to smaller ones.
    let began = Instant::now();
    while ask().await.0 != 503 {
        assert!(began.elapsed() < LIMIT, "the share is never taken");
        for sent in [249_000, 249_000, 249_000, 249_000, 30_000, 4000, 500, 60, 8] {
            held.push(half_open(&console, resolve, None, (250_000, sent)).await);
        }
    }
    let (_, problem) = ask().await;
    assert_eq!(problem["code"], "overloaded", "{problem}");
    assert_eq!(console.send(&webhook_bodies::room_started("RM_1", "demo", 60)).await, 200);
    drop(held);
    eventually("the share is given back", async || ask().await.0 == 404).await;
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_is_json_only_if_it_says_so() {
    let console = Console::spawn().await;
    for (kind, expected) in [
        (Some("application/json"), 404),
        (Some("application/json; charset=utf-8"), 404),
        (Some("text/plain"), 415),
        (Some("application/x-www-form-urlencoded"), 415),
        (Some("multipart/form-data; boundary=x"), 415),
        (None, 415),
    ] {
        let path = "/api/alerts/none/resolve";
        let mut request = console.request(reqwest::Method::POST, path).body("{\"by\":\"ann\"}");
        if let Some(kind) = kind {
            request = request.header("content-type", kind);
        }
        let response = request.send().await.expect("an answer");
        assert_eq!(response.status().as_u16(), expected, "{kind:?}");
        if expected == 415 {
            let problem: serde_json::Value = response.json().await.expect("a problem");
            assert_eq!(problem["code"], "unsupported_media_type", "{problem}");
        }
    }
    // Without a body there is nothing to declare.
    let request = console.request(reqwest::Method::POST, "/api/alerts/none/resolve");
    assert_eq!(request.send().await.expect("an answer").status().as_u16(), 404);
    console.stop().await;
}
