//! Alerts by REST: listed, shown, and what people do to them.

use futures::StreamExt as _;
use livekit_console::model::{Alert, Evidence, EvidenceRoom, Millis, NotificationStatus, Severity};
use livekit_console::store::{AlertBatch, NotificationFilter};
use reqwest::Method;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::console::{Console, LIMIT, NOW, Socket};
use crate::store_contract::make;

/// A console whose store holds these alerts, firing.
async fn with(alerts: &[Alert]) -> Console {
    let console = Console::spawn().await;
    console.store.prepare().await.expect("the database is there");
    console.store.record(&make::opening(alerts)).await.expect("written");
    console
}

/// An alert that fired so many seconds before now.
fn fired(id: &str, ago: i64) -> Alert {
    make::alert(id, NOW.plus(-ago * 1000))
}

async fn do_to(console: &Console, id: &str, act: &str, body: &Value) -> (u16, Value) {
    console.ask("POST", &format!("/api/alerts/{id}/{act}"), body).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alert_is_acknowledged_unacknowledged_assigned_noted_and_resolved_and_every_step_is_stored()
 {
    let console = with(&[fired("a", 60)]).await;
    let at = |seconds: i64| NOW.plus(seconds * 1000);
    for (seconds, act, body, member, value) in [
        (1, "acknowledge", json!({"by": "ada", "note": "mine"}), "acknowledged_by", json!("ada")),
        (2, "unacknowledge", json!({"by": "ada"}), "acknowledged_by", Value::Null),
        (3, "assign", json!({"assignee": "bob", "by": "ada"}), "assignee", json!("bob")),
        (4, "assign", json!({"assignee": null}), "assignee", Value::Null),
        (5, "notes", json!({"note": "saw it"}), "status", json!("firing")),
        (6, "acknowledge", json!({}), "acknowledged_by", json!("anonymous")),
        (7, "resolve", json!({"note": "a test", "by": "ada"}), "resolved_by", json!("ada")),
        (
            8,
            "notes",
            json!({"note": "it was the switch", "by": "bob"}),
            "status",
            json!("resolved"),
        ),
    ] {
        console.clock.set(at(seconds));
        let (status, row) = do_to(&console, "a", act, &body).await;
        assert_eq!((status, &row[member]), (200, &value), "{act}: {row}");
        assert_eq!(row["silenced_by"], json!([]));
    }
    let shown = console.read("/api/alerts/a").await;
    assert_eq!(shown["resolved_at"], "2026-11-22T20:00:07Z");
    let steps: Vec<_> = shown["transitions"]
        .as_array()
        .expect("steps")
        .iter()
        .map(|step| {
            let text = |name: &str| step[name].as_str().unwrap_or("-").to_owned();
            [text("kind"), text("by"), text("note")].join(" ")
        })
        .collect();
    assert_eq!(
        steps,
        [
            "fired console -",
            "acknowledged ada mine",
            "unacknowledged ada -",
            "assigned ada to bob",
            "assigned anonymous to nobody",
            "noted anonymous saw it",
            "acknowledged anonymous -",
            "resolved ada a test",
            "noted bob it was the switch",
        ]
    );
    let audit = console.read("/api/audit?kind=alert&subject=a").await;
    let lines = audit["lines"].as_array().expect("lines");
    assert_eq!(lines.len(), 9);
    assert_eq!(lines[1]["kind"], "alert.resolved");
    assert_eq!(lines[1]["actor"], "ada");
    assert!(lines[1]["body"].as_str().is_some_and(|body| body.contains("a test")), "{}", lines[1]);
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_done_to_an_alert_is_refused_by_its_code() {
    let console = with(&[fired("open", 60), fired("over", 60), fired("taken", 60)]).await;
    assert_eq!(do_to(&console, "over", "resolve", &json!({})).await.0, 200);
    assert_eq!(do_to(&console, "taken", "acknowledge", &json!({})).await.0, 200);
    let long = |characters: usize| "x".repeat(characters);
    let (assign, note) = (json!({"assignee": "ada"}), json!({"note": "n"}));
    for (id, act, body, status, code) in [
        ("over", "resolve", json!({}), 409, "alert_already_resolved"),
        ("over", "acknowledge", json!({}), 409, "alert_already_resolved"),
        ("over", "unacknowledge", json!({}), 409, "alert_already_resolved"),
        ("over", "assign", assign.clone(), 409, "alert_already_resolved"),
        ("taken", "acknowledge", json!({}), 409, "alert_already_acknowledged"),
        ("open", "unacknowledge", json!({}), 409, "alert_not_acknowledged"),
        ("none", "resolve", json!({}), 404, "alert_not_found"),
        ("none", "notes", note, 404, "alert_not_found"),
        ("none", "assign", assign, 404, "alert_not_found"),
        ("open", "notes", json!({}), 400, "invalid_body"),
        ("open", "notes", json!({"note": " "}), 400, "invalid_body"),
        ("open", "assign", json!({}), 400, "invalid_body"),
        ("open", "assign", json!({"assignee": 1}), 400, "invalid_body"),
        ("open", "assign", json!({"assignee": long(201)}), 400, "invalid_body"),
        ("open", "resolve", json!({"why": 1}), 400, "invalid_body"),
        ("open", "resolve", json!({"note": "\u{0}"}), 400, "invalid_body"),
        ("open", "resolve", json!({"note": long(4001)}), 400, "invalid_body"),
        ("open", "resolve", json!({"by": long(201)}), 400, "invalid_body"),
        ("open", "acknowledge", json!([]), 400, "invalid_body"),
        ("open", "acknowledge", json!(null), 400, "invalid_body"),
        ("open", "resolve", json!({"note": long(300_000)}), 413, "payload_too_large"),
    ] {
        let (answered, problem) = do_to(&console, id, act, &body).await;
        assert_eq!((answered, &problem["code"]), (status, &json!(code)), "{act} {id}: {problem}");
    }
    let path = "/api/alerts/open/resolve";
    for (body, status) in [("{", 400), ("{\"note\":\"a\",\"note\":\"b\"}", 400), ("", 200)] {
        let request = console.request(Method::POST, path).body(body);
        let request = request.header("content-type", "application/json");
        let response = request.send().await;
        assert_eq!(response.expect("an answer").status(), status, "{body}");
    }
    let foreign = console.request(Method::POST, "/api/alerts/taken/resolve");
    let foreign = foreign.header("origin", "https://evil.example").send().await.expect("an answer");
    assert_eq!(foreign.status(), 403);
    assert_eq!(console.read("/api/alerts/taken").await["status"], "acknowledged");
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_filter_finds_just_its_alerts() {
    let about = |id: &str, ago, room: &str, region: &str, severity| Alert {
        room: Some(room.to_owned()),
        region: Some(region.to_owned()),
        severity,
        ..fired(id, ago)
    };
    let console = with(&[
        about("a", 3600, "al/pha?", "eu", Severity::Critical),
        about("b", 1800, "beta", "us", Severity::Info),
        Alert { rule: "other".to_owned(), message: "MESSAGE".to_owned(), ..fired("c", 60) },
    ])
    .await;
    assert_eq!(do_to(&console, "b", "acknowledge", &json!({})).await.0, 200);
    assert_eq!(do_to(&console, "c", "resolve", &json!({})).await.0, 200);
    for (query, ids) in [
        ("", vec!["c", "b", "a"]),
        ("status=open", vec!["b", "a"]),
        ("status=firing", vec!["a"]),
        ("status=acknowledged", vec!["b"]),
        ("status=resolved", vec!["c"]),
        ("severity=critical", vec!["a"]),
        ("rule=other", vec!["c"]),
        ("deployment=default&region=us", vec!["b"]),
        ("deployment=none", vec![]),
        ("room=al%2Fpha%3F", vec!["a"]),
        ("q=message", vec!["c"]),
        ("q=ALPHA", vec![]),
        ("q=Bet", vec!["b"]),
        ("to=now-30m", vec!["a"]),
        ("to=now-29m", vec!["b", "a"]),
        ("limit=1&offset=1", vec!["b"]),
    ] {
        let page = console.read(&format!("/api/alerts?{query}")).await;
        let found: Vec<_> =
            page["alerts"].as_array().expect("alerts").iter().map(|it| &it["id"]).collect();
        assert_eq!(found, ids, "{query}");
    }
    for query in ["status=gone", "severity=high", "room=", "from=now&to=now-1h", "sort=id"] {
        let (status, problem) = console.get_json(&format!("/api/alerts?{query}")).await;
        assert_eq!((status, &problem["code"]), (400, &json!("invalid_query")), "{query}");
    }
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alert_is_shown_with_what_it_concerned_and_pages_of_the_moment() {
    let alert = Alert {
        room: Some("a/b ?&#%😀".to_owned()),
        room_sid: Some("RM_1".to_owned()),
        ..fired("a", 60)
    };
    let console = Console::spawn().await;
    console.store.prepare().await.expect("the database is there");
    let mut batch = make::opening(std::slice::from_ref(&alert));
    let rooms = vec![EvidenceRoom { name: "a/b ?&#%😀".to_owned(), sid: "RM_1".to_owned() }];
    batch.opened[0].evidence = Evidence { rooms, rooms_total: 1, ..Evidence::default() };
    batch.notifications = vec![make::notification("n", &alert, NOW)];
    console.store.record(&batch).await.expect("written");
    let shown = console.read("/api/alerts/a").await;
    assert_eq!(shown["evidence"]["rooms"][0]["sid"], "RM_1");
    assert_eq!(shown["notifications"][0]["id"], "n");
    let hrefs: Vec<_> =
        shown["links"].as_array().expect("links").iter().map(|it| &it["href"]).collect();
    assert_eq!(
        hrefs[..2],
        [
            "/rooms/a%2Fb%20%3F%26%23%25%F0%9F%98%80?sid=RM_1&at=2026-11-22T19%3A59%3A00Z",
            "/rooms?at=2026-11-22T19%3A59%3A00Z&deployment=default",
        ]
    );
    assert!(hrefs[2].as_str().is_some_and(|href| href.starts_with("/history?room=a%2Fb")));
    assert_eq!(console.get("/api/alerts/none").await.status(), 404);
    console.stop().await;
}

async fn next_alert(socket: &mut Socket) -> Value {
    loop {
        let message = tokio::time::timeout(LIMIT, socket.next()).await.expect("a frame in time");
        let Message::Text(text) = message.expect("it is open").expect("a frame") else { continue };
        let frame: Value = serde_json::from_str(&text).expect("JSON");
        if frame["type"] == "alert" {
            return frame["data"].clone();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_action_is_sent_to_subscribers() {
    let console = with(&[fired("a", 60)]).await;
    let mut socket = console.websocket().await;
    socket.next().await.expect("the snapshot").expect("a frame");
    for (act, body, status) in [
        ("acknowledge", json!({}), "acknowledged"),
        ("notes", json!({"note": "n"}), "acknowledged"),
        ("unacknowledge", json!({}), "firing"),
        ("resolve", json!({}), "resolved"),
    ] {
        assert_eq!(do_to(&console, "a", act, &body).await.0, 200, "{act}");
        let notified = next_alert(&mut socket).await;
        assert_eq!((&notified["id"], &notified["status"]), (&json!("a"), &json!(status)), "{act}");
    }
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_resolve_at_once_one_does() {
    let console = with(&[fired("a", 60)]).await;
    let resolve = |by: &'static str| {
        let body = json!({"by": by});
        let console = &console;
        async move { do_to(console, "a", "resolve", &body).await.0 }
    };
    let (ada, bob, eve) = tokio::join!(resolve("ada"), resolve("bob"), resolve("eve"));
    let mut statuses = [ada, bob, eve];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409, 409]);
    let shown = console.read("/api/alerts/a").await;
    assert_eq!(shown["transitions"].as_array().map(Vec::len), Some(2));
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_of_firing_also_receives_resolved() {
    let console = with(&[fired("a", 60)]).await;
    let receiver =
        json!({"name": "ops", "target": {"type": "webhook", "url": "https://example.com/hook"}});
    assert_eq!(console.ask("POST", "/api/receivers", &receiver).await.0, 201);
    let notified = |notice: &'static str, status: NotificationStatus| {
        let filter =
            NotificationFilter { status: Some(status), limit: 10, ..NotificationFilter::default() };
        let store = &console.store;
        async move {
            let page = store.notifications(&filter).await.expect("read");
            page.rows.iter().filter(|it| it.notice.as_str() == notice).count()
        }
    };
    assert_eq!(do_to(&console, "a", "notes", &json!({"note": "n"})).await.0, 200);
    assert_eq!(notified("fired", NotificationStatus::Waiting).await, 1);
    for body in [json!({}), json!({})] {
        do_to(&console, "a", "resolve", &body).await;
    }
    assert_eq!(notified("resolved", NotificationStatus::Waiting).await, 1);
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_parked_is_sent_again_or_discarded_once_and_that_is_audited() {
    let console = Console::spawn().await;
    console.store.prepare().await.expect("the database is there");
    let alert = fired("a", 60);
    let with_status = |id: &str, status| livekit_console::model::Notification {
        status,
        ..make::notification(id, &alert, NOW)
    };
    let batch = AlertBatch {
        notifications: vec![
            with_status("parked", NotificationStatus::Parked),
            with_status("waiting", NotificationStatus::Waiting),
            with_status("sent", NotificationStatus::Sent),
            with_status("other", NotificationStatus::Parked),
        ],
        ..make::opening(std::slice::from_ref(&alert))
    };
    console.store.record(&batch).await.expect("written");
    for (id, act, status, expected) in [
        ("waiting", "retry", 409, "notification_not_parked"),
        ("sent", "retry", 409, "notification_not_parked"),
        ("sent", "discard", 409, "notification_already_sent"),
        ("none", "retry", 404, "notification_not_found"),
        ("other", "discard", 200, "discarded"),
        ("other", "discard", 409, "notification_already_discarded"),
        ("parked", "retry", 200, "waiting"),
        ("parked", "discard", 200, "discarded"),
    ] {
        let path = format!("/api/notifications/{id}/{act}");
        let (answered, response) = console.ask("POST", &path, &json!({"by": "ada"})).await;
        let word = if status == 200 { &response["status"] } else { &response["code"] };
        assert_eq!((answered, word), (status, &json!(expected)), "{act} {id}: {response}");
    }
    let audit = console.read("/api/audit?kind=notification&actor=ada").await;
    let kinds: Vec<_> =
        audit["lines"].as_array().expect("lines").iter().map(|it| &it["kind"]).collect();
    assert_eq!(kinds, ["notification.discarded", "notification.retried", "notification.discarded"]);
    let page = console.read("/api/notifications?status=waiting&receiver=ops&alert=a").await;
    assert_eq!((&page["total"], &page["outbox"]["waiting"]), (&json!(1), &json!(1)));
    assert_eq!(page["notifications"][0]["id"], "waiting");
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_state_of_alerting_is_shown_and_unknown_is_no_error() {
    let critical = Alert { severity: Severity::Critical, ..fired("b", 30) };
    let console = with(&[fired("a", 60), critical]).await;
    let state = console.read("/api/alerting").await;
    assert_eq!(state["open"], json!({"info": 0, "warning": 1, "critical": 1}));
    assert_eq!(state["outbox"], json!({"waiting": 0, "parked": 0, "oldest_due_at": null}));
    assert!(state["evaluator"]["interval_seconds"].as_f64().is_some_and(|seconds| seconds > 0.0));
    console.until_stored().await;
    let health = console.read("/api/health").await;
    // Nobody has sent a webhook yet, and the clock has not reached the first evaluation.
    assert_eq!(
        (&health["status"], &health["alerting"]["status"]),
        (&json!("ok"), &json!("unknown"))
    );
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn alerts_are_exported_whole_and_are_no_formulas() {
    let alerts: Vec<_> = (0..1500_u16)
        .map(|number| Alert {
            room: Some("=HYPERLINK(\"x\")".to_owned()),
            ..make::alert(&format!("a{number:04}"), Millis(NOW.0 - i64::from(number / 7) * 1000))
        })
        .collect();
    let console = with(&alerts).await;
    let text = console.get("/api/export/alerts?format=csv&status=open").await.bytes().await;
    let text = text.expect("the whole body");
    let mut reader = csv::Reader::from_reader(&*text);
    let index = |header: &csv::StringRecord, name: &str| {
        header.iter().position(|column| column == name).expect("a column")
    };
    let header = reader.headers().expect("a header").clone();
    let (id, room) = (index(&header, "id"), index(&header, "room"));
    let mut ids: Vec<_> = reader
        .records()
        .map(|row| {
            let row = row.expect("a row");
            assert_eq!(&row[room], "'=HYPERLINK(\"x\")");
            row[id].to_owned()
        })
        .collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 1500);
    let listed = console.read("/api/alerts?limit=3&rule=high_disconnect_rate").await;
    let lines = console.get("/api/export/alerts?format=ndjson").await.text().await.expect("text");
    let first: Value = serde_json::from_str(lines.lines().next().expect("a line")).expect("JSON");
    assert_eq!(first, listed["alerts"][0]);
    assert_eq!(console.get("/api/export/alerts?limit=1").await.status(), 400);
    console.stop().await;
}
