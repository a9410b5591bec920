//! Receivers: validation, and masking of their secrets.

mod secrets;

pub use secrets::{hide_secrets, masked, unmasked};

use std::collections::{BTreeMap, BTreeSet};

use reqwest::header::{HeaderName, HeaderValue};
use url::Url;

use super::notify::email::{self, Encryption, Server};
use super::notify::message::{TEXT_CHARACTERS, TITLE_CHARACTERS, check};
use super::notify::webhook;
use crate::model::{Receiver, Route, Target, TextKind, is_name, line};

/// Bytes of a URL, at most.
const URL_BYTES: usize = 2000;

/// Characters of any other text, at most.
const TEXT: usize = 1000;

/// Entries of a list, at most.
const ENTRIES: usize = 50;

/// Bytes of a signing key, as Standard Webhooks specifies.
const KEY_BYTES: std::ops::RangeInclusive<usize> = 24..=64;

/// Headers that only the console sets.
const OUR_HEADERS: [&str; 10] = [
    "connection",
    "content-length",
    "content-type",
    "host",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "webhook-id",
    "webhook-timestamp",
];

/// What is wrong with the receiver, naming the field; `None` if nothing is. Holds no secret.
pub fn fault(receiver: &Receiver) -> Option<String> {
    find_fault(receiver).err()
}

fn find_fault(receiver: &Receiver) -> Result<(), String> {
    if !is_name(&receiver.name) {
        return Err(format!(
            "`name` is `{}`: use a lower-case letter, then at most 63 of `a-z`, `0-9`, `_`",
            line(&receiver.name, 80)
        ));
    }
    check_target(&receiver.target).map_err(|fault| format!("`target.{fault}"))?;
    check_route(&receiver.route).map_err(|fault| format!("`route.{fault}"))?;
    let named: BTreeSet<&str> = receiver.group_by.iter().map(|name| name.as_str()).collect();
    if named.len() != receiver.group_by.len() {
        return Err("`group_by` names a label twice".to_owned());
    }
    for (field, seconds, limit) in [
        ("group_wait_seconds", receiver.group_wait_seconds, 3600),
        ("group_interval_seconds", receiver.group_interval_seconds, 86_400),
    ] {
        if seconds > limit {
            return Err(format!("`{field}` is {seconds}: at most {limit}"));
        }
    }
    if (1..60).contains(&receiver.repeat_interval_seconds) {
        return Err(format!(
            "`repeat_interval_seconds` is {}: at least 60, or 0 for never",
            receiver.repeat_interval_seconds
        ));
    }
    for (field, template, limit) in
        [("title", &receiver.title, TITLE_CHARACTERS), ("text", &receiver.text, TEXT_CHARACTERS)]
    {
        let Some(template) = template else { continue };
        if template.trim().is_empty() {
            return Err(format!("`{field}` is empty: omit it"));
        }
        if let Some(fault) = TextKind::Words.fault(field, template, limit) {
            return Err(fault);
        }
        check(template).map_err(|fault| format!("`{field}` cannot be rendered: {fault}"))?;
    }
    Ok(())
}

fn check_route(route: &Route) -> Result<(), String> {
    for (field, patterns) in [("deployments", &route.deployments), ("rules", &route.rules)] {
        if patterns.len() > ENTRIES {
            return Err(format!("{field}` has {}: at most {ENTRIES}", patterns.len()));
        }
        if patterns.iter().any(|pattern| pattern.is_empty() || !is_text(pattern)) {
            return Err(format!("{field}` has an entry that is empty, too long or holds a NUL"));
        }
    }
    Ok(())
}

fn is_text(text: &str) -> bool {
    text.chars().count() <= TEXT && !text.contains('\u{0}')
}

/// Validates a target; an error begins with the field's name and a closing backtick.
fn check_target(target: &Target) -> Result<(), String> {
    match target {
        Target::Slack { url } => check_url("url", url),
        Target::Pagerduty { routing_key, url } => {
            let is_key = !routing_key.is_empty()
                && routing_key.len() <= TEXT
                && routing_key.bytes().all(|byte| byte.is_ascii_graphic());
            if !is_key {
                return Err(
                    "routing_key` is empty, too long or holds an invalid character".to_owned()
                );
            }
            check_url("url", url)
        }
        Target::Webhook { url, secrets, headers } => {
            check_url("url", url)?;
            check_secrets(secrets)?;
            check_headers(headers)
        }
        Target::Alertmanager { urls, username, password } => {
            if urls.is_empty() || urls.len() > ENTRIES {
                return Err(format!("urls` has {}: from 1 to {ENTRIES}", urls.len()));
            }
            for (at, url) in urls.iter().enumerate() {
                check_url(&format!("urls[{at}]"), url)?;
                if url.contains(['?', '#']) || url.trim_end_matches('/').ends_with("/alerts") {
                    return Err(format!(
                        "urls[{at}]` has more than a base path: the console adds `/api/v2/alerts`"
                    ));
                }
            }
            check_login(username.as_deref(), password.as_deref())?;
            if username.as_deref().is_some_and(|name| name.contains(':')) {
                return Err(
                    "username` holds a `:`, which Basic authentication does not allow".to_owned()
                );
            }
            Ok(())
        }
        Target::Email { server, username, password, from, to } => {
            let server = Server::parse(server).map_err(|fault| format!("server` {fault}"))?;
            check_login(username.as_deref(), password.as_deref())?;
            if username.is_some() && server.encryption == Encryption::None {
                return Err("password` would be sent unencrypted by `smtp+plain`".to_owned());
            }
            email::address(from).map_err(|fault| format!("from`: {fault}"))?;
            if to.is_empty() || to.len() > email::ADDRESSES {
                return Err(format!("to` has {}: from 1 to {}", to.len(), email::ADDRESSES));
            }
            for (at, to) in to.iter().enumerate() {
                email::address(to).map_err(|fault| format!("to[{at}]`: {fault}"))?;
            }
            Ok(())
        }
    }
}

