//! Receivers by REST: no secret of theirs ever comes out.

use serde_json::{Value, json};

use crate::console::Console;
use crate::notify::{Answer, Fake};

/// What must never come out.
const SECRET: &str = "s3cretS3cretS3cretS3cretS3cretS3";

/// One receiver of each kind, with a secret wherever it can have one.
fn all() -> Vec<Value> {
    // A key of Standard Webhooks is base64.
    let key = format!("whsec_{SECRET}");
    let targets = [
        json!({"type": "slack", "url": format!("https://hooks.slack.com/services/{SECRET}")}),
        json!({"type": "pagerduty", "routing_key": SECRET}),
        json!({"type": "webhook", "url": format!("https://example.com/hook?token={SECRET}"),
            "secrets": [key], "headers": {"Authorization": format!("Bearer {SECRET}")}}),
        json!({"type": "alertmanager", "urls": ["https://alerts.example.com"],
            "username": "console", "password": SECRET}),
        json!({"type": "email", "server": "smtps://mail.example.com", "username": "console",
            "password": SECRET, "from": "a@example.com", "to": ["b@example.com"]}),
    ];
    let named = |target: &Value| json!({"name": target["type"].as_str().expect("a word"), "target": target});
    targets.iter().map(named).collect()
}

/// Asks, and holds that the answer has no secret.
async fn ask(console: &Console, method: &str, path: &str, body: &Value) -> (u16, Value) {
    let (status, response) = console.ask(method, path, body).await;
    assert!(!response.to_string().contains("s3cret"), "{method} {path}: {response}");
    (status, response)
}

