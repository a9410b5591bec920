//! Rules about people, agents and other machines, each apart.

use livekit_console::model::{Comparison, Measure, Rule};
use serde_json::{Value, json};

use super::collector::after;
use super::script::{Play, rule};
use crate::webhook_bodies;

/// Somebody of that kind joins the room now.
fn joins(play: &Play, sid: &str, kind: &str) -> Value {
    webhook_bodies::joined("RM_demo", "demo", sid, &format!("{kind} {sid}"), kind, -play.now)
}

/// They are lost now.
fn lost(play: &Play, sid: &str, kind: &str, reason: &str) -> Value {
    let identity = format!("{kind} {sid}");
    let mut event = webhook_bodies::left("RM_demo", "demo", sid, &identity, reason, (0, -play.now));
    event["participant"]["kind"] = json!(kind);
    event
}

#[tokio::test(flavor = "multi_thread")]
async fn people_and_agents_of_a_room_and_machines_that_are_lost_have_rules_of_their_own() {
    let waiting = rule("nobody_serves", Measure::RoomAgents, Comparison::Below, 1.0);
    let mut play = Play::begin(vec![
        Rule { for_seconds: 20, ..waiting },
        rule("people", Measure::RoomPeople, Comparison::AtLeast, 2.0),
        Rule {
            window_seconds: 600,
            ..rule("machines_lost", Measure::MachineDisconnectRate, Comparison::Above, 0.0)
        },
    ])
    .await;
    let events = [
        webhook_bodies::room_started("RM_demo", "demo", 0),
        joins(&play, "PA_1", "STANDARD"),
        joins(&play, "PA_2", "AGENT"),
        joins(&play, "PA_3", "EGRESS"),
    ];
    play.console.receive_webhooks(&events).await;
    play.until(40).await;
    for rule in ["nobody_serves", "people", "machines_lost"] {
        play.wants(rule, &[]).await;
    }
    // A caller is one of the people.
    play.console.receive_webhooks(&[joins(&play, "PA_4", "SIP")]).await;
    play.until(60).await;
    play.wants("people", &[(50..=50, "fired")]).await;
    play.console.receive_webhooks(&[lost(&play, "PA_2", "AGENT", "AGENT_ERROR")]).await;
    play.until(100).await;
    play.wants("machines_lost", &[(70..=70, "fired")]).await;
    play.wants("nobody_serves", &[(90..=90, "fired")]).await;
    // Nobody of the people was lost.
    let shown = play.console.read("/api/metrics/current").await;
    assert_eq!(shown["disconnect_rate"], 0.0, "{shown}");
    let alert = play.open("machines_lost").await;
    assert_eq!(alert["value"], 0.1, "one in ten minutes");
    let id = alert["id"].as_str().expect("an id");
    let detail = play.console.read(&format!("/api/alerts/{id}")).await;
    let evidence = &detail["evidence"];
    assert_eq!(evidence["participants_total"], 1, "{evidence}");
    assert_eq!(evidence["participants"][0]["identity"], "AGENT PA_2");
    // What was lived through is what a backtest tells.
    play.console.until_stored().await;
    let lived = play.console.read("/api/alert-rules/machines_lost").await;
    let lived = json!({"name": "machines_lost", "measure": lived["measure"],
        "comparison": lived["comparison"], "threshold": lived["threshold"],
        "window_seconds": 600, "severity": "warning"});
    let body =
        json!({"rule": lived, "from": after(10).to_utc(), "to": after(play.now + 10).to_utc()});
    let response = play.post("/api/alert-rules/backtest", &body).await;
    assert_eq!(response["alerts_total"], 1, "{response}");
    assert_eq!(response["alerts"][0]["started_at"], alert["started_at"]);
    play.console.stop().await;
}
