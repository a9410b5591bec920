//! The rules about what tells of LiveKit: webhooks that are refused or late, a room API that does
//! not answer.

use livekit_console::livekit::sign_webhook;
use serde_json::json;

use super::script::Play;
use crate::console::{KEY, SECRET, now};
use crate::webhook_bodies;

/// Posts a webhook that is signed so.
async fn post(play: &Play, key: &str, secret: &str) -> u16 {
    let body = webhook_bodies::room_started("RM_1", "demo", 0).to_string();
    let token = sign_webhook(body.as_bytes(), key, secret, now());
    play.console.post_webhook(&token, body).await.status().as_u16()
}

#[tokio::test(flavor = "multi_thread")]
async fn webhooks_with_a_wrong_secret_alert_at_once_and_no_longer_when_it_is_right() {
    let mut play = Play::begin(Vec::new()).await;
    let wrong = "another secret of at least thirty-two characters";
    play.until(20).await;
    for _ in 0..2 {
        assert_eq!(post(&play, KEY, wrong).await, 401);
    }
    play.until(40).await;
    play.wants("webhooks_refused", &[]).await;
    // One with a key that nobody knows is this one's, as there is no other.
    assert_eq!(post(&play, "APIunknown", wrong).await, 401);
    play.until(50).await;
    play.wants("webhooks_refused", &[(50..=50, "fired")]).await;
    play.wants_told("webhooks_refused", &[(50..=60, "firing")]);
    let alert = play.open("webhooks_refused").await;
    assert_eq!((&alert["severity"], &alert["value"]), (&json!("critical"), &json!(0.6)));
    assert_eq!(post(&play, KEY, SECRET).await, 200);
    play.until(50 + 300 + 330).await;
    let kinds: Vec<_> =
        play.steps("webhooks_refused").await.into_iter().map(|(_, kind, _)| kind).collect();
    assert_eq!(kinds, ["fired", "resolved"]);
    play.console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn webhooks_that_come_an_hour_late_alert() {
    let mut play = Play::begin(Vec::new()).await;
    play.join("demo", 3).await;
    play.until(100).await;
    play.wants("webhooks_late", &[]).await;
    play.console
        .receive_webhooks(&[webhook_bodies::room_started("RM_old", "old", 3600 - play.now)])
        .await;
    play.until(120).await;
    play.wants("webhooks_late", &[(110..=110, "fired")]).await;
    let alert = play.open("webhooks_late").await;
    assert_eq!((&alert["severity"], &alert["value"]), (&json!("warning"), &json!(3600.0)));
    assert!(alert["message"].as_str().is_some_and(|it| it.contains("1 h late")), "{alert}");
    // Where none comes, none is late.
    play.until(110 + 60 + 330).await;
    let kinds: Vec<_> =
        play.steps("webhooks_late").await.into_iter().map(|(_, kind, _)| kind).collect();
    assert_eq!(kinds, ["fired", "resolved"]);
    play.console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_room_api_that_does_not_respond_alerts_after_a_minute() {
    let mut play = Play::begin_with(Vec::new(), |options, _| {
        let file = options.config_file.clone().expect("a file");
        let text = std::fs::read_to_string(&file).expect("it can be read");
        // Nothing listens there.
        std::fs::write(&file, text.replace("127.0.0.1:7880", "127.0.0.1:1")).expect("written");
        options.livekit_poll_interval = Some("5s".to_owned());
    })
    .await;
    play.until(60).await;
    play.wants("room_api_silent", &[]).await;
    play.until(100).await;
    play.wants("room_api_silent", &[(70..=100, "fired")]).await;
    let alert = play.open("room_api_silent").await;
    assert_eq!(alert["severity"], "critical");
    play.console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_room_api_that_is_not_asked_is_not_known_to_be_silent() {
    let mut play = Play::begin(Vec::new()).await;
    play.until(120).await;
    play.wants("room_api_silent", &[]).await;
    let row = play.console.read("/api/alert-rules/room_api_silent").await;
    assert_eq!(row["state"]["no_data"], 1, "{row}");
    play.console.stop().await;
}
