//! Testing a receiver: previews a message about a sample alert, and sends it once.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::client::{SendOutcome, Sender};
use super::email::{self, Mail};
use super::message::{Item, Message};
use super::{alertmanager, pagerduty, slack, webhook};
use crate::alerts::{receivers, route};
use crate::model::{Alert, AlertStatus, DataStatus, Millis, Notice, Receiver, Severity, Target};

/// The result of a test message to a receiver.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TestAnswer {
    /// Whether the receiver accepted the message.
    pub sent: bool,
    /// The receiver's response, or why sending failed.
    pub answer: String,
    /// How long the test took, milliseconds.
    pub duration_ms: u64,
}

/// The message that a receiver would get.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Preview {
    /// The rendered title.
    pub title: String,
    /// The rendered text.
    pub text: String,
    /// The body: JSON, or the source of an e-mail. Secrets are masked.
    pub payload: String,
}

/// A sample alert.
pub fn alert(now: Millis) -> Alert {
    Alert {
        id: "sample".to_owned(),
        rule: "high_participant_count".to_owned(),
        severity: Severity::Warning,
        status: AlertStatus::Firing,
        message: "Room `demo` has 112 participants (threshold 100)".to_owned(),
        value: Some(112.0),
        threshold: Some(100.0),
        deployment: Some("default".to_owned()),
        region: None,
        room: Some("demo".to_owned()),
        room_sid: Some("RM_sample".to_owned()),
        participant: None,
        node: None,
        started_at: now.to_utc(),
        acknowledged_at: None,
        acknowledged_by: None,
        assignee: None,
        resolved_at: None,
        resolved_by: None,
        data: DataStatus::Ok,
        flapping: false,
        runbook_url: Some("https://example.com/runbook".to_owned()),
    }
}

/// Calls `see` with a sample message to a receiver without templates.
pub(super) fn with_sample<T>(see: impl FnOnce(&Message<'_>) -> T) -> T {
    let receiver = Receiver {
        name: "sample".to_owned(),
        enabled: true,
        target: Target::Slack { url: String::new() },
        route: crate::model::Route::default(),
        group_by: vec![crate::model::MatcherName::Rule],
        group_wait_seconds: 0,
        group_interval_seconds: 0,
        repeat_interval_seconds: 0,
        send_resolved: true,
        title: None,
        text: None,
    };
    let items = [Item { notice: Notice::Fired, alert: alert(Millis::EARLIEST) }];
    see(&Message {
        id: "sample",
        receiver: &receiver,
        group_key: "sample",
        items: &items,
        console_url: Some("https://console.example.com"),
        now: Millis::EARLIEST,
    })
}

/// Sends a message about the sample alert. At PagerDuty and Alertmanager it also resolves the
/// alert.
pub async fn send(sender: &Sender, receiver: &Receiver, now: Millis) -> TestAnswer {
    let began = tokio::time::Instant::now();
    let mut sample = alert(now);
    sample.id = format!("test-{}", uuid::Uuid::new_v4());
    sample.message =
        format!("This is a test of the receiver `{}`: {}", receiver.name, sample.message);
    let group_key = route::group_key(receiver, &sample);
    let id = format!("msg_{}", uuid::Uuid::new_v4().simple());
    let message = Message {
        id: &id,
        receiver,
        group_key: &group_key,
        items: &[Item { notice: Notice::Fired, alert: sample.clone() }],
        console_url: sender.console_url(),
        now,
    };
    let outcome = sender.send(&message).await;
    if matches!(receiver.target, Target::Pagerduty { .. } | Target::Alertmanager { .. }) {
        sample.status = AlertStatus::Resolved;
        sample.resolved_at = Some(now.to_utc());
        let items = [Item { notice: Notice::Resolved, alert: sample }];
        // The test is about the first message. If this one is lost, the test alert ends by itself
        // or a person resolves it.
        let _ = sender.send(&Message { items: &items, ..message }).await;
    }
    let duration_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    match outcome {
        SendOutcome::Sent { response: answer } => TestAnswer { sent: true, answer, duration_ms },
        SendOutcome::Retry { error: answer, .. } | SendOutcome::Refused { error: answer } => {
            TestAnswer { sent: false, answer, duration_ms }
        }
    }
}

/// The message that the receiver would get about the sample alert.
pub fn preview(
    receiver: &Receiver,
    console_url: Option<&str>,
    now: Millis,
) -> Result<Preview, String> {
    let receiver = &receivers::masked(receiver);
    let items = [Item { notice: Notice::Fired, alert: alert(now) }];
    let group_key = route::group_key(receiver, &items[0].alert);
    let message = Message {
        id: "msg_sample",
        receiver,
        group_key: &group_key,
        items: &items,
        console_url,
        now,
    };
    let json = |value: &Value| serde_json::to_string_pretty(value).map_err(|e| e.to_string());
    let payload = match &receiver.target {
        Target::Slack { .. } => json(&slack::payload(&message)),
        Target::Pagerduty { routing_key, .. } => {
            json(&pagerduty::payload(&message, &items[0], routing_key))
        }
        Target::Webhook { .. } => serde_json::from_str(&webhook::payload(&message))
            .map_err(|error| error.to_string())
            .and_then(|value| json(&value)),
        Target::Alertmanager { .. } => json(&alertmanager::payload(&message, [&items[0].alert])),
        Target::Email { from, to, .. } => {
            email::compose(&message, &Mail { from, to, credentials: None })
                .map(|mail| String::from_utf8_lossy(&mail.formatted()).into_owned())
        }
    }?;
    Ok(Preview { title: message.title(), text: message.text(), payload })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::preview;
    use crate::model::{MASK, Millis, Receiver};

    #[test]
    fn a_preview_shows_what_is_sent_and_no_secret() {
        for target in [
            json!({"type": "slack", "url": "https://hooks.slack.com/services/s3cret"}),
            json!({"type": "pagerduty", "routing_key": "s3cret"}),
            json!({"type": "webhook", "url": "https://x/s3cret", "headers": {"A": "s3cret"}}),
            json!({"type": "alertmanager", "urls": ["https://x/"], "username": "u",
                "password": "s3cret"}),
            json!({"type": "email", "server": "smtp://x", "username": "u", "password": "s3cret",
                "from": "a@example.com", "to": ["b@example.com"]}),
        ] {
            let receiver: Receiver =
                serde_json::from_value(json!({"name": "r", "target": target})).expect("one");
            let seen = preview(&receiver, Some("https://c.example"), Millis(0)).expect("a preview");
            assert!(!seen.payload.contains("s3cret"), "{}", seen.payload);
            assert!(seen.payload.contains("112 participants"), "{}", seen.payload);
            assert!(seen.title.starts_with("Firing: high_participant_count"), "{}", seen.title);
            assert_eq!(seen.payload.contains(MASK), target["type"] == "pagerduty");
        }
    }
}
