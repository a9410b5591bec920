//! What is no good webhook gets a clear, counted answer, leaves nothing behind, and breaks nothing.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use livekit_console::livekit::sign_webhook;
use serde_json::{Value, json};

use crate::console::{Console, KEY, SECRET, now};
use crate::webhook_bodies;

/// A good webhook that is never taken, because something about it is wrong.
const BODY: &str =
    r#"{"event":"room_started","id":"EV_never","room":{"sid":"RM_never","name":"never"}}"#;

/// What was refused, by code.
type Refusals = BTreeMap<String, u64>;

async fn counted(console: &Console) -> Refusals {
    let response = console.get("/metrics").await;
    let text = response.text().await.expect("it is text");
    let mut refusals = Refusals::new();
    for line in text.lines() {
        let Some(rest) = line.strip_prefix("livekit_console_webhook_refused_total{code=\"") else {
            continue;
        };
        let (code, count) = (rest.split('"').next(), rest.rsplit(' ').next());
        let count: u64 = count.and_then(|count| count.parse().ok()).expect("a count");
        // Of every deployment, and of none.
        *refusals.entry(code.expect("a code").to_owned()).or_default() += count;
    }
    refusals
}

/// Asserts that `answer` is a problem of this status and code, and that it counted once.
async fn assert_refused(
    console: &Console,
    why: &str,
    (status, code): (u16, &str),
    before: &Refusals,
    (answered, problem): (u16, Value),
) {
    assert_eq!((answered, problem["code"].as_str()), (status, Some(code)), "{why}: {problem}");
    for member in ["type", "title", "detail", "request_id"] {
        assert!(problem[member].as_str().is_some_and(|text| !text.is_empty()), "{why}: {problem}");
    }
    assert_eq!(problem["status"], status, "{why}");
    let after = counted(console).await;
    assert_eq!(after[code], before[code] + 1, "{why} is counted as `{code}`");
    let (before, after): (u64, u64) = (before.values().sum(), after.values().sum());
    assert_eq!(after, before + 1, "{why} is counted once");
}

/// `token` with another header.
fn with_header(token: &str, header: &str) -> String {
    let rest = token.split_once('.').expect("it has parts").1;
    format!("{}.{rest}", URL_SAFE_NO_PAD.encode(header))
}

