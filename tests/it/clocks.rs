//! A LiveKit whose clock is not ours: its webhooks are taken, and what happens a minute counts by
//! when it reached us.

use livekit_console::livekit::sign_webhook;
use serde_json::{Value, json};

use crate::console::{Console, KEY, SECRET, now};
use crate::webhook_bodies;

/// As LiveKit tells it, whose clock is `ahead` seconds ahead of ours.
async fn send(console: &Console, ahead: i64, mut event: Value) {
    let shift = |time: &mut Value, unit: i64| {
        if let Some(at) = time.as_str().and_then(|at| at.parse::<i64>().ok()) {
            *time = json!((at + ahead * unit).to_string());
        }
    };
    shift(&mut event["createdAt"], 1);
    for (object, second, millisecond) in
        [("room", "creationTime", "creationTimeMs"), ("participant", "joinedAt", "joinedAtMs")]
    {
        if event[object].is_object() {
            shift(&mut event[object][second], 1);
            shift(&mut event[object][millisecond], 1000);
        }
    }
    let body = event.to_string();
    let token = sign_webhook(body.as_bytes(), KEY, SECRET, now().plus(ahead * 1000));
    assert_eq!(console.post_webhook(&token, body).await.status(), 200, "{ahead}");
}

#[tokio::test]
async fn rates_are_those_of_the_last_minute_whatever_livekits_clock_says() {
    for ahead in [-300, -80, 0, 80, 300] {
        let console = Console::spawn().await;
        send(&console, ahead, webhook_bodies::room_started("RM_1", "hall", 200)).await;
        for who in ["PA_1", "PA_2", "PA_3"] {
            send(
                &console,
                ahead,
                webhook_bodies::joined("RM_1", "hall", who, who, "STANDARD", 150),
            )
            .await;
        }
        let joined = webhook_bodies::joined("RM_1", "hall", "PA_4", "PA_4", "STANDARD", 5);
        send(&console, ahead, joined).await;
        for who in ["PA_1", "PA_2"] {
            let left =
                webhook_bodies::left("RM_1", "hall", who, who, "CONNECTION_TIMEOUT", (150, 0));
            send(&console, ahead, left).await;
        }
        console.until_stored().await;
        let metrics = console.read("/api/metrics/current").await;
        let rates =
            ["join_rate", "leave_rate", "disconnect_rate"].map(|rate| metrics[rate].clone());
        assert_eq!(rates, [json!(1.0), json!(2.0), json!(2.0)], "{ahead}");
        let room = console.read("/api/rooms/hall").await;
        let open = room["duration_seconds"].as_f64().expect("a length");
        assert!((open - 200.0).abs() < 3.0, "{ahead}: {open}");
        let sources = console.read("/api/sources").await;
        let skew = sources["deployments"][0]["webhooks"]["clock_skew_seconds"].as_f64();
        #[expect(clippy::cast_precision_loss, reason = "some hundred seconds")]
        let expected = -ahead as f64;
        assert!(skew.is_some_and(|skew| (skew - expected).abs() < 2.0), "{ahead}: {skew:?}");
        console.stop().await;
    }
}
