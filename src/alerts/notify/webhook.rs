//! A webhook in the format of Alertmanager's webhook (version 4), so that existing integrations
//! accept it, signed as Standard Webhooks specifies.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac as _};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;
use sha2::Sha256;

use super::message::{LISTED_ALERTS, Message, annotations, fingerprint, label, labels};
use crate::alerts::route;
use crate::model::{Alert, AlertStatus, Millis, line};

/// The prefix of a signing secret.
pub const SECRET_PREFIX: &str = "whsec_";

/// The end of an open alert: Go's zero time.
const NO_END: &str = "0001-01-01T00:00:00Z";

type Pairs = BTreeMap<&'static str, String>;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Payload<'a> {
    version: &'static str,
    group_key: &'a str,
    truncated_alerts: usize,
    status: &'static str,
    receiver: &'a str,
    group_labels: Pairs,
    common_labels: Pairs,
    common_annotations: Pairs,
    #[serde(rename = "externalURL")]
    external_url: &'a str,
    alerts: Vec<PayloadAlert>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PayloadAlert {
    status: &'static str,
    labels: Pairs,
    annotations: Pairs,
    starts_at: String,
    ends_at: String,
    #[serde(rename = "generatorURL")]
    generator_url: String,
    fingerprint: String,
}

/// The body that is posted.
pub fn payload(message: &Message<'_>) -> String {
    let listed = &message.items[..message.items.len().min(LISTED_ALERTS)];
    let alerts: Vec<_> = listed.iter().map(|item| entry(message, &item.alert)).collect();
    let first = &message.items[0].alert;
    let mut own = common(alerts.iter().map(|entry| &entry.annotations));
    // The receiver's own title and text are common to all alerts.
    if message.receiver.title.is_some() {
        own.insert("title", message.title());
    }
    if message.receiver.text.is_some() {
        own.insert("text", message.text());
    }
    let body = Payload {
        version: "4",
        group_key: message.group_key,
        truncated_alerts: message.items.len() - listed.len(),
        status: message.status(),
        receiver: &message.receiver.name,
        group_labels: message
            .receiver
            .group_by
            .iter()
            .map(|name| (label(*name), route::value(*name, first).to_owned()))
            .collect(),
        common_labels: common(alerts.iter().map(|entry| &entry.labels)),
        common_annotations: own,
        external_url: message.console_url.unwrap_or_default(),
        alerts,
    };
    serde_json::to_string(&body).expect("texts and numbers serialise")
}

fn entry(message: &Message<'_>, alert: &Alert) -> PayloadAlert {
    let labels = labels(alert);
    let is_over = alert.status == AlertStatus::Resolved;
    PayloadAlert {
        status: if is_over { "resolved" } else { "firing" },
        annotations: annotations(alert),
        starts_at: rfc3339(Millis::from_utc(alert.started_at)),
        ends_at: alert
            .resolved_at
            .filter(|_| is_over)
            .map_or_else(|| NO_END.to_owned(), |at| rfc3339(Millis::from_utc(at))),
        generator_url: message.link(alert).unwrap_or_default(),
        fingerprint: fingerprint(&labels),
        labels,
    }
}

/// Formats a time for a body.
pub(super) fn rfc3339(at: Millis) -> String {
    at.to_utc().to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
}

/// The pairs that all maps share.
fn common<'a>(all: impl IntoIterator<Item = &'a Pairs>) -> Pairs {
    let mut all = all.into_iter();
    let mut common = all.next().cloned().unwrap_or_default();
    for other in all {
        common.retain(|name, value| other.get(name) == Some(value));
    }
    common
}

/// The key of a signing secret; `None` if the secret is invalid.
pub fn key(secret: &str) -> Option<Vec<u8>> {
    STANDARD.decode(secret.strip_prefix(SECRET_PREFIX)?).ok()
}

/// The value of `webhook-signature`: one signature for each secret, so that a receiver accepts the
/// old and the new secret during a rotation. `None` without a secret.
pub fn signature(secrets: &[String], id: &str, seconds: i64, body: &str) -> Option<String> {
    let signed = format!("{id}.{seconds}.{body}");
    let signatures: Vec<String> = secrets
        .iter()
        .filter_map(|secret| key(secret))
        .map(|key| {
            let mut mac =
                Hmac::<Sha256>::new_from_slice(&key).expect("HMAC takes a key of any length");
            mac.update(signed.as_bytes());
            format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
        })
        .collect();
    (!signatures.is_empty()).then(|| signatures.join(" "))
}

