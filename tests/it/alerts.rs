//! Alerts by REST: listed, shown, resolved by hand.

use livekit_console::model::{Alert, AlertStatus, Severity, Transition};
use reqwest::Method;
use serde_json::Value;

use crate::console::{Console, NOW};

#[tokio::test(flavor = "multi_thread")]
async fn an_alert_is_listed_shown_resolved_once_and_kept() {
    let console = Console::spawn().await;
    console.store.prepare().await.expect("the database is there");
    let alert = Alert {
        id: "01-a".to_owned(),
        rule: "high_disconnect_rate".to_owned(),
        severity: Severity::Critical,
        status: AlertStatus::Firing,
        message: "2 unexpected disconnects a minute".to_owned(),
        value: Some(2.0),
        threshold: Some(0.1),
        deployment: Some("default".to_owned()),
        room: None,
        started_at: NOW.to_utc(),
        acknowledged_at: None,
        resolved_at: None,
        resolved_by: None,
    };
    let first = Transition {
        at: NOW.to_utc(),
        from: None,
        to: AlertStatus::Firing,
        by: "console".to_owned(),
        note: None,
        value: Some(2.0),
    };
    console.store.open_alert(&alert, &first).await.expect("written");
    for (query, total) in [
        ("", 1),
        ("?status=firing&severity=critical&rule=high_disconnect_rate&deployment=default", 1),
        ("?status=resolved", 0),
        ("?severity=info", 0),
        ("?rule=other", 0),
    ] {
        assert_eq!(console.read(&format!("/api/alerts{query}")).await["total"], total, "{query}");
    }
    let resolve = |body: &'static str| {
        console.request(Method::POST, "/api/alerts/01-a/resolve").body(body).send()
    };
    for bad in ["[]", "null", "{", "{\"why\":1}", "{\"note\":\"\\u0000\"}"] {
        let response = resolve(bad).await.expect("an answer");
        assert_eq!(response.status(), 400, "{bad}");
        let problem: Value = response.json().await.expect("a problem");
        assert_eq!(problem["code"], "invalid_body", "{bad}");
    }
    console.clock.set(NOW.plus(60_000));
    let response = resolve("{\"note\":\"a test\",\"by\":\"ada\"}").await.expect("an answer");
    assert_eq!(response.status(), 200);
    let resolved: Value = response.json().await.expect("the alert");
    assert_eq!(resolved["status"], "resolved");
    assert_eq!(resolved["resolved_by"], "ada");
    assert_eq!(resolved["resolved_at"], "2026-11-22T20:01:00Z");
    let again = resolve("").await.expect("an answer");
    assert_eq!(again.status(), 409);
    let shown = console.read("/api/alerts/01-a").await;
    assert_eq!(shown["transitions"].as_array().map(Vec::len), Some(2));
    assert_eq!(shown["transitions"][1]["note"], "a test");
    let missing = console.request(Method::POST, "/api/alerts/02/resolve").send().await;
    assert_eq!(missing.expect("an answer").status(), 404);
}
