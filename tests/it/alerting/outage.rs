//! Alerting while the database is away: it says so, tells nobody that all is well, and comes to the
//! same when it is back.

use livekit_console::model::{Comparison, Measure, Rule};
use serde_json::json;

use super::collector::after;
use super::script::{Play, rule};
use crate::console::eventually;
use crate::database::Database;
use crate::proxy::{Mode, Proxy};

fn beats(play: &Play) -> Vec<i64> {
    let messages = play.collector.messages().into_iter();
    messages.filter(|message| message.path == "/beat").map(|message| message.at).collect()
}

/// How many evaluations failed.
async fn failures(play: &Play) -> u64 {
    let metrics = play.console.get("/metrics").await.text().await.expect("text");
    let name = "livekit_console_evaluation_failures_total ";
    let count = metrics.lines().find_map(|line| line.strip_prefix(name)?.parse().ok());
    count.expect("failures are counted")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_heartbeat_is_sent_only_while_rules_are_evaluated() {
    let database = Database::timescale().await;
    let proxy = Proxy::before(database.url()).await;
    let crowded = rule("crowded", Measure::RoomParticipants, Comparison::Above, 2.0);
    let patient =
        Rule { for_seconds: 40, ..rule("slow", Measure::RoomParticipants, Comparison::Above, 2.0) };
    let mut play = Play::begin_with(vec![crowded, patient], |options, collector| {
        options.database_url = Some(proxy.url().to_owned());
        options.alert_heartbeat_url = Some(format!("http://{}/beat", collector.address));
        options.alert_heartbeat_interval = Some("20s".to_owned());
    })
    .await;
    play.until(40).await;
    eventually("a heartbeat was sent", async || beats(&play).len() >= 2).await;
    let state = play.console.read("/api/alerting").await;
    assert_eq!(state["heartbeat"]["configured"], true);
    assert!(state["heartbeat"]["last_sent_at"].is_string(), "{state}");

    proxy.set(Mode::Refuse);
    // The journal takes it in; nothing can be evaluated.
    let events = [
        crate::webhook_bodies::room_started("RM_demo", "demo", -45),
        crate::webhook_bodies::joined("RM_demo", "demo", "PA_1", "a", "STANDARD", -45),
        crate::webhook_bodies::joined("RM_demo", "demo", "PA_2", "b", "STANDARD", -45),
        crate::webhook_bodies::joined("RM_demo", "demo", "PA_3", "c", "STANDARD", -45),
    ];
    for event in &events {
        assert_eq!(play.console.send(event).await, 200);
    }
    for second in (50..=150).step_by(10) {
        play.console.clock.set(after(second));
    }
    let before = failures(&play).await;
    eventually("an evaluation fails", async || failures(&play).await > before).await;
    eventually("it is reported that alerting fails", async || {
        let health = play.console.read("/api/health").await;
        health["alerting"]["status"] == "failing" && health["status"] == "degraded"
    })
    .await;
    // Three intervals without an evaluation are borne.
    let sent_at = beats(&play);
    assert!(sent_at.iter().all(|at| *at <= 40 + 30), "{sent_at:?}");

    proxy.set(Mode::Open);
    play.now = 150;
    play.console.until_stored().await;
    play.until(240).await;
    let fired = play.steps("crowded").await;
    assert_eq!(fired.len(), 1, "{fired:?}");
    let at = fired[0].0;
    // The time in which nobody evaluated does not count for the one that must hold for a while.
    play.wants("slow", &[(at + 40..=at + 50, "fired")]).await;
    eventually("heartbeats are sent again", async || beats(&play).len() > sent_at.len()).await;
    assert_eq!(play.console.read("/api/health").await["alerting"]["status"], json!("ok"));
    play.console.stop().await;
    database.remove().await;
}