/// The headers of a webhook: the receiver's, then the console's, which replace them.
pub(super) fn signed(
    own: &BTreeMap<String, String>,
    id: &str,
    seconds: i64,
    signature: Option<String>,
) -> Result<HeaderMap, String> {
    let mut headers = HeaderMap::new();
    let ours = [
        ("webhook-id", Some(id.to_owned())),
        ("webhook-timestamp", Some(seconds.to_string())),
        ("webhook-signature", signature),
    ];
    let ours = ours.iter().filter_map(|(name, value)| Some((*name, value.as_deref()?)));
    for (name, value) in own.iter().map(|(name, value)| (name.as_str(), value.as_str())).chain(ours)
    {
        let name: HeaderName =
            name.parse().map_err(|_error| format!("`{}` is not a header name", line(name, 100)))?;
        let value: HeaderValue = value
            .parse()
            .map_err(|_error| format!("the value of `{name}` is not a header value"))?;
        headers.insert(name, value);
    }
    Ok(headers)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{payload, signature};
    use crate::alerts::notify::message::{Item, Message};
    use crate::alerts::notify::trial;
    use crate::model::{AlertStatus, Millis, Notice, Receiver};

    fn posted(items: &[Item]) -> Value {
        let receiver: Receiver = serde_json::from_value(json!({
            "name": "hook", "target": {"type": "webhook", "url": "https://x/"},
            "group_by": ["rule", "node"]
        }))
        .expect("a receiver");
        let console_url = Some("https://console.example");
        let message = Message {
            id: "m",
            receiver: &receiver,
            group_key: "the group",
            items,
            console_url,
            now: Millis(0),
        };
        serde_json::from_str(&payload(&message)).expect("JSON")
    }

    fn item(room: &str, status: AlertStatus) -> Item {
        let mut alert = trial::alert(Millis(0));
        alert.room = Some(room.to_owned());
        alert.status = status;
        if status == AlertStatus::Resolved {
            alert.resolved_at = Some(Millis(61_000).to_utc());
        }
        Item { notice: Notice::Fired, alert }
    }

    fn texts(value: &Value) {
        for (name, value) in value.as_object().expect("an object") {
            assert!(value.is_string(), "{name} is a text");
        }
    }

    #[test]
    fn it_has_exactly_the_fields_and_types_of_alertmanager_4() {
        let hostile = "<!channel>\"\\\u{1}😀".repeat(2000);
        let body = posted(&[item(&hostile, AlertStatus::Firing), item("b", AlertStatus::Resolved)]);
        let names: Vec<_> = body.as_object().expect("an object").keys().cloned().collect();
        assert_eq!(
            names,
            [
                "alerts",
                "commonAnnotations",
                "commonLabels",
                "externalURL",
                "groupKey",
                "groupLabels",
                "receiver",
                "status",
                "truncatedAlerts",
                "version"
            ]
        );
        assert_eq!(body["version"], "4");
        assert_eq!(body["status"], "firing");
        assert_eq!(body["receiver"], "hook");
        assert_eq!(body["groupKey"], "the group");
        assert_eq!(body["externalURL"], "https://console.example");
        assert_eq!(body["truncatedAlerts"], 0);
        assert_eq!(body["groupLabels"], json!({"alertname": "high_participant_count", "node": ""}));
        assert!(body["commonLabels"].get("room").is_none());
        assert_eq!(body["commonLabels"]["deployment"], "default");
        texts(&body["commonAnnotations"]);
        for (alert, status, end) in [
            (&body["alerts"][0], "firing", "0001-01-01T00:00:00Z"),
            (&body["alerts"][1], "resolved", "1970-01-01T00:01:01.000Z"),
        ] {
            let names: Vec<_> = alert.as_object().expect("an object").keys().cloned().collect();
            assert_eq!(
                names,
                [
                    "annotations",
                    "endsAt",
                    "fingerprint",
                    "generatorURL",
                    "labels",
                    "startsAt",
                    "status"
                ]
            );
            assert_eq!(alert["status"], status);
            assert_eq!(alert["startsAt"], "1970-01-01T00:00:00.000Z");
            assert_eq!(alert["endsAt"], end);
            assert_eq!(alert["generatorURL"], "https://console.example/alerts/sample");
            let print = alert["fingerprint"].as_str().expect("a text");
            assert!(print.len() == 16 && print.bytes().all(|byte| byte.is_ascii_hexdigit()));
            texts(&alert["labels"]);
            texts(&alert["annotations"]);
        }
        assert_eq!(body["alerts"][0]["labels"]["room"], hostile);
    }

    #[test]
    fn truncated_alerts_are_counted() {
        let items = vec![item("a", AlertStatus::Resolved); 130];
        let body = posted(&items);
        assert_eq!(body["alerts"].as_array().expect("a list").len(), 100);
        assert_eq!(body["truncatedAlerts"], 30);
        assert_eq!(body["status"], "resolved");
    }

    #[test]
    fn every_secret_signs_as_standard_webhooks_asks() {
        // The example of that specification.
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned();
        let (id, body) = ("msg_p5jXN8AQM9LWM0D4loKWxJek", r#"{"test": 2432232314}"#);
        let expected = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
        let seconds = 1_614_265_330;
        let one = signature(std::slice::from_ref(&secret), id, seconds, body);
        assert_eq!(one.as_deref(), Some(expected));
        let two = signature(&[secret.clone(), secret], id, seconds, body);
        assert_eq!(two, Some(format!("{expected} {expected}")));
        assert_eq!(signature(&[], id, seconds, body), None);
    }
}
