//! Clients' reports of their own connection: who may send them, what becomes of them, and that none
//! that was acknowledged is lost or counted twice.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use livekit_console::config::Options;
use livekit_console::livekit::sign_webhook;
use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::console::{Console, KEY, NOW, SECRET, eventually, now};
use crate::holder::{claims, token, token_of};
use crate::process::Process;
use crate::webhook_bodies;

mod delivery;

const PATH: &str = "/api/livekit/quality";

impl Console {
    async fn report(&self, token: &str, body: &Value) -> Response {
        self.request(Method::POST, PATH).bearer_auth(token).json(body).send().await.expect("answer")
    }

    /// Reports, which must be accepted; the answer.
    async fn reported(&self, token: &str, body: &Value) -> Value {
        let reply = self.report(token, body).await;
        assert_eq!(reply.status(), 202, "{body}");
        reply.json().await.expect("JSON")
    }

    /// The only participant shown of room `a`, and the room.
    async fn shown(&self) -> (Value, Value) {
        let room = self.read("/api/rooms/a").await;
        (room["participants"][0].clone(), room)
    }

    async fn events_named(&self, name: &str) -> Vec<Value> {
        let reply = self.read(&format!("/api/events?event={name}")).await;
        reply["events"].as_array().expect("a list").clone()
    }
}

/// A console that received webhooks about ann in room `a`.
async fn with_ann(adjust: impl FnOnce(&mut Options)) -> Console {
    let console = Console::spawn_with(adjust).await;
    console
        .receive_webhooks(&[
            webhook_bodies::room_started("RM_a", "a", 60),
            webhook_bodies::joined("RM_a", "a", "PA_ann", "ann", "STANDARD", 50),
        ])
        .await;
    console
}

