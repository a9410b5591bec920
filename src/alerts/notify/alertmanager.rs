//! Alertmanager's API v2. An Alertmanager resolves an alert that is not sent again: open alerts are
//! sent every minute ([`crate::alerts::outbox::Dispatcher::resend`]), each time to end in five
//! minutes.

use serde_json::{Value, json};

use super::message::{Message, annotations, labels};
use super::webhook::rfc3339;
use crate::model::{Alert, AlertStatus};

/// When an alert ends that is not sent again, milliseconds.
pub const ENDS_AFTER_MS: i64 = 300_000;

/// The body that is posted to each Alertmanager.
pub fn payload<'a>(message: &Message<'_>, alerts: impl IntoIterator<Item = &'a Alert>) -> Value {
    let ends_at = rfc3339(message.now.plus(ENDS_AFTER_MS));
    let entry = |alert: &Alert| {
        let over = alert.resolved_at.filter(|_| alert.status == AlertStatus::Resolved);
        let over = over.map(|at| rfc3339(crate::model::Millis::from_utc(at)));
        let mut entry = json!({
            "labels": labels(alert),
            "annotations": annotations(alert),
            "startsAt": rfc3339(crate::model::Millis::from_utc(alert.started_at)),
            "endsAt": over.unwrap_or_else(|| ends_at.clone()),
        });
        if let Some(url) = message.link(alert) {
            entry["generatorURL"] = Value::from(url);
        }
        entry
    };
    alerts.into_iter().map(entry).collect()
}

/// The URL that alerts are posted to.
pub fn endpoint(url: &str) -> String {
    format!("{}/api/v2/alerts", url.trim_end_matches('/'))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{endpoint, payload};
    use crate::alerts::notify::message::{Item, Message};
    use crate::alerts::notify::trial;
    use crate::model::{AlertStatus, Millis, Notice, Receiver};

    #[test]
    fn an_alert_ends_when_it_is_over_or_soon_unless_it_is_sent_again() {
        let receiver: Receiver = serde_json::from_value(json!({
            "name": "am", "target": {"type": "alertmanager", "urls": ["https://x/"]}
        }))
        .expect("a receiver");
        let firing = Item { notice: Notice::Fired, alert: trial::alert(Millis(0)) };
        let mut over = firing.clone();
        over.alert.status = AlertStatus::Resolved;
        over.alert.resolved_at = Some(Millis(61_000).to_utc());
        let items = [firing, over];
        let console_url = Some("https://console.example");
        let now = Millis(90_000);
        let message = Message {
            id: "m",
            receiver: &receiver,
            group_key: "k",
            items: &items,
            console_url,
            now,
        };
        let posted = payload(&message, items.iter().map(|item| &item.alert));
        for (at, end) in [(0, "1970-01-01T00:06:30.000Z"), (1, "1970-01-01T00:01:01.000Z")] {
            let entry = &posted[at];
            let names: Vec<_> = entry.as_object().expect("an object").keys().cloned().collect();
            assert_eq!(names, ["annotations", "endsAt", "generatorURL", "labels", "startsAt"]);
            assert_eq!(entry["endsAt"], end);
            assert_eq!(entry["startsAt"], "1970-01-01T00:00:00.000Z");
            assert_eq!(entry["labels"]["alertname"], "high_participant_count");
            for group in ["labels", "annotations"] {
                for (name, value) in entry[group].as_object().expect("an object") {
                    assert!(value.as_str().is_some_and(|value| !value.is_empty()), "{name}");
                }
            }
        }
        let plain = Message { console_url: None, ..message };
        let posted = payload(&plain, items.iter().map(|item| &item.alert));
        assert!(posted[0].get("generatorURL").is_none(), "an empty text is no URL");
    }

    #[test]
    fn the_path_is_put_behind_the_address() {
        assert_eq!(endpoint("http://am:9093/"), "http://am:9093/api/v2/alerts");
        assert_eq!(endpoint("http://am/prefix"), "http://am/prefix/api/v2/alerts");
    }
}