/// Only the members that somebody writes.
fn written(row: &Value) -> Value {
    let mut row = row.clone();
    let fields = row.as_object_mut().expect("members");
    for name in ["origin", "version", "last_sent_at", "last_error", "waiting", "parked"] {
        assert!(fields.remove(name).is_some(), "{name} is there");
    }
    row
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_is_returned_and_a_masked_value_written_back_keeps_it() {
    let console = Console::spawn().await;
    for receiver in all() {
        let name = receiver["name"].as_str().expect("a name");
        let path = format!("/api/receivers/{name}");
        let (status, made) = ask(&console, "POST", "/api/receivers", &receiver).await;
        assert_eq!(
            (status, &made["origin"], &made["version"]),
            (201, &json!("ui"), &json!(1)),
            "{made}"
        );
        assert!(made.to_string().contains("********"), "{made}");
        let (_, shown) = ask(&console, "GET", &path, &json!(null)).await;
        assert_eq!(shown, made);
        // Written back as it was shown, with another word changed.
        let mut change = written(&shown);
        change["group_wait_seconds"] = json!(20);
        let (status, changed) = ask(&console, "PUT", &path, &change).await;
        assert_eq!((status, &changed["version"]), (200, &json!(2)), "{changed}");
        let stored = console.store.documents(livekit_console::store::DocumentKind::Receiver).await;
        let stored = stored.expect("read").into_iter().find(|it| it.name == name).expect("kept");
        let stored: Value = serde_json::from_str(&stored.body).expect("JSON");
        assert_eq!(stored["group_wait_seconds"], 20);
        for (field, value) in receiver["target"].as_object().expect("members") {
            assert_eq!(stored["target"][field], *value, "{name}: {field}");
        }
        let preview = json!({"receiver": written(&shown)});
        let (status, preview) = ask(&console, "POST", "/api/receivers/preview", &preview).await;
        assert_eq!((status, &preview["error"]), (200, &Value::Null), "{preview}");
        assert!(preview["payload"].as_str().is_some_and(|text| text.contains("demo")), "{preview}");
    }
    let (_, list) = ask(&console, "GET", "/api/receivers", &json!(null)).await;
    assert_eq!(list["total"], 5);
    for receiver in all() {
        let path = format!("/api/receivers/{}?by=ada", receiver["name"].as_str().expect("a name"));
        assert_eq!(ask(&console, "DELETE", &path, &json!(null)).await.0, 204);
    }
    let (_, audit) = ask(&console, "GET", "/api/audit?kind=receiver", &json!(null)).await;
    assert_eq!(audit["lines"].as_array().map(Vec::len), Some(15));
    let export = console.get("/api/export/audit?format=csv").await.text().await.expect("text");
    assert!(export.contains("receiver.deleted") && !export.contains("s3cret"));
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retained_secret_is_not_sent_elsewhere() {
    let console = Console::spawn().await;
    let receiver = &all()[2];
    assert_eq!(ask(&console, "POST", "/api/receivers", receiver).await.0, 201);
    let mut moved = receiver.clone();
    moved["target"] = json!({"type": "webhook", "url": "https://evil.example/",
        "headers": {"Authorization": "********"}});
    for (method, path) in [("PUT", "/api/receivers/webhook"), ("POST", "/api/receivers/test")] {
        let (status, problem) = ask(&console, method, path, &moved).await;
        assert_eq!((status, &problem["code"]), (400, &json!("invalid_receiver")), "{problem}");
    }
    // With a secret of its own it may be moved.
    moved["target"]["headers"]["Authorization"] = json!("Bearer another");
    assert_eq!(ask(&console, "PUT", "/api/receivers/webhook", &moved).await.0, 200);
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_test_shows_the_failure_is_audited_and_reaches_no_internal_address() {
    let console = Console::spawn().await;
    let fake = Fake::spawn(Answer::of("200 OK", "taken")).await;
    let inside = json!({"name": "inside", "target": {"type": "webhook",
        "url": fake.url(&format!("/{SECRET}"))}});
    let (status, response) = ask(&console, "POST", "/api/receivers/test", &inside).await;
    assert_eq!((status, &response["sent"]), (200, &json!(false)), "{response}");
    let reply = response["answer"].as_str().expect("a text");
    assert!(reply.contains("ALERT_ALLOWED_HOSTS"), "{reply}");
    assert_eq!(ask(&console, "POST", "/api/receivers", &inside).await.0, 201);
    let path = "/api/receivers/inside/test";
    let (status, response) = ask(&console, "POST", path, &json!({"by": "ada"})).await;
    assert_eq!((status, &response["sent"]), (200, &json!(false)), "{response}");
    assert_eq!(ask(&console, "POST", "/api/receivers/none/test", &json!({})).await.0, 404);
    let (_, audit) = ask(&console, "GET", "/api/audit?kind=receiver.tested", &json!(null)).await;
    let lines = audit["lines"].as_array().expect("lines").iter();
    let rows: Vec<_> = lines.map(|line| [&line["actor"], &line["subject"]]).collect();
    assert_eq!(rows, [["ada", "inside"], ["anonymous", "inside"]]);
    assert!(fake.seen().is_empty(), "nothing was sent there");
    console.stop().await;
    let console = Console::spawn_with(|options| {
        options.alert_allowed_hosts = Some(vec!["127.0.0.0/8".to_owned()]);
    })
    .await;
    let (status, response) = ask(&console, "POST", "/api/receivers/test", &inside).await;
    assert_eq!((status, &response["sent"]), (200, &json!(true)), "{response}");
    assert!(!fake.seen().is_empty(), "where it is allowed it is sent");
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invalid_receiver_is_refused_with_the_field_and_without_its_value() {
    let console = Console::spawn().await;
    let slack = |url: &str| json!({"type": "slack", "url": url});
    let good = slack("https://hooks.slack.com/services/x");
    for (body, code, named) in [
        (json!({"name": "Ops", "target": good}), "invalid_receiver", "`name` is `Ops`"),
        (json!({"name": "test", "target": good}), "invalid_receiver", "`name` is `test`"),
        (json!({"name": "ops", "target": slack("********")}), "invalid_receiver", "masked"),
        (
            json!({"name": "ops", "target": good, "repeat_interval_seconds": 59}),
            "invalid_receiver",
            "`repeat_interval_seconds` is 59",
        ),
        (
            json!({"name": "ops", "target": good, "group_wait_seconds": SECRET}),
            "invalid_body",
            "`group_wait_seconds`: not what it must be",
        ),
        (
            json!({"name": "ops", "target": {"type": "webhook", "url": "https://x.example/",
                "secrets": SECRET}}),
            "invalid_body",
            "`target",
        ),
        (json!({"name": "ops", "target": {"type": "pigeon"}}), "invalid_body", "`pigeon`"),
        (json!({"name": "ops", "target": {"type": "slack"}}), "invalid_body", "`url`"),
        (json!({"name": "ops"}), "invalid_body", "`target`"),
    ] {
        let (status, problem) = ask(&console, "POST", "/api/receivers", &body).await;
        assert_eq!((status, &problem["code"]), (400, &json!(code)), "{body}: {problem}");
        let detail = problem["detail"].as_str().expect("a detail");
        assert!(detail.contains(named), "{body}: {detail}");
    }
    let good = json!({"name": "ops", "target": good});
    assert_eq!(ask(&console, "POST", "/api/receivers", &good).await.0, 201);
    let mut stale = good.clone();
    stale["version"] = json!(7);
    for (method, path, body, status, code) in [
        ("POST", "/api/receivers", &good, 409, "receiver_exists"),
        ("PUT", "/api/receivers/ops", &stale, 409, "receiver_changed"),
        ("PUT", "/api/receivers/other", &good, 400, "invalid_receiver"),
        ("DELETE", "/api/receivers/none", &good, 404, "receiver_not_found"),
    ] {
        let (answered, problem) = ask(&console, method, path, body).await;
        assert_eq!((answered, &problem["code"]), (status, &json!(code)), "{method} {path}");
    }
    console.stop().await;
}
