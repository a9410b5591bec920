//! Telephone numbers of callers: searchable, but never shown.

use livekit_console::alerts::notify::{Item, Message, SendOutcome, trial};
use livekit_console::model::{Millis, Notice, Receiver};
use serde_json::{Value, json};

use crate::console::{Console, NOW};
use crate::notify::{Answer, Fake, sender};
use crate::webhook_bodies;

const NUMBER: &str = "+15551234567";
const DIGITS: &str = "5551234";

/// A call, with its number wherever LiveKit's SIP service writes it.
async fn call(console: &Console) {
    let room = format!("call-_{NUMBER}_abc");
    let mut joined =
        webhook_bodies::joined("RM_1", &room, "PA_1", &format!("sip_{NUMBER}"), "SIP", 50);
    joined["participant"]["attributes"] =
        json!({"sip.phoneNumber": NUMBER, "note": "x".repeat(1000)});
    joined["participant"]["name"] = Value::from("Caller");
    console.receive_webhooks(&[webhook_bodies::room_started("RM_1", &room, 60), joined]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_is_found_by_the_number_in_an_attribute() {
    let console = Console::spawn().await;
    let mut joined = webhook_bodies::joined("RM_1", "a", "PA_1", "made-up", "SIP", 50);
    joined["participant"]["attributes"] = json!({"sip.phoneNumber": NUMBER});
    let other = webhook_bodies::joined("RM_1", "a", "PA_2", "other", "STANDARD", 50);
    console.receive_webhooks(&[webhook_bodies::room_started("RM_1", "a", 60), joined, other]).await;
    for (asked, total) in [("%2B1555123", 1), ("5551234567", 1), ("%2B1666", 0), ("made-up", 1)] {
        let found = console.read(&format!("/api/participants?q={asked}")).await;
        assert_eq!(found["total"], total, "{asked}: {found}");
    }
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_the_switch_exports_and_timelines_hold_no_number() {
    let console = Console::spawn_with(|options| options.mask_numbers = Some(true)).await;
    call(&console).await;
    let found = console.read(&format!("/api/participants?q={DIGITS}")).await;
    assert_eq!(found["participants"][0]["identity"], format!("sip_{NUMBER}"), "found, and whole");
    let note = &found["participants"][0]["attributes"]["note"];
    assert_eq!(note.as_str().map(str::len), Some(1000), "an attribute is kept whole");
    let mut paths = vec!["/api/participants/PA_1/timeline".to_owned()];
    paths.push("/api/rooms/call-_%2B15551234567_abc/timeline".to_owned());
    for of in ["rooms?status=all&", "participants?", "events?"] {
        for format in ["csv", "json", "ndjson"] {
            paths.push(format!("/api/export/{of}format={format}"));
        }
    }
    for path in paths {
        let response = console.get(&path).await;
        assert_eq!(response.status(), 200, "{path}");
        let text = response.text().await.expect("text");
        assert!(text.contains("***67") && !text.contains(DIGITS), "{path}: {text}");
        assert!(text.contains("PA_1") || text.contains("RM_1"), "ids stay: {text}");
    }
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_switch_nothing_is_masked() {
    let console = Console::spawn().await;
    call(&console).await;
    let text = console.get("/api/export/participants").await.text().await.expect("text");
    assert!(text.contains(NUMBER), "{text}");
    console.stop().await;
}

#[tokio::test]
async fn a_notification_contains_no_number() {
    let fake = Fake::spawn(Answer::of("200 OK", "")).await;
    for target in [
        json!({"type": "slack", "url": fake.url("/s")}),
        json!({"type": "webhook", "url": fake.url("/s")}),
        json!({"type": "alertmanager", "urls": [fake.url("")]}),
        json!({"type": "pagerduty", "routing_key": "k".repeat(32), "url": fake.url("/s")}),
    ] {
        let receiver: Receiver =
            serde_json::from_value(json!({"name": "ops", "target": target})).expect("a receiver");
        let mut alert = trial::alert(Millis(NOW.0));
        alert.room = Some(format!("call-_{NUMBER}_abc"));
        alert.participant = Some(format!("sip_{NUMBER}"));
        alert.message = format!("sip_{NUMBER} comes and goes in call-_{NUMBER}_abc");
        let items = [Item { notice: Notice::Fired, alert }];
        let group_key = format!("room=call-_{NUMBER}_abc");
        let message = Message {
            id: "m",
            receiver: &receiver,
            group_key: &group_key,
            items: &items,
            console_url: Some("https://console.example"),
            now: NOW,
        };
        let outcome = sender().masking(true).send(&message).await;
        assert!(matches!(outcome, SendOutcome::Sent { .. }), "{outcome:?}");
        let (head, body) = fake.seen().pop().expect("it was sent");
        assert!(!body.contains(DIGITS) && !head.contains(DIGITS), "{body}");
        assert!(body.contains("***67"), "{body}");
    }
}