/// Validates an http or https URL without user name and password. An error never holds the URL: it
/// may be a secret.
fn check_url(field: &str, text: &str) -> Result<(), String> {
    if text.len() > URL_BYTES {
        return Err(format!("{field}` is longer than {URL_BYTES} bytes"));
    }
    if text.chars().any(|sign| sign.is_control() || sign.is_whitespace()) {
        return Err(format!("{field}` holds a space or a control character"));
    }
    let url = Url::parse(text).map_err(|error| format!("{field}` is not a URL: {error}"))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(format!(
            "{field}` begins with `{}:`: use http or https",
            line(url.scheme(), 40)
        ));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(format!("{field}` holds a user name or password, which is not allowed"));
    }
    Ok(())
}

fn check_login(username: Option<&str>, password: Option<&str>) -> Result<(), String> {
    match (username, password) {
        (Some(_), None) => Err("password` is missing beside `username`".to_owned()),
        (None, Some(_)) => Err("username` is missing beside `password`".to_owned()),
        (Some(name), Some(password)) => {
            for (field, text) in [("username", name), ("password", password)] {
                if text.is_empty() || !is_text(text) || text.chars().any(char::is_control) {
                    return Err(format!(
                        "{field}` is empty, too long or holds a control character"
                    ));
                }
            }
            Ok(())
        }
        (None, None) => Ok(()),
    }
}

fn check_secrets(secrets: &[String]) -> Result<(), String> {
    if secrets.len() > ENTRIES {
        return Err(format!("secrets` has {}: at most {ENTRIES}", secrets.len()));
    }
    for (at, secret) in secrets.iter().enumerate() {
        let Some(key) = webhook::key(secret) else {
            return Err(format!("secrets[{at}]` is not `whsec_` followed by base64"));
        };
        if !KEY_BYTES.contains(&key.len()) {
            return Err(format!("secrets[{at}]` holds {} bytes: from 24 to 64", key.len()));
        }
    }
    Ok(())
}

