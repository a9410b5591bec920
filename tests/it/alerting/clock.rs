//! A clock that somebody sets, an hour back or forward: sampling, evaluation, notifications and the
//! dead man's switch go on as if nothing had happened, and health says what is true.

use livekit_console::model::{Comparison, Measure, Millis, Rule};
use serde_json::json;

use super::script::{Play, TICK, rule};
use crate::console::eventually;

const HOUR_MS: i64 = 3_600_000;

fn beats(play: &Play) -> usize {
    play.collector.messages().iter().filter(|message| message.path == "/beat").count()
}

/// Lets ticks pass; each must be evaluated at the time that the clock shows, and sampled.
async fn ticks(play: &Play, count: i64) {
    for _ in 0..count {
        let at = play.console.clock.now().plus(TICK * 1000);
        play.console.clock.set(at);
        let shown = json!(at.to_utc().to_rfc3339_opts(chrono::SecondsFormat::Secs, true));
        eventually(&format!("{shown} is evaluated and sampled"), async || {
            let alerting = play.console.read("/api/alerting").await;
            let sampled = play.console.store.history(at, at.plus(1), 1, None, None).await;
            alerting["evaluator"]["last_evaluation_at"] == shown
                && !sampled.expect("it reads").is_empty()
        })
        .await;
    }
    assert_eq!(play.console.read("/api/health").await["alerting"]["status"], "ok");
}

async fn goes_on(by_ms: i64) {
    let crowded = Rule {
        for_seconds: 60,
        ..rule("crowded", Measure::TotalParticipants, Comparison::Above, 2.0)
    };
    let mut play = Play::begin_with(vec![crowded], |options, collector| {
        options.alert_heartbeat_url = Some(format!("http://{}/beat", collector.address));
        options.alert_heartbeat_interval = Some("20s".to_owned());
    })
    .await;
    play.until(20).await;
    play.join("demo", 3).await;
    play.until(40).await;
    let (beats_before, clock) = (beats(&play), play.console.clock.clone());
    assert!(beats_before > 0, "heartbeats were sent");
    clock.jump(clock.now().plus(by_ms));
    let evaluated = play.console.read("/api/alerting").await["evaluator"]["status"].clone();
    assert_eq!(evaluated, "ok", "it was evaluated a moment ago, whatever the clock says");
    ticks(&play, 2).await;
    let fired = async |play: &Play| {
        play.console.read("/api/alerts?rule=crowded").await["total"].as_u64().expect("a number")
    };
    assert_eq!(fired(&play).await, 0, "an hour did not pass");
    ticks(&play, 8).await;
    assert_eq!(fired(&play).await, 1, "but a minute did");
    eventually("a notification is sent", async || !play.collector.notified("crowded").is_empty())
        .await;
    eventually("heartbeats are sent", async || beats(&play) >= beats_before + 4).await;
    assert!(beats(&play) <= beats_before + 6, "no more often than it is to be");
    // What fires ends as soon as it would have.
    clock.jump(clock.now().plus(-by_ms));
    ticks(&play, 1).await;
    play.now = clock.now().since(Millis(crate::console::NOW.0)) / 1000;
    play.finish("demo").await;
    ticks(&play, 2).await;
    eventually("it is over", async || {
        let page = play.console.read("/api/alerts?rule=crowded&status=open").await;
        page["total"] == 0
    })
    .await;
    play.console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_set_back_by_an_hour_stops_nothing() {
    goes_on(-HOUR_MS).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_set_forward_by_an_hour_stops_nothing_and_fires_nothing_early() {
    goes_on(HOUR_MS).await;
}
