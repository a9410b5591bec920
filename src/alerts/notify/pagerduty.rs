//! PagerDuty's Events API v2: one event for each alert. The alert's id is the incident's key from
//! the trigger to the resolution.

use serde_json::{Value, json};

use super::message::{Item, Message, labels};
use crate::model::{Notice, Severity, line};

/// Characters of a summary, at most.
const SUMMARY_CHARACTERS: usize = 1024;

/// Characters of a key, at most; ids of alerts are shorter.
const KEY_CHARACTERS: usize = 255;

/// The event about one alert.
pub fn payload(message: &Message<'_>, item: &Item, routing_key: &str) -> Value {
    let alert = &item.alert;
    let action = match item.notice {
        Notice::Fired | Notice::Reminder => "trigger",
        Notice::Acknowledged => "acknowledge",
        Notice::Resolved => "resolve",
    };
    let mut event = json!({
        "routing_key": routing_key,
        "event_action": action,
        "dedup_key": line(&alert.id, KEY_CHARACTERS),
    });
    // Only a trigger has a payload; the other events refer to its incident.
    if action != "trigger" {
        return event;
    }
    let summary = match &message.receiver.title {
        None if !alert.message.trim().is_empty() => alert.message.clone(),
        _ => message.title(),
    };
    let source = alert.node.as_deref().or(alert.deployment.as_deref()).unwrap_or("livekit-console");
    let mut details = json!({
        "message": line(&alert.message, 1000),
        "value": alert.value,
        "threshold": alert.threshold,
        "labels": labels(alert).into_iter().map(|(name, value)| (name, line(&value, 500)))
            .collect::<std::collections::BTreeMap<_, _>>(),
    });
    if message.receiver.text.is_some() {
        details["text"] = Value::from(message.text());
    }
    event["payload"] = json!({
        "summary": line(&summary, SUMMARY_CHARACTERS),
        "source": line(source, 255),
        "severity": match alert.severity {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Critical => "critical",
        },
        "timestamp": alert.started_at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true),
        "component": line(alert.room.as_deref().unwrap_or("livekit"), 255),
        "group": line(alert.deployment.as_deref().unwrap_or("all deployments"), 255),
        "class": alert.rule,
        "custom_details": details,
    });
    event["client"] = json!("LiveKit console");
    let mut links = Vec::new();
    if let Some(url) = message.link(alert) {
        event["client_url"] = json!(url);
        links.push(json!({"href": url, "text": "The alert in the console"}));
    }
    if let Some(url) = &alert.runbook_url {
        links.push(json!({"href": url, "text": "Runbook"}));
    }
    event["links"] = Value::from(links);
    event
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::payload;
    use crate::alerts::notify::message::{Item, Message};
    use crate::alerts::notify::trial;
    use crate::model::{Millis, Notice, Receiver};

    fn event(notice: Notice, said: &str, fields: &Value) -> Value {
        let mut body =
            json!({"name": "p", "target": {"type": "pagerduty", "routing_key": "secret"}});
        for (name, value) in fields.as_object().expect("an object") {
            body[name] = value.clone();
        }
        let receiver: Receiver = serde_json::from_value(body).expect("a receiver");
        let mut alert = trial::alert(Millis(0));
        alert.message = said.to_owned();
        alert.room = Some(said.to_owned());
        let items = [Item { notice, alert }];
        let message = Message {
            id: "m",
            receiver: &receiver,
            group_key: "k",
            items: &items,
            console_url: Some("https://console.example"),
            now: Millis(0),
        };
        payload(&message, &items[0], "secret")
    }

    #[test]
    fn every_step_of_an_alert_has_the_same_key() {
        for (notice, action) in [
            (Notice::Fired, "trigger"),
            (Notice::Reminder, "trigger"),
            (Notice::Acknowledged, "acknowledge"),
            (Notice::Resolved, "resolve"),
        ] {
            let event = event(notice, "x", &json!({}));
            assert_eq!(event["event_action"], action);
            assert_eq!(event["dedup_key"], "sample");
            assert_eq!(event["routing_key"], "secret");
            assert_eq!(event.get("payload").is_some(), action == "trigger");
        }
    }

    #[test]
    fn a_trigger_has_what_the_api_asks_for_within_its_limits() {
        for said in ["x", "", &"😀\n".repeat(10_000), "<script>"] {
            for own in [json!({}), json!({"title": "{{ rule }}", "text": "{{ firing }}"})] {
                let event = event(Notice::Fired, said, &own);
                let inner = &event["payload"];
                let length = |name: &str| inner[name].as_str().expect(name).chars().count();
                assert!((1..=1024).contains(&length("summary")));
                for name in ["source", "component", "group", "class"] {
                    assert!(length(name) <= 255, "{name}");
                }
                assert!(
                    ["critical", "error", "warning", "info"]
                        .contains(&inner["severity"].as_str().expect("a severity"))
                );
                assert_eq!(inner["timestamp"], "1970-01-01T00:00:00.000Z");
                assert!(inner["custom_details"]["labels"]["alertname"].is_string());
                assert_eq!(event["client_url"], "https://console.example/alerts/sample");
                assert_eq!(event["links"].as_array().expect("links").len(), 2);
                assert!(event.to_string().len() < 512 * 1024, "PagerDuty takes 512 kB");
            }
        }
    }
}