fn check_headers(headers: &BTreeMap<String, String>) -> Result<(), String> {
    if headers.len() > ENTRIES {
        return Err(format!("headers` has {}: at most {ENTRIES}", headers.len()));
    }
    let mut seen = BTreeSet::new();
    for (name, value) in headers {
        let shown = line(name, 100);
        let lower = name.to_ascii_lowercase();
        if HeaderName::from_bytes(name.as_bytes()).is_err() {
            return Err(format!("headers` names `{shown}`, which is not a header name"));
        }
        if OUR_HEADERS.contains(&lower.as_str()) || lower == "webhook-signature" {
            return Err(format!("headers` names `{shown}`, which the console sets"));
        }
        if !seen.insert(lower) {
            return Err(format!("headers` names `{shown}` twice"));
        }
        if value.len() > URL_BYTES || HeaderValue::from_str(value).is_err() {
            return Err(format!("headers.{shown}` is too long or holds an invalid character"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::fault;

    fn fault_of(target: &Value, fields: &Value) -> Option<String> {
        let mut body = json!({"name": "ops", "target": target});
        for (name, value) in fields.as_object().expect("an object") {
            body[name] = value.clone();
        }
        fault(&serde_json::from_value(body).expect("a receiver"))
    }

    fn slack() -> Value {
        json!({"type": "slack", "url": "https://hooks.slack.com/services/T/B/s3cret"})
    }

    #[test]
    fn a_fault_of_a_receiver_names_its_field() {
        for (fields, part) in [
            (json!({}), None),
            (json!({"name": "Ops"}), Some("`name` is `Ops`")),
            (json!({"group_by": ["rule", "rule"]}), Some("`group_by`")),
            (json!({"group_by": []}), None),
            (json!({"group_wait_seconds": 3601}), Some("`group_wait_seconds` is 3601")),
            (json!({"group_interval_seconds": 86401}), Some("`group_interval_seconds`")),
            (json!({"repeat_interval_seconds": 59}), Some("`repeat_interval_seconds` is 59")),
            (json!({"repeat_interval_seconds": 0}), None),
            (json!({"route": {"rules": [""]}}), Some("`route.rules`")),
            (json!({"route": {"deployments": vec!["a"; 51]}}), Some("`route.deployments`")),
            (json!({"title": " "}), Some("`title`")),
            (json!({"title": "x".repeat(501)}), Some("`title`")),
            (json!({"title": "{{ nothing }}"}), Some("`title` cannot be rendered")),
            (json!({"text": "{% if %}"}), Some("`text` cannot be rendered")),
            (json!({"text": "{{ alerts[0].message }}"}), None),
        ] {
            let result = fault_of(&slack(), &fields);
            match part {
                None => assert_eq!(result, None, "{fields}"),
                Some(part) => {
                    assert!(result.as_ref().is_some_and(|f| f.contains(part)), "{result:?}");
                }
            }
        }
    }

    #[test]
    fn a_fault_of_a_target_names_its_field_and_no_secret() {
        let hook = |fields: Value| {
            let mut body = json!({"type": "webhook", "url": "https://x/"});
            for (name, value) in fields.as_object().expect("an object") {
                body[name] = value.clone();
            }
            body
        };
        let mail = |fields: Value| {
            let mut body = json!({"type": "email", "server": "smtp://mail.example.com",
                "from": "a@example.com", "to": ["b@example.com"]});
            for (name, value) in fields.as_object().expect("an object") {
                body[name] = value.clone();
            }
            body
        };
        let key = |bytes: usize| {
            use base64::Engine as _;
            let text = base64::engine::general_purpose::STANDARD.encode("k".repeat(bytes));
            format!("whsec_{text}")
        };
        for (target, part) in [
            (json!({"type": "slack", "url": "hooks/s3cret"}), Some("`target.url`")),
            (json!({"type": "slack", "url": "ftp://x/s3cret"}), Some("`target.url`")),
            (json!({"type": "slack", "url": "https://u:s3cret@x/"}), Some("`target.url`")),
            (json!({"type": "slack", "url": "https://x/s3cret\r\nA: b"}), Some("`target.url`")),
            (json!({"type": "pagerduty", "routing_key": ""}), Some("`target.routing_key`")),
            (json!({"type": "pagerduty", "routing_key": "s3cret"}), None),
            (json!({"type": "pagerduty", "routing_key": "s3cret", "url": "x"}), Some("target.url")),
            (hook(json!({"secrets": [key(24), key(64)]})), None),
            (hook(json!({"secrets": [key(23)]})), Some("`target.secrets[0]` holds 23")),
            (hook(json!({"secrets": [key(24), "s3cret"]})), Some("`target.secrets[1]`")),
            (hook(json!({"headers": {"Authorization": "Bearer s3cret"}})), None),
            (hook(json!({"headers": {"A": "s3cret\r\nB: c"}})), Some("`target.headers.A`")),
            (hook(json!({"headers": {"A\r\nB": "c"}})), Some("`target.headers` names `A  B`")),
            (hook(json!({"headers": {"Host": "s3cret"}})), Some("`Host`, which the console sets")),
            (hook(json!({"headers": {"Webhook-Signature": "x"}})), Some("console sets")),
            (hook(json!({"headers": {"a": "1", "A": "2"}})), Some("twice")),
            (json!({"type": "alertmanager", "urls": []}), Some("`target.urls`")),
            (json!({"type": "alertmanager", "urls": ["http://am:9093"]}), None),
            (
                json!({"type": "alertmanager", "urls": ["http://am/api/v2/alerts"]}),
                Some("`target.urls[0]`"),
            ),
            (
                json!({"type": "alertmanager", "urls": ["http://am"], "password": "s3cret"}),
                Some("`target.username`"),
            ),
            (mail(json!({})), None),
            (mail(json!({"username": "u", "password": "s3cret"})), None),
            (mail(json!({"username": "u"})), Some("`target.password`")),
            (
                mail(json!({"server": "smtp+plain://x", "username": "u", "password": "s3cret"})),
                Some("unencrypted"),
            ),
            (mail(json!({"server": "http://x"})), Some("`target.server`")),
            (mail(json!({"from": "a@b\nBcc: c@d"})), Some("`target.from`")),
            (mail(json!({"to": []})), Some("`target.to`")),
            (mail(json!({"to": ["b@example.com", "x"]})), Some("`target.to[1]`")),
        ] {
            let result = fault_of(&target, &json!({}));
            match part {
                None => assert_eq!(result, None, "{target}"),
                Some(part) => {
                    assert!(result.as_ref().is_some_and(|f| f.contains(part)), "{result:?}");
                }
            }
            assert!(!result.unwrap_or_default().contains("s3cret"), "{target}");
        }
    }
}
