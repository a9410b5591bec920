//! `Idempotency-Key`: what is sent again is done once.

use livekit_console::model::Millis;
use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::console::{Console, NOW};

fn rule(name: &str) -> Value {
    json!({
        "name": name, "measure": "active_rooms", "comparison": "above", "threshold": 5,
        "severity": "warning", "by": "ada",
    })
}

async fn post(console: &Console, key: &str, path: &str, body: &Value) -> Response {
    let request = console.request(Method::POST, path).header("idempotency-key", key).json(body);
    request.send().await.expect("an answer")
}

fn header(response: &Response, name: &str) -> String {
    let value = response.headers().get(name).and_then(|value| value.to_str().ok());
    value.unwrap_or_default().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_key_gets_the_stored_answer_with_its_headers() {
    let console = Console::spawn().await;
    let first = post(&console, "k", "/api/alert-rules", &rule("many")).await;
    let of_first = ["location", "etag", "content-type"].map(|name| header(&first, name));
    assert_eq!(of_first, ["/api/alert-rules/many", "\"1\"", "application/json"]);
    assert_eq!(
        (first.status().as_u16(), header(&first, "idempotent-replayed")),
        (201, String::new())
    );
    let body = first.text().await.expect("text");

    let again = post(&console, "k", "/api/alert-rules", &rule("many")).await;
    assert_eq!(
        (again.status().as_u16(), header(&again, "idempotent-replayed").as_str()),
        (201, "true")
    );
    assert_eq!(["location", "etag", "content-type"].map(|name| header(&again, name)), of_first);
    assert_eq!(again.text().await.expect("text"), body);

    let new = post(&console, "other", "/api/alert-rules", &rule("many")).await;
    assert_eq!(new.status(), 409, "another key is another request");
    let refused = post(&console, "other", "/api/alert-rules", &rule("many")).await;
    assert_eq!(
        (refused.status().as_u16(), header(&refused, "idempotent-replayed").as_str()),
        (409, "true")
    );
    let problem: Value = refused.json().await.expect("JSON");
    assert_eq!(problem["code"], "rule_exists");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_that_of_one_request_for_a_day() {
    let console = Console::spawn().await;
    assert_eq!(post(&console, "k", "/api/alert-rules", &rule("one")).await.status(), 201);
    for (path, body) in
        [("/api/alert-rules", rule("two")), ("/api/alert-rules/preview", rule("one"))]
    {
        let refused = post(&console, "k", path, &body).await;
        assert_eq!(refused.status(), 422, "{path}");
        let problem: Value = refused.json().await.expect("JSON");
        assert_eq!(problem["code"], "idempotency_key_reused");
    }
    console.clock.set(Millis(NOW.0 + 24 * 3_600_000));
    assert_eq!(post(&console, "k", "/api/alert-rules", &rule("two")).await.status(), 201);
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_with_one_key_at_the_same_time_are_done_once() {
    let console = Console::spawn().await;
    let silence = json!({
        "matchers": [{"name": "rule", "value": "*"}], "starts_at": "2026-11-22T21:00:00Z",
        "ends_at": "2026-11-22T22:00:00Z", "comment": "once",
    });
    let all = (0..8).map(|_| post(&console, "k", "/api/silences", &silence));
    let mut ids = Vec::new();
    for response in futures::future::join_all(all).await {
        assert_eq!(response.status(), 201);
        let made: Value = response.json().await.expect("JSON");
        ids.push(made["id"].as_str().expect("an id").to_owned());
    }
    ids.dedup();
    assert_eq!(ids.len(), 1, "{ids:?}");
    assert_eq!(console.read("/api/silences").await["total"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_cannot_be_one_is_refused_and_reading_takes_none() {
    let console = Console::spawn().await;
    let long = "x".repeat(256);
    for key in ["", "has space", long.as_str()] {
        let refused = post(&console, key, "/api/alert-rules", &rule("many")).await;
        assert_eq!(refused.status(), 400, "{key:?}");
        let problem: Value = refused.json().await.expect("JSON");
        assert_eq!(problem["code"], "invalid_header");
    }
    let read = console.request(Method::GET, "/api/alert-rules").header("idempotency-key", "");
    assert_eq!(read.send().await.expect("an answer").status(), 200);
}