/// Tokens that are no good for [`BODY`], with the code that they get.
fn bad_tokens() -> Vec<(&'static str, &'static str, Option<String>)> {
    let now = now();
    let sign =
        |body: &str, key: &str, secret: &str, at| sign_webhook(body.as_bytes(), key, secret, at);
    let good = sign(BODY, KEY, SECRET, now);
    let claims = |claims: &str| {
        let signed = with_header(&good, r#"{"alg":"HS256","typ":"JWT"}"#);
        let mut parts: Vec<_> = signed.split('.').map(str::to_owned).collect();
        parts[1] = URL_SAFE_NO_PAD.encode(claims);
        parts.join(".")
    };
    let unsigned = with_header(&good, r#"{"alg":"none","typ":"JWT"}"#);
    let (unsigned_head, _) = unsigned.rsplit_once('.').expect("it has a signature");
    vec![
        ("no token", "missing_token", None),
        ("an empty token", "missing_token", Some(String::new())),
        ("`Bearer` alone", "missing_token", Some("Bearer ".to_owned())),
        ("no space after `Bearer`", "malformed_token", Some(format!("Bearer{good}"))),
        ("a garbled token", "malformed_token", Some("garbage".to_owned())),
        ("two dots", "malformed_token", Some("..".to_owned())),
        ("a cut token", "malformed_token", Some(good[..good.len() / 3].to_owned())),
        (
            "another signature",
            "invalid_signature",
            Some(format!("{}AAAA", &good[..good.len() - 4])),
        ),
        (
            "changed claims",
            "invalid_signature",
            Some(claims(r#"{"iss":"APIconsoletest","exp":9999999999,"nbf":0,"sha256":""}"#)),
        ),
        ("an expired token", "token_expired", Some(sign(BODY, KEY, SECRET, now.plus(-3_600_000)))),
        (
            "a token of tomorrow",
            "token_not_yet_valid",
            Some(sign(BODY, KEY, SECRET, now.plus(86_400_000))),
        ),
        (
            "another secret",
            "invalid_signature",
            Some(sign(BODY, KEY, "another-secret-of-thirty-two-chars", now)),
        ),
        ("another key", "unknown_api_key", Some(sign(BODY, "APIother", SECRET, now))),
        ("no algorithm", "unsupported_algorithm", Some(unsigned.clone())),
        (
            "no algorithm and no signature",
            "unsupported_algorithm",
            Some(format!("{unsigned_head}.")),
        ),
        (
            "HS512",
            "unsupported_algorithm",
            Some(with_header(&good, r#"{"alg":"HS512","typ":"JWT"}"#)),
        ),
        (
            "RS256",
            "unsupported_algorithm",
            Some(with_header(&good, r#"{"alg":"RS256","typ":"JWT"}"#)),
        ),
        ("the hash of another body", "body_mismatch", Some(sign("{}", KEY, SECRET, now))),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn each_bad_token_is_refused_by_its_own_code_and_counted() {
    let console = Console::spawn().await;
    for (why, code, token) in bad_tokens() {
        let before = counted(&console).await;
        let (status, problem, retry_after) = console.post(token.as_deref(), BODY.into()).await;
        assert_eq!(retry_after, None, "{why}: trying again cannot help");
        assert_refused(&console, why, (401, code), &before, (status, problem)).await;
    }
    works_and_is_empty(&console, bad_tokens().len()).await;
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bearer_prefix_is_accepted_and_a_token_may_be_a_minute_off() {
    let console = Console::spawn().await;
    for (index, (prefix, ahead)) in
        [("", 0), ("Bearer ", 0), ("bearer  ", 0), ("", 50_000), ("", -340_000)]
            .into_iter()
            .enumerate()
    {
        let body = json!({"event": "room_started", "id": format!("EV_{index}")}).to_string();
        let token = sign_webhook(body.as_bytes(), KEY, SECRET, now().plus(ahead));
        let (status, response, _) =
            console.post(Some(&format!("{prefix}{token}")), body.into_bytes()).await;
        assert_eq!((status, &response["status"]), (200, &json!("accepted")), "`{prefix}` {ahead}");
    }
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_bad_body_is_refused_by_its_own_code_and_counted() {
    let console = Console::spawn().await;
    let deep = |n: usize| format!("{{\"x\":{}{}}}", "[".repeat(n), "]".repeat(n));
    let long = format!("{{\"x\":\"{}\"}}", "x".repeat(9 * 1024 * 1024));
    let bodies: Vec<(&str, u16, &str, Vec<u8>)> = vec![
        ("empty", 400, "invalid_event", Vec::new()),
        ("white space", 400, "invalid_event", b" \n\t ".to_vec()),
        ("truncated", 400, "invalid_event", BODY.as_bytes()[..40].to_vec()),
        ("9 MiB", 413, "payload_too_large", long.into_bytes()),
        ("not UTF-8", 400, "invalid_event", b"{\"event\":\"\xff\xfe\"}".to_vec()),
        ("UTF-16", 400, "invalid_event", b"\xff\xfe{\0}\0".to_vec()),
        ("an array", 400, "invalid_event", b"[{\"event\":\"room_started\"}]".to_vec()),
        ("a string", 400, "invalid_event", b"\"room_started\"".to_vec()),
        ("null", 400, "invalid_event", b"null".to_vec()),
        ("two objects", 400, "invalid_event", b"{}{}".to_vec()),
        ("nested 101 deep", 400, "invalid_event", deep(100).into_bytes()),
        ("nested 100,000 deep", 400, "invalid_event", deep(100_000).into_bytes()),
        (
            "nested 1,000,000 deep and open",
            400,
            "invalid_event",
            b"{\"x\":".iter().copied().chain(vec![b'['; 1_000_000]).collect(),
        ),
    ];
    for (why, status, code, body) in &bodies {
        let before = counted(&console).await;
        let token = sign_webhook(body, KEY, SECRET, now());
        let (answered, problem, _) = console.post(Some(&token), body.clone()).await;
        assert_refused(&console, why, (*status, code), &before, (answered, problem)).await;
    }
    works_and_is_empty(&console, bodies.len()).await;
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_get_says_that_a_redirect_made_it_of_a_post() {
    let console = Console::spawn().await;
    let before = counted(&console).await;
    let request = console
        .request(reqwest::Method::GET, "/api/livekit/webhook")
        .header("Referer", "http://console.example/api/livekit/webhook");
    let response = request.send().await.expect("it answers");
    assert_eq!(response.headers()["allow"], "POST");
    assert_eq!(response.headers()["content-type"], "application/problem+json");
    let status = response.status().as_u16();
    let problem: Value = response.json().await.expect("it is a problem");
    let detail = problem["detail"].as_str().unwrap_or_default().to_owned();
    assert!(detail.contains("redirect") && detail.contains("http://console.example/"), "{detail}");
    let refused = (405, "webhook_needs_post");
    assert_refused(&console, "a GET", refused, &before, (status, problem)).await;
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_unknown_or_odd_is_taken_and_shown() {
    let console = Console::spawn().await;
    let at = webhook_bodies::SECONDS;
    let wide = "\u{1F600}".repeat(256);
    let names = [
        "with \"quotes\" and 'these' `too`",
        "a/b/../c",
        "nul\0nul",
        "\u{1F9D1}\u{200D}\u{1F680}",
        "\u{202E}\u{5E9}\u{5DC}\u{5D5}\u{5DD}\u{202C}",
        &wide,
        "%2F%00?x=1#y",
        "...",
        " leading and trailing ",
        "<script>alert(1)</script>",
        "\r\nSet-Cookie: a=b",
    ];
    for (index, name) in names.iter().enumerate() {
        for (event, id) in [("participant_joined", "a"), ("participant_waved", "b")] {
            let body = json!({
                "event": event, "id": format!("EV_{index}_{id}"), "createdAt": at.to_string(),
                "room": {"sid": format!("RM_{index}"), "name": name, "creationTime": at.to_string()},
                "participant": {"sid": format!("PA_{index}"), "identity": name, "name": name,
                    "state": "ACTIVE", "kind": "HOLOGRAM", "joinedAt": at.to_string()},
                "unknown": {"a": [1, null]},
            });
            assert_eq!(console.send(&body).await, 200, "{name:?}");
        }
    }
    for (index, (created_at, reason)) in [
        (Value::Null, json!("CAT_ON_KEYBOARD")),
        (json!(-5), json!(99)),
        (json!("99999999999"), json!(-1)),
        (json!("not a time"), json!({})),
        (json!(1e40), json!(3)),
    ]
    .into_iter()
    .enumerate()
    {
        let body = json!({
            "event": "participant_left", "id": format!("EV_t{index}"), "createdAt": created_at,
            "room": {"sid": "RM_times", "name": "times", "creationTime": at.to_string()},
            "participant": {"sid": format!("PA_t{index}"), "identity": format!("t{index}"),
                "joinedAt": at.to_string(), "disconnectReason": reason, "kind": index + 100},
        });
        assert_eq!(console.send(&body).await, 200, "{body}");
        assert_eq!(console.send(&body).await, 200, "again");
    }
    console.until_stored().await;
    for name in names {
        let shown = name.replace('\0', "\u{fffd}");
        let path =
            percent_encoding::utf8_percent_encode(&shown, percent_encoding::NON_ALPHANUMERIC);
        let (status, room) = console.get_json(&format!("/api/rooms/{path}")).await;
        assert_eq!((status, room["name"].as_str()), (200, Some(&*shown)), "{room}");
        assert_eq!(room["participants"][0]["identity"], shown);
        assert_eq!(room["participants"][0]["kind"], "HOLOGRAM");
    }
    let (_, events) = console.get_json("/api/events?event=participant_waved&limit=100").await;
    assert_eq!(events["events"].as_array().map(Vec::len), Some(names.len()), "unknown, and kept");
    let (_, room) = console.get_json("/api/rooms/times?participants=all").await;
    let reasons: Vec<_> = room["participants"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| one["disconnect_reason"].as_str().unwrap_or("none"))
        .collect();
    assert_eq!(reasons, ["CAT_ON_KEYBOARD", "99", "-1", "UNKNOWN_REASON", "SERVER_SHUTDOWN"]);
    let response = console.get("/metrics").await;
    let text = response.text().await.expect("it is text");
    let other = "livekit_console_webhook_received_total{deployment=\"default\",event=\"other\"}";
    assert!(text.contains(&format!("{other} {}\n", names.len())), "an unknown event is `other`");
    console.stop().await;
}

/// Asserts that nothing of what was refused is there, that all of it was counted, and that the
/// console still takes webhooks.
async fn works_and_is_empty(console: &Console, refused: usize) {
    let total: u64 = counted(console).await.values().sum();
    assert_eq!(total, refused as u64);
    let (_, events) = console.get_json("/api/events").await;
    assert_eq!(events["events"], json!([]));
    let (_, rooms) = console.get_json("/api/rooms?status=all").await;
    assert_eq!(rooms["total"], 0);
    let body =
        json!({"event": "room_started", "id": "EV_good", "room": {"sid": "RM_1", "name": "good"}});
    assert_eq!(console.send(&body).await, 200);
    console.until_stored().await;
    let (_, events) = console.get_json("/api/events").await;
    assert_eq!(events["events"].as_array().map(Vec::len), Some(1));
}
