//! The life of an alert by script, in the manner of Alertmanager's acceptance tests: what happens
//! at which second, which steps and notifications are wanted in which window.

use livekit_console::model::{Comparison, Measure, Rule};
use serde_json::{Value, json};

use super::script::{Play, by, rule};

fn crowded() -> Rule {
    rule("crowded", Measure::RoomParticipants, Comparison::Above, 2.0)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_condition_must_hold_for_its_time_and_ends_after_its_time() {
    let patient = Rule { for_seconds: 60, keep_firing_for_seconds: 30, ..crowded() };
    let mut play = Play::begin(vec![patient]).await;
    play.until(20).await;
    play.join("demo", 3).await;
    play.until(60).await;
    play.wants("crowded", &[]).await;
    // It stops to hold before its minute is over: nothing comes of it.
    play.leave("demo", 1, 20, "CLIENT_INITIATED").await;
    play.until(100).await;
    play.wants("crowded", &[]).await;
    play.join("demo", 1).await;
    play.until(160).await;
    play.wants("crowded", &[]).await;
    play.until(170).await;
    play.wants("crowded", &[(170..=170, "fired")]).await;
    play.leave("demo", 2, 20, "CLIENT_INITIATED").await;
    play.until(200).await;
    play.wants("crowded", &[(170..=170, "fired")]).await;
    play.until(260).await;
    let whole = [(170..=170, "fired"), (210..=210, "resolved")];
    play.wants("crowded", &whole).await;
    play.wants_told("crowded", &[(170..=180, "firing"), (210..=220, "resolved")]);
    play.console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_acknowledged_alert_does_not_notify_until_it_is_unacknowledged() {
    let mut play = Play::begin_with(vec![crowded()], |options, collector| {
        let mut reminding = collector.receiver("collector");
        reminding.insert("repeat_interval_seconds".to_owned(), 60.into());
        options.receivers = vec![reminding];
    })
    .await;
    play.join("demo", 3).await;
    play.until(10).await;
    play.until(100).await;
    play.wants_told("crowded", &[(10..=20, "firing"), (70..=80, "firing")]);
    let id = play.open("crowded").await["id"].as_str().expect("an id").to_owned();
    play.post(&format!("/api/alerts/{id}/acknowledge"), &by("ada", "on it")).await;
    play.until(200).await;
    let before = play.collector.notified("crowded").len();
    // The acknowledgement is notified once; there are no reminders.
    assert_eq!(before, 3, "{:?}", play.collector.messages());
    play.post(&format!("/api/alerts/{id}/unacknowledge"), &by("ada", "not mine")).await;
    play.until(280).await;
    assert!(play.collector.notified("crowded").len() > before);
    play.wants(
        "crowded",
        &[(10..=10, "fired"), (100..=100, "acknowledged"), (200..=200, "unacknowledged")],
    )
    .await;
    play.console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_resolved_by_hand_fires_anew_only_after_it_was_over() {
    let mut play = Play::begin(vec![crowded()]).await;
    play.join("demo", 3).await;
    play.until(10).await;
    let id = play.open("crowded").await["id"].as_str().expect("an id").to_owned();
    let resolved = play.post(&format!("/api/alerts/{id}/resolve"), &by("ada", "expected")).await;
    assert_eq!(
        (&resolved["status"], &resolved["resolved_by"]),
        (&json!("resolved"), &json!("ada"))
    );
    play.until(100).await;
    play.wants("crowded", &[(10..=10, "fired"), (10..=10, "resolved")]).await;
    let row = play.console.read("/api/alert-rules/crowded").await;
    assert_eq!(row["state"]["held"], 1, "{row}");
    play.leave("demo", 1, 0, "CLIENT_INITIATED").await;
    play.until(120).await;
    play.join("demo", 1).await;
    play.until(140).await;
    play.wants("crowded", &[(10..=10, "fired"), (10..=10, "resolved"), (130..=130, "fired")]).await;
    play.console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_silence_keeps_notifications_back_until_it_ends() {
    let mut play = Play::begin(vec![crowded()]).await;
    let silence = json!({
        "matchers": [{"name": "room", "value": "de*"}, {"name": "rule", "value": "crowded"}],
        "starts_at": "2026-11-22T20:00:00Z", "ends_at": "2026-11-22T20:01:00Z",
        "comment": "a load test", "author": "ada",
    });
    let made = play.post("/api/silences", &silence).await;
    play.join("demo", 3).await;
    play.join("other", 3).await;
    play.until(50).await;
    // The other room notifies; this one fires silently.
    play.wants_told("crowded", &[(10..=20, "firing")]);
    let open = play.console.read("/api/alerts?status=open&room=demo").await;
    assert_eq!(open["alerts"][0]["silenced_by"], json!([made["id"]]), "{open}");
    play.until(80).await;
    play.wants_told("crowded", &[(10..=20, "firing"), (60..=70, "firing")]);
    play.console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_unknown_neither_fires_nor_resolves() {
    // Nobody scrapes: while nobody reports, the quality of connections is not known.
    let low = Rule {
        severity: livekit_console::model::Severity::Critical,
        ..rule("low", Measure::AvgConnectionQuality, Comparison::Below, 50.0)
    };
    let mut play = Play::begin(vec![low]).await;
    play.join("demo", 3).await;
    play.until(60).await;
    play.wants("low", &[]).await;
    let row = play.console.read("/api/alert-rules/low").await;
    assert_eq!((&row["state"]["status"], &row["state"]["no_data"]), (&json!("no_data"), &json!(1)));
    // Somebody reports, then nobody for minutes, then somebody else.
    play.report(1, "lost").await;
    play.until(70).await;
    play.wants("low", &[(70..=70, "fired")]).await;
    play.until(300).await;
    assert_eq!(play.open("low").await["data"], "no_data");
    play.wants_told("low", &[(70..=80, "firing")]);
    play.report(2, "excellent").await;
    play.until(320).await;
    play.wants_told("low", &[(70..=80, "firing"), (310..=320, "resolved")]);
    play.console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_neither_notifies_twice_nor_forgets() {
    let patient =
        Rule { for_seconds: 60, ..rule("slow", Measure::RoomParticipants, Comparison::Above, 2.0) };
    let rules = vec![crowded(), patient];
    let mut play = Play::begin(rules.clone()).await;
    play.join("demo", 3).await;
    play.until(40).await;
    play.wants_told("crowded", &[(10..=20, "firing")]);
    let Play { console, collector, now, .. } = play;
    let clock = console.clock.clone();
    let folder = console.stop().await;
    let receiver = collector.receiver("collector");
    let console = crate::console::Console::spawn_on(folder, clock, |options| {
        options.alert_rules = rules;
        options.receivers = vec![receiver];
        options.alert_allowed_hosts = Some(vec!["127.0.0.0/8".to_owned()]);
    })
    .await;
    console.until_stored().await;
    let mut play = Play::adopt(console, collector, now);
    play.until(100).await;
    // The minute that the other has to wait went on over the restart.
    play.wants_told("crowded", &[(10..=20, "firing")]);
    play.wants("crowded", &[(10..=10, "fired")]).await;
    play.wants("slow", &[(70..=70, "fired")]).await;
    play.finish("demo").await;
    play.until(120).await;
    play.wants("crowded", &[(10..=10, "fired"), (110..=110, "resolved")]).await;
    play.wants_told("crowded", &[(10..=20, "firing"), (110..=120, "resolved")]);
    play.console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_and_goes_is_damped_the_third_time() {
    let mut play = Play::begin(vec![crowded()]).await;
    play.join("demo", 2).await;
    let mut joined = 2;
    for round in 0..3 {
        let at = play.now;
        play.join("demo", 1).await;
        joined += 1;
        play.until(20 + round * 40).await;
        play.leave("demo", joined, at, "CLIENT_INITIATED").await;
        play.until(40 + round * 40).await;
    }
    let kinds: Vec<_> = play.steps("crowded").await.into_iter().map(|(_, kind, _)| kind).collect();
    let wanted = ["fired", "resolved", "fired", "resolved", "fired", "flapping"];
    assert_eq!(kinds, wanted);
    assert_eq!(play.open("crowded").await["flapping"], true);
    // A quarter of an hour of quiet ends it.
    play.until(play.now + 870).await;
    play.open("crowded").await;
    play.until(play.now + 40).await;
    assert_eq!(play.steps("crowded").await.len(), 7);
    play.console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fires_is_on_the_socket_in_the_audit_and_linked_to_its_moment() {
    use futures::StreamExt as _;
    let mut play = Play::begin(vec![crowded()]).await;
    let mut socket = play.console.websocket().await;
    play.join("demo", 3).await;
    play.until(10).await;
    let alert = play.open("crowded").await;
    let frame = async {
        while let Some(Ok(message)) = socket.next().await {
            let frame: Value =
                serde_json::from_str(message.to_text().unwrap_or_default()).unwrap_or_default();
            if frame["type"] == "alert" && frame["data"]["rule"] == "crowded" {
                return frame;
            }
        }
        Value::Null
    };
    let frame = tokio::time::timeout(crate::console::LIMIT, frame).await.expect("a frame");
    assert_eq!((&frame["data"]["id"], &frame["data"]["status"]), (&alert["id"], &json!("firing")));
    let id = alert["id"].as_str().expect("an id");
    let detail = play.console.read(&format!("/api/alerts/{id}")).await;
    assert_eq!(detail["evidence"]["rooms"], json!([{"name": "demo", "sid": "RM_demo"}]));
    assert_eq!(detail["evidence"]["participants_total"], 3);
    let links = detail["links"].as_array().expect("links");
    assert!(
        links.iter().any(|link| link["href"].as_str().is_some_and(|href| {
            href.starts_with("/rooms/demo") && href.contains("2026-11-22T20")
        })),
        "{links:?}"
    );
    let audit = play.console.read(&format!("/api/audit?subject={id}")).await;
    assert_eq!(audit["lines"][0]["kind"], "alert.fired", "{audit}");
    play.console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn evaluations_that_were_left_out_are_counted() {
    let mut play = Play::begin(vec![crowded()]).await;
    play.until(20).await;
    let missed = async |play: &Play| {
        play.console.read("/api/alerting").await["evaluator"]["missed_total"].clone()
    };
    assert_eq!(missed(&play).await, 0);
    // A minute passes at once: of its six evaluations there is only the last.
    play.now = 80;
    play.console.clock.set(super::collector::after(80));
    play.evaluated().await;
    crate::console::eventually("they are counted", async || missed(&play).await == 5).await;
    play.console.stop().await;
}
