//! What every answer has, and what is refused at the door.

use std::io::Write as _;
use std::process::{Command, Stdio};

use livekit_console::clock::Clock;
use livekit_console::livekit::sign_webhook;
use reqwest::{Method, Response};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::console::{Console, KEY, NOW, SECRET, in_time, now};
use crate::store_contract::make;
use crate::webhook_bodies;

const READING: [&str; 11] = [
    "/api/health",
    "/api/metrics/current",
    "/api/metrics/history",
    "/api/rooms",
    "/api/jobs",
    "/api/events",
    "/api/alerts",
    "/metrics",
    "/healthz",
    "/readyz",
    "/openapi.json",
];

async fn problem(response: Response, status: u16, code: &str) -> Value {
    assert_eq!(response.headers()["content-type"], "application/problem+json");
    let id = response.headers()["x-request-id"].to_str().expect("text").to_owned();
    assert_eq!(response.status().as_u16(), status);
    let problem: Value = response.json().await.expect("a problem");
    assert_eq!(problem["code"], code, "{problem}");
    assert_eq!(problem["status"], status);
    assert_eq!(problem["request_id"], *id);
    assert_eq!(problem["type"], format!("/docs/errors#{code}"));
    problem
}

#[tokio::test(flavor = "multi_thread")]
async fn every_response_has_an_id_and_the_security_headers() {
    let console = Console::spawn().await;
    for path in READING.into_iter().chain(["/nothing", "/api/rooms/none", "/api/livekit/webhook"]) {
        let response = console.get(path).await;
        let headers = response.headers();
        assert_eq!(headers["x-content-type-options"], "nosniff", "{path}");
        assert_eq!(headers["referrer-policy"], "no-referrer", "{path}");
        assert_eq!(headers["cache-control"], "no-store", "{path}");
        let policy = headers["content-security-policy"].to_str().expect("text");
        assert!(policy.contains("default-src 'self'") && !policy.contains("unsafe"), "{policy}");
        assert_eq!(headers["x-request-id"].len(), 36, "{path}");
    }
    for (given, stored) in [("trace-1.2_3:4", true), ("has space", false), ("", false)] {
        let response =
            console.request(Method::GET, "/healthz").header("x-request-id", given).send().await;
        let response = response.expect("an answer");
        assert_eq!(response.headers()["x-request-id"] == given, stored, "{given}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_refused_is_a_problem() {
    let console = Console::spawn().await;
    problem(console.get("/api/nothing").await, 404, "not_found").await;
    problem(console.get("/nothing").await, 404, "not_found").await;
    problem(console.get("/api/rooms/").await, 404, "not_found").await;
    problem(console.get("/api/rooms/none").await, 404, "room_not_found").await;
    problem(console.get("/api/rooms/%FF").await, 404, "room_not_found").await;
    problem(console.get("/api/alerts/none").await, 404, "alert_not_found").await;
    problem(console.get("/api/rooms?limit=x").await, 400, "invalid_query").await;
    problem(console.get("/ws").await, 400, "bad_request").await;
    for path in READING {
        let response = console.request(Method::DELETE, path).send().await.expect("an answer");
        assert_eq!(response.headers()["allow"], "GET, HEAD", "{path}");
        problem(response, 405, "method_not_allowed").await;
        let response = console.request(Method::HEAD, path).send().await.expect("an answer");
        assert_eq!(response.status(), 200, "HEAD {path}");
    }
    let response = console.get("/api/alerts/a/resolve").await;
    assert_eq!(response.headers()["allow"], "POST");
    problem(response, 405, "method_not_allowed").await;
    let response = console.request(Method::POST, "/nothing").body("x").send().await;
    problem(response.expect("an answer"), 405, "method_not_allowed").await;
    let unacceptable = console
        .request(Method::GET, "/api/health")
        .header("accept-encoding", "identity;q=0")
        .send()
        .await;
    problem(unacceptable.expect("an answer"), 406, "bad_request").await;
}

/// Go's client, which sends LiveKit's webhooks, asks for gzip by itself: of a few bytes that would
/// make more.
#[tokio::test(flavor = "multi_thread")]
async fn the_response_to_a_webhook_is_not_compressed() {
    let console = Console::spawn().await;
    let body = r#"{"event":"room_started","id":"EV_gzip","createdAt":"1795377600","room":{"sid":"RM_1","name":"a"}}"#;
    let token = sign_webhook(body.as_bytes(), KEY, SECRET, now());
    let webhook = console.request(Method::POST, "/api/livekit/webhook").body(body);
    let webhook = webhook.header("authorization", token).header("accept-encoding", "gzip");
    let reply = webhook.send().await.expect("an answer");
    assert_eq!(reply.status(), 200);
    assert_eq!(reply.headers().get("content-encoding"), None);
    assert!(reply.headers().contains_key("content-length"), "it is not chunked");
    let page = console.request(Method::GET, "/openapi.json").header("accept-encoding", "gzip");
    let page = page.send().await.expect("an answer");
    assert_eq!(page.headers()["content-encoding"], "gzip");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_that_lost_its_body_on_a_redirect_gets_the_url_to_fix() {
    let console = Console::spawn().await;
    let response = console
        .request(Method::GET, "/api/livekit/webhook")
        .header("referer", "http://old.example/hook")
        .header("user-agent", "Go-http-client/1.1")
        .send()
        .await
        .expect("an answer");
    assert_eq!(response.headers()["allow"], "POST");
    let body = problem(response, 405, "webhook_needs_post").await;
    assert!(body["detail"].as_str().is_some_and(|d| d.contains("`http://old.example/hook`")));
    let head = console.request(Method::HEAD, "/api/livekit/webhook").send().await;
    assert_eq!(head.expect("an answer").status(), 405);
    let counted = console.get("/metrics").await.text().await.expect("text");
    let line = "livekit_console_webhook_refused_total{code=\"webhook_needs_post\",\
                deployment=\"\"} 2";
    assert!(counted.contains(line), "{line}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_of_megabytes_is_accepted_and_one_beyond_the_limit_is_refused() {
    let console = Console::spawn().await;
    let mut event = webhook_bodies::room_started("RM_big", "big", 10);
    event["room"]["metadata"] = json!("x".repeat(5 * 1024 * 1024));
    assert_eq!(console.send(&event).await, 200);
    assert_eq!(console.send(&event).await, 200, "again is a duplicate");

    let over = vec![b' '; 8 * 1024 * 1024 + 1];
    let token = sign_webhook(&over, KEY, SECRET, Clock::System.now());
    problem(console.post_webhook(&token, over).await, 413, "payload_too_large").await;
    let metrics = console.get("/metrics").await.text().await.expect("text");
    for line in [
        "livekit_console_webhook_refused_total{code=\"payload_too_large\",deployment=\"default\"} 1",
        "livekit_console_webhook_duplicate_total{deployment=\"default\"} 1",
        "livekit_console_webhook_ack_seconds_count 3",
    ] {
        assert!(metrics.contains(line), "{line}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_webhook_leaves_its_connection_in_order() {
    let console = Console::spawn().await;
    let mut stream = tokio::net::TcpStream::connect(console.address()).await.expect("connected");
    let request =
        "POST /api/livekit/webhook HTTP/1.1\r\nHost: localhost\r\nContent-Length: 70000\r\n\r\n";
    let health = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    stream.write_all(request.as_bytes()).await.expect("written");
    stream.write_all(&vec![b'x'; 70_000]).await.expect("written");
    stream.write_all(health.as_bytes()).await.expect("written");
    let mut answers = String::new();
    in_time(stream.read_to_string(&mut answers)).await.expect("both answers");
    assert!(answers.starts_with("HTTP/1.1 401 "), "{answers}");
    assert!(answers.contains("HTTP/1.1 200 OK"), "the connection served on: {answers}");
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_other_sites_change_nothing_and_receive_nothing() {
    let console = Console::spawn().await;
    let host = console.address().to_string();
    let own = format!("http://{host}");
    for (origin, site, status) in [
        (None, None, 404),
        (Some(own.as_str()), None, 404),
        (Some(own.as_str()), Some("same-origin"), 404),
        (Some("http://evil.example"), None, 403),
        (Some("null"), None, 403),
        (Some("http://evil.example"), Some("cross-site"), 403),
        (None, Some("same-site"), 403),
    ] {
        let mut post = console.request(Method::POST, "/api/alerts/none/resolve");
        let mut socket = console
            .request(Method::GET, "/ws")
            .header("connection", "upgrade")
            .header("upgrade", "websocket")
            .header("sec-websocket-version", "13")
            .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==");
        if let Some(origin) = origin {
            post = post.header("origin", origin);
            socket = socket.header("origin", origin);
        }
        if let Some(site) = site {
            post = post.header("sec-fetch-site", site);
            socket = socket.header("sec-fetch-site", site);
        }
        let answered = post.send().await.expect("an answer").status().as_u16();
        assert_eq!(answered, status, "{origin:?} {site:?}");
        let opened = socket.send().await.expect("an answer").status().as_u16();
        assert_eq!(opened, if status == 403 { 403 } else { 101 }, "{origin:?} {site:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn prometheus_finds_nothing_wrong_with_the_metrics() {
    let console = Console::spawn().await;
    console
        .receive_webhooks(&[
            webhook_bodies::room_started("RM_a", "alpha", 300),
            webhook_bodies::joined("RM_a", "alpha", "PA_1", "ada", "STANDARD", 290),
            webhook_bodies::joined("RM_a", "alpha", "PA_2", "bot", "AGENT", 280),
            webhook_bodies::published("RM_a", "alpha", "PA_1", "TR_1", 270),
        ])
        .await;
    let response = console.get("/metrics").await;
    assert_eq!(response.headers()["content-type"], "text/plain; version=0.0.4; charset=utf-8");
    let text = response.text().await.expect("text");
    for line in [
        "livekit_console_active_rooms{deployment=\"default\"} 1",
        "livekit_console_participants{deployment=\"default\",kind=\"standard\"} 1",
        "livekit_console_participants{deployment=\"default\",kind=\"agent\"} 1",
        "livekit_console_participants{deployment=\"default\",kind=\"sip\"} 0",
        "livekit_console_tracks{deployment=\"default\",type=\"video\"} 1",
        "livekit_console_publishers{deployment=\"default\"} 1",
        "livekit_console_joins_total{deployment=\"default\",kind=\"standard\"} 1",
        "livekit_console_webhook_received_total{deployment=\"default\",event=\"room_started\"} 1",
        "livekit_console_store_up 1",
        "livekit_console_journal_pending_events 0",
    ] {
        assert!(text.contains(line), "{line} is not in\n{text}");
    }
    assert!(!text.contains("alpha") && !text.contains("ada"), "no label names a room or a person");
    let Ok(mut promtool) = Command::new("promtool")
        .args(["check", "metrics"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
    else {
        assert!(std::env::var_os("CI").is_none(), "promtool is missing");
        return;
    };
    promtool.stdin.take().expect("piped").write_all(text.as_bytes()).expect("written");
    let verdict = promtool.wait_with_output().expect("it ends");
    let complaints = String::from_utf8_lossy(&verdict.stderr).into_owned();
    assert!(verdict.status.success() && complaints.is_empty(), "{complaints}");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_says_how_it_is_doing() {
    let console = Console::spawn().await;
    console.receive_webhooks(&[webhook_bodies::room_started("RM_a", "alpha", 300)]).await;
    let token = sign_webhook(b"{}", KEY, "another secret altogether", Clock::System.now());
    problem(console.post_webhook(&token, "{}").await, 401, "invalid_signature").await;
    let health = console.read("/api/health").await;
    assert_eq!(health["status"], "degraded", "the last request was refused");
    assert_eq!(health["mode"], "live");
    assert_eq!(health["auth"], "none");
    assert_eq!(health["deployments"][0]["name"], "default");
    assert_eq!(health["deployments"][0]["region"], "eu");
    assert_eq!(health["deployments"][0]["synthetic"], false);
    let source = &health["sources"][0];
    assert_eq!(source["status"], "refusing");
    assert_eq!((&source["received_total"], &source["refused_total"]), (&json!(1), &json!(1)));
    assert_eq!(source["last_received_at"], "2026-11-22T20:00:00Z");
    assert_eq!(health["store"]["kind"], "sqlite");
    assert_eq!(health["store"]["edition"], "sqlite");
    assert_eq!(health["store"]["status"], "ok");
    assert_eq!(health["journal"]["status"], "ok");
    assert_eq!(health["journal"]["oldest_pending_seconds"], Value::Null);
    assert_eq!(health["license"], env!("CARGO_PKG_LICENSE"));
    assert_eq!(console.read("/healthz").await, json!({"status": "ok"}));
    assert_eq!(console.read("/readyz").await["status"], "ok");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_licences_of_the_parts_are_served() {
    let console = Console::spawn().await;
    let response = console.get("/licenses").await;
    assert_eq!(response.headers()["content-type"], "text/plain; charset=utf-8");
    let text = response.text().await.expect("text");
    assert!(text.contains("| actix-web |") && text.contains("| react |"), "crates and packages");
}

/// The members that a schema or a part of it has.
fn fields_of(document: &Value, schema: &Value) -> serde_json::Map<String, Value> {
    let schema = match schema["$ref"].as_str() {
        Some(reference) => document.pointer(&reference[1..]).expect("it leads somewhere"),
        None => schema,
    };
    let mut known = schema["properties"].as_object().cloned().unwrap_or_default();
    for part in schema["allOf"].as_array().into_iter().flatten() {
        known.extend(fields_of(document, part));
    }
    known
}

/// Every member of `value` must be described by `schema`.
fn described(document: &Value, schema: &Value, value: &Value, at: &str) {
    let schema = match schema["$ref"].as_str() {
        Some(reference) => document.pointer(&reference[1..]).expect("it leads somewhere"),
        None => schema,
    };
    match value {
        Value::Object(fields) => {
            let known = fields_of(document, schema);
            if let Some(one) = schema["oneOf"].as_array() {
                // Of several schemas that differ by their type, the one of that type.
                let kind =
                    |one: &Value| fields_of(document, one).get("type")?["enum"].get(0).cloned();
                let fits = |one: &&Value| match kind(one) {
                    Some(kind) => value["type"] == kind,
                    None => one["type"] != "null",
                };
                let one = one.iter().find(fits).expect("one that it is");
                return described(document, one, value, at);
            }
            if known.is_empty() {
                return;
            }
            for (name, value) in fields {
                let schema =
                    known.get(name).unwrap_or_else(|| panic!("{at}.{name} is not described"));
                described(document, schema, value, &format!("{at}.{name}"));
            }
        }
        Value::Array(items) => {
            for item in items {
                described(document, &schema["items"], item, &format!("{at}[]"));
            }
        }
        _ => {}
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_returned_field_is_described() {
    let console = Console::spawn().await;
    console
        .receive_webhooks(&[
            webhook_bodies::room_started("RM_a", "alpha", 300),
            webhook_bodies::joined("RM_a", "alpha", "PA_1", "ada", "STANDARD", 290),
            webhook_bodies::published("RM_a", "alpha", "PA_1", "TR_1", 270),
            webhook_bodies::egress_started("EG_1", "RM_a", "alpha", 60),
        ])
        .await;
    let alert = make::alert("a", NOW.plus(-60_000));
    let mut batch = make::opening(std::slice::from_ref(&alert));
    batch.notifications = vec![make::notification("n", &alert, NOW)];
    console.store.record(&batch).await.expect("written");
    let silence = json!({"matchers": [{"name": "rule", "value": "*"}], "comment": "works",
        "starts_at": "2026-11-22T19:00:00Z", "ends_at": "2026-11-22T21:00:00Z"});
    assert_eq!(console.ask("POST", "/api/silences", &silence).await.0, 201);
    let webhook = json!({"type": "webhook", "url": "https://example.com/", "headers": {"A": "b"}});
    let receiver = json!({"name": "ops", "target": webhook});
    assert_eq!(console.ask("POST", "/api/receivers", &receiver).await.0, 201);
    let document = console.read("/openapi.json").await;
    for (path, described_path) in [
        ("/api/health", "/api/health"),
        ("/api/metrics/current", "/api/metrics/current"),
        ("/api/metrics/history?points=3", "/api/metrics/history"),
        ("/api/rooms", "/api/rooms"),
        ("/api/rooms/alpha", "/api/rooms/{room_name}"),
        ("/api/jobs", "/api/jobs"),
        ("/api/events", "/api/events"),
        ("/api/alerts", "/api/alerts"),
        ("/api/alerts/a", "/api/alerts/{alert_id}"),
        ("/api/alert-rules", "/api/alert-rules"),
        ("/api/alert-rules/node_down", "/api/alert-rules/{name}"),
        ("/api/alert-rules/measures", "/api/alert-rules/measures"),
        ("/api/silences", "/api/silences"),
        ("/api/receivers", "/api/receivers"),
        ("/api/notifications", "/api/notifications"),
        ("/api/audit", "/api/audit"),
        ("/api/alerting", "/api/alerting"),
        ("/healthz", "/healthz"),
        ("/readyz", "/readyz"),
        ("/-/healthy", "/-/healthy"),
        ("/-/ready", "/-/ready"),
    ] {
        let value = console.read(path).await;
        let schema = document["paths"][described_path]["get"]["responses"]["200"]["content"]
            ["application/json"]["schema"]
            .clone();
        assert!(schema.is_object(), "{path} has a schema");
        described(&document, &schema, &value, path);
    }
    let (_, refusal) = console.get_json("/api/rooms?x=1").await;
    described(&document, &json!({"$ref": "#/components/schemas/Problem"}), &refusal, "problem");
}