async fn refused(response: Response, status: u16, code: &str, why: &str) -> Value {
    assert_eq!(response.status(), status, "{why}");
    assert_eq!(response.headers()["content-type"], "application/problem+json", "{why}");
    let problem: Value = response.json().await.expect("JSON");
    assert_eq!(problem["code"], code, "{why}: {problem}");
    problem
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_token_of_a_participant_may_report_and_only_of_itself() {
    let console = with_ann(|_| ()).await;
    let with = |change: &dyn Fn(&mut Value)| {
        let mut claims = claims("a", "ann");
        change(&mut claims);
        token_of(&claims, SECRET)
    };
    let seconds = now().0 / 1000;
    let body = json!({"at": NOW.0, "quality": "good"});
    let webhook = sign_webhook(body.to_string().as_bytes(), KEY, SECRET, now());
    let good = token("a", "ann");
    let unsigned = format!("{}.", good.rsplit_once('.').expect("parts").0);
    let none = format!(
        "{}.{}.",
        URL_SAFE_NO_PAD.encode(r#"{"alg":"none","typ":"JWT"}"#),
        good.split('.').nth(1).expect("parts")
    );
    for (why, token, status, code) in [
        ("no token", String::new(), 401, "missing_token"),
        ("a garbled token", "garbage".to_owned(), 401, "malformed_token"),
        ("no signature", unsigned, 401, "invalid_signature"),
        ("no algorithm", none, 401, "unsupported_algorithm"),
        ("another secret", token_of(&claims("a", "ann"), "wrong"), 401, "invalid_signature"),
        ("another key", with(&|c| c["iss"] = json!("APIother")), 401, "unknown_api_key"),
        ("expired", with(&|c| c["exp"] = json!(seconds - 120)), 401, "token_expired"),
        ("not yet", with(&|c| c["nbf"] = json!(seconds + 120)), 401, "token_not_yet_valid"),
        ("a webhook's token", webhook, 403, "not_a_participant_token"),
        (
            "a server's token",
            with(&|c| c["video"] = json!({"roomList": true})),
            403,
            "not_a_participant_token",
        ),
        (
            "no room",
            with(&|c| c["video"] = json!({"roomJoin": true})),
            403,
            "not_a_participant_token",
        ),
        (
            "may not join",
            with(&|c| c["video"]["roomJoin"] = json!(false)),
            403,
            "not_a_participant_token",
        ),
        ("nobody", with(&|c| c["sub"] = json!("")), 403, "not_a_participant_token"),
        ("a body's hash", with(&|c| c["sha256"] = json!("x")), 403, "not_a_participant_token"),
    ] {
        let problem = refused(console.report(&token, &body).await, status, code, why).await;
        let text = problem.to_string();
        assert!(token.is_empty() || !text.contains(&token), "{why}: the token is not repeated");
    }
    for (why, room, identity, sids) in [
        ("another's sid", "a", "bob", json!({"participant_sid": "PA_ann"})),
        ("a sid of another room", "b", "ann", json!({"participant_sid": "PA_ann"})),
        ("another room's sid", "b", "ann", json!({"room_sid": "RM_a"})),
    ] {
        let mut body = body.clone();
        body.as_object_mut().expect("members").extend(sids.as_object().expect("members").clone());
        let reply = console.report(&token(room, identity), &body).await;
        refused(reply, 403, "participant_mismatch", why).await;
    }
    let metrics = console.get("/metrics").await.text().await.expect("text");
    for line in [
        "livekit_console_quality_reports_refused_total{code=\"not_a_participant_token\"} 6",
        "livekit_console_quality_reports_refused_total{code=\"participant_mismatch\"} 3",
        "livekit_console_quality_reports_total{deployment=\"default\"} 0",
    ] {
        assert!(metrics.contains(line), "{line}");
    }
    assert_eq!(console.shown().await.0["connection_quality"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_that_makes_no_sense_is_refused_by_name_and_leaves_nothing() {
    let console = with_ann(|_| ()).await;
    let ann = token("a", "ann");
    for (body, named) in [
        (json!([]), "not a JSON object"),
        (json!({}), "`at` is missing"),
        (json!({"at": NOW.0, "rtt_ms": "fast"}), "`rtt_ms` is `\"fast\"`"),
        (json!({"at": NOW.0, "loss_in_ratio": 2}), "`loss_in_ratio` is `2`"),
    ] {
        let problem = refused(console.report(&ann, &body).await, 400, "invalid_body", named).await;
        assert!(problem["detail"].as_str().is_some_and(|text| text.contains(named)), "{problem}");
    }
    let long = json!({"at": NOW.0, "x": "x".repeat(16 * 1024)});
    refused(console.report(&ann, &long).await, 413, "payload_too_large", "too long").await;
    let get = console.get(PATH).await;
    assert_eq!(get.status(), 405);
    console.until_stored().await;
    let path = "/api/participants/PA_ann/quality";
    assert_eq!(delivery::reports(&console.read(path).await), 0);
    console.reported(&ann, &json!({"at": NOW.0, "quality": "good"})).await;
    console.until_stored().await;
    console.clock.set(NOW.plus(2000));
    assert_eq!(delivery::reports(&console.read(path).await), 1, "a good one counts");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_shows_at_once_ages_and_sends_a_frame_only_when_the_rating_changes() {
    let console = with_ann(|_| ()).await;
    let mut socket = console.websocket().await;
    let ann = token("a", "ann");
    let at = |seconds: i64| NOW.plus(seconds * 1000).0;
    let reply = console.reported(&ann, &json!({"at": at(0), "quality": "excellent"})).await;
    assert_eq!(reply, json!({"status": "accepted", "participant_sid": "PA_ann", "matched": true}));
    let seen = async |quality: Value| {
        eventually("the quality is shown", async || {
            let (participant, room) = console.shown().await;
            participant["connection_quality"] == quality && room["connection_quality"] == quality
        })
        .await;
    };
    seen(json!(100.0)).await;
    let (participant, room) = console.shown().await;
    assert_eq!(
        (&participant["quality_source"], &room["quality_source"]),
        (&json!("client"), &json!("client"))
    );
    let metrics = console.read("/api/metrics/current").await;
    assert_eq!(metrics["avg_connection_quality"], 100.0);
    assert_eq!(metrics["connection_quality_source"], "clients");
    // Not called otherwise: no frame. Then poor, by figures alone.
    console.clock.set(NOW.plus(15_000));
    console.reported(&ann, &json!({"at": at(15), "rtt_ms": 40})).await;
    console.clock.set(NOW.plus(30_000));
    let poor = json!({"at": at(30), "rtt_ms": 300, "jitter_ms": 40, "loss_out_ratio": 0.15});
    console.reported(&ann, &poor).await;
    let mut bands = Vec::new();
    while bands.len() < 2 {
        let frame = next_update(&mut socket).await;
        bands.push(frame["participant"]["connection_quality"].as_f64().expect("a number"));
    }
    assert!((bands[0] - 100.0).abs() < 1e-9 && (20.0..40.0).contains(&bands[1]), "{bands:?}");
    // No report follows: the quality is unknown again, and a frame reports that, too.
    console.clock.set(NOW.plus(76_000));
    let frame = next_update(&mut socket).await;
    assert_eq!(frame["participant"]["connection_quality"], Value::Null);
    seen(Value::Null).await;
    // Stored: what was called otherwise as an event, the figures as points.
    console.until_stored().await;
    let changed = console.events_named("quality_changed").await;
    assert_eq!(changed.len(), 1, "{changed:?}");
    assert_eq!(
        (&changed[0]["source"], &changed[0]["raw"]["to"]),
        (&json!("client"), &json!("poor"))
    );
    assert_eq!(console.events_named("quality_report").await, Vec::<Value>::new());
    let reply = console.read("/api/participants/PA_ann/quality?from=now-90s&step=10").await;
    let points = reply["points"].as_array().expect("a list");
    let known: Vec<_> = points.iter().filter(|point| point["reports"] != 0).collect();
    assert_eq!(known.len(), 3, "{points:?}");
    assert_eq!(known[0]["quality"], 100.0);
    assert_eq!((&known[2]["rtt_ms"], &known[2]["loss_ratio"]), (&json!(300.0), &json!(0.15)));
    assert_eq!(known[2]["loss_in_ratio"], Value::Null);
    console.stop().await;
}

/// The data of the next `room_update` about a participant.
async fn next_update(socket: &mut crate::console::Socket) -> Value {
    use futures::StreamExt as _;
    loop {
        let message = tokio::time::timeout(crate::console::LIMIT, socket.next());
        let message = message.await.expect("in time").expect("open").expect("a frame");
        let Ok(text) = message.into_text() else { continue };
        let frame: Value = serde_json::from_str(&text).expect("JSON");
        if frame["type"] == "room_update" && frame["data"]["type"] == "participant_updated" {
            return frame["data"].clone();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rooms_are_sorted_and_filtered_by_reported_quality_and_unknown_comes_last() {
    let console = with_ann(|_| ()).await;
    console
        .receive_webhooks(&[
            webhook_bodies::room_started("RM_b", "b", 60),
            webhook_bodies::joined("RM_b", "b", "PA_bob", "bob", "STANDARD", 50),
            webhook_bodies::room_started("RM_c", "c", 60),
        ])
        .await;
    console.reported(&token("a", "ann"), &json!({"at": NOW.0, "quality": "good"})).await;
    console.reported(&token("b", "bob"), &json!({"at": NOW.0, "quality": "poor"})).await;
    for (query, expected) in [
        ("sort=quality", &["b", "a", "c"][..]),
        ("sort=-quality", &["a", "b", "c"]),
        ("quality_below=40", &["b"]),
        ("quality_below=100&sort=name", &["a", "b"]),
    ] {
        eventually(query, async || {
            let list = console.read(&format!("/api/rooms?{query}")).await;
            let rooms = list["rooms"].as_array().expect("rooms").iter();
            rooms.map(|room| &room["name"]).eq(expected)
        })
        .await;
    }
}
