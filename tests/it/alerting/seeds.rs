//! The rules that everybody knows: each fires and resolves by its threshold, set by its
//! environment variable, and what it says can be read.

use serde_json::json;

use super::script::Play;

async fn play() -> Play {
    Play::begin_with(Vec::new(), |options, _| {
        options.alert_disconnect_rate_threshold = Some(0.5);
        options.alert_high_participant_threshold = Some(3);
        options.alert_room_duration_warning_minutes = Some(2);
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_participants_of_a_deployment_alert_whatever_rooms_they_are_in() {
    let mut play = play().await;
    play.join("demo", 2).await;
    play.join("other", 1).await;
    play.until(20).await;
    play.wants("high_participant_count", &[]).await;
    play.join("other", 1).await;
    play.until(40).await;
    let shown = play.console.read("/api/metrics/current").await;
    play.leave("demo", 1, 0, "CLIENT_INITIATED").await;
    play.until(60).await;
    let wanted = [(30..=30, "fired"), (50..=50, "resolved")];
    play.wants("high_participant_count", &wanted).await;
    play.wants_told("high_participant_count", &[(30..=40, "firing"), (50..=60, "resolved")]);
    let page = play.console.read("/api/alerts?rule=high_participant_count").await;
    let alert = &page["alerts"][0];
    assert_eq!((&alert["value"], &alert["threshold"]), (&json!(4.0), &json!(3.0)));
    assert_eq!(alert["value"], shown["total_participants"], "the dashboard's figure");
    assert_eq!((&alert["room"], &alert["severity"]), (&json!(null), &json!("warning")));
    assert_eq!(alert["deployment"], "default");
    let row = play.console.read("/api/alert-rules/high_participant_count").await;
    assert_eq!(row["origin"], "environment", "{row}");
    play.wants("large_room", &[]).await;
    play.console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_room_with_too_many_people_alerts() {
    let mut play = play().await;
    play.join("demo", 100).await;
    play.until(20).await;
    play.wants("large_room", &[]).await;
    play.join("demo", 1).await;
    play.until(40).await;
    play.leave("demo", 1, 0, "CLIENT_INITIATED").await;
    play.until(60).await;
    play.wants("large_room", &[(30..=30, "fired"), (50..=50, "resolved")]).await;
    let page = play.console.read("/api/alerts?rule=large_room").await;
    let alert = &page["alerts"][0];
    assert_eq!((&alert["room"], &alert["value"]), (&json!("demo"), &json!(101.0)));
    assert!(alert["message"].as_str().is_some_and(|text| text.contains("demo")), "{alert}");
    play.console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_room_that_is_open_for_too_long_notifies_once() {
    let mut play = play().await;
    play.join("demo", 1).await;
    play.until(300).await;
    play.wants("long_running_room", &[(130..=130, "fired")]).await;
    play.finish("demo").await;
    play.until(320).await;
    play.wants("long_running_room", &[(130..=130, "fired"), (310..=310, "resolved")]).await;
    play.console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn people_who_lose_their_connections_alert_as_soon_as_they_are_enough() {
    let mut play = play().await;
    play.join("demo", 40).await;
    play.until(10).await;
    // Five in ten minutes are not above 0.5 a minute, whatever else is not known yet.
    for session in 1..=5 {
        play.leave("demo", session, 0, "CONNECTION_TIMEOUT").await;
    }
    play.until(40).await;
    play.wants("high_disconnect_rate", &[]).await;
    play.leave("demo", 6, 0, "CONNECTION_TIMEOUT").await;
    play.until(50).await;
    play.wants("high_disconnect_rate", &[(50..=50, "fired")]).await;
    let shown = play.console.read("/api/metrics/current").await;
    assert_eq!(shown["disconnect_rate"], 6.0, "of the last minute");
    let alert = play.open("high_disconnect_rate").await;
    assert_eq!((&alert["severity"], &alert["threshold"]), (&json!("critical"), &json!(0.5)));
    assert_eq!(alert["value"], 0.6, "six in ten minutes");
    let message = alert["message"].as_str().unwrap_or_default();
    assert!(message.contains("0.6 per minute, averaged over 10 min"), "{message}");
    let id = alert["id"].as_str().expect("an id");
    let detail = play.console.read(&format!("/api/alerts/{id}")).await;
    assert_eq!(detail["evidence"]["participants_total"], 6, "{}", detail["evidence"]);
    // It is over when one of them has left the window, and five minutes more.
    play.until(50 + 600 + 330).await;
    let kinds: Vec<_> =
        play.steps("high_disconnect_rate").await.into_iter().map(|(_, kind, _)| kind).collect();
    assert_eq!(kinds, ["fired", "resolved"]);
    play.console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_that_are_bad_on_average_alert() {
    let mut play = play().await;
    // Nobody may report too often: each is another one's turn.
    play.join("demo", 50).await;
    for second in (0..=400).step_by(10) {
        // Bad from the first minute to the third.
        let quality = if (60..180).contains(&second) { "lost" } else { "excellent" };
        play.report(second / 10 + 1, quality).await;
        play.until(second + 10).await;
    }
    let kinds: Vec<_> =
        play.steps("low_connection_quality").await.into_iter().map(|(_, kind, _)| kind).collect();
    assert_eq!(kinds, ["fired", "resolved"]);
    play.console.stop().await;
}
