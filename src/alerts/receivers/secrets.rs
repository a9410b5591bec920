//! The secrets of a receiver: they are masked when it is shown, restored when it is written back
//! masked, and removed from texts of others.

use std::collections::BTreeMap;

use url::Url;

use crate::model::{MASK, Receiver, Target};

/// Shorter texts are not hidden: that would make an error unreadable.
const SHORTEST: usize = 4;

/// The receiver as it is shown: each secret is [`MASK`], and a URL that may hold one shows only
/// scheme, host and port.
pub fn masked(receiver: &Receiver) -> Receiver {
    let mask = |secret: &Option<String>| secret.as_ref().map(|_| MASK.to_owned());
    let target = match &receiver.target {
        Target::Slack { url } => Target::Slack { url: masked_url(url) },
        Target::Pagerduty { url, .. } => {
            Target::Pagerduty { routing_key: MASK.to_owned(), url: without_login(url) }
        }
        Target::Webhook { url, secrets, headers } => Target::Webhook {
            url: masked_url(url),
            secrets: secrets.iter().map(|_| MASK.to_owned()).collect(),
            headers: headers.keys().map(|name| (name.clone(), MASK.to_owned())).collect(),
        },
        Target::Alertmanager { urls, username, password } => Target::Alertmanager {
            urls: urls.iter().map(|url| without_login(url)).collect(),
            username: username.clone(),
            password: mask(password),
        },
        Target::Email { server, username, password, from, to } => Target::Email {
            server: without_login(server),
            username: username.clone(),
            password: mask(password),
            from: from.clone(),
            to: to.clone(),
        },
    };
    Receiver { target, ..receiver.clone() }
}

/// Scheme, host and port, and [`MASK`] for the rest, if there is one.
fn masked_url(text: &str) -> String {
    let Ok(url) = Url::parse(text) else { return MASK.to_owned() };
    let Some(host) = url.host_str() else { return MASK.to_owned() };
    let port = url.port().map_or(String::new(), |port| format!(":{port}"));
    let is_bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    format!("{}://{host}{port}/{}", url.scheme(), if is_bare { "" } else { MASK })
}

fn without_login(text: &str) -> String {
    let Ok(mut url) = Url::parse(text) else { return MASK.to_owned() };
    if url.username().is_empty() && url.password().is_none() {
        return text.to_owned();
    }
    let cleared = url.set_password(None).and_then(|()| url.set_username(""));
    if cleared.is_ok() { url.into() } else { MASK.to_owned() }
}

/// Returns `new` with the secrets of `old` in place of masks. A secret is restored only for the
/// same host: a person who may not read it must not have it sent elsewhere.
pub fn unmasked(new: Receiver, old: Option<&Receiver>) -> Result<Receiver, String> {
    let missing =
        |field: &str| format!("`target.{field}` is masked, and there is no stored secret");
    let moved = |field: &str| {
        format!("`target.{field}` is masked, and its destination has changed: enter it again")
    };
    let keep = |field: &str, new: String, old: Option<&String>, is_moved: bool| match old {
        _ if !new.contains(MASK) => Ok(new),
        Some(_) if is_moved => Err(moved(field)),
        Some(old) if new == MASK => Ok(old.clone()),
        _ => Err(missing(field)),
    };
    let keep_url = |new: String, old: Option<&String>| match old {
        _ if !new.contains(MASK) => Ok(new),
        Some(old) if new == masked_url(old) => Ok(old.clone()),
        Some(_) => Err(moved("url")),
        None => Err(missing("url")),
    };
    let old = old.map(|old| &old.target);
    let target = match new.target {
        Target::Slack { url } => {
            let old = match old {
                Some(Target::Slack { url }) => Some(url),
                _ => None,
            };
            Target::Slack { url: keep_url(url, old)? }
        }
        Target::Pagerduty { routing_key, url } => {
            let (old_key, is_moved) = match old {
                Some(Target::Pagerduty { routing_key, url: old }) => {
                    (Some(routing_key), !same_origin(&url, old))
                }
                _ => (None, false),
            };
            let routing_key = keep("routing_key", routing_key, old_key, is_moved)?;
            Target::Pagerduty { routing_key, url }
        }
        Target::Webhook { url, secrets, headers } => {
            let none = (None, &[][..], &BTreeMap::new());
            let (old_url, old_secrets, old_headers) = match old {
                Some(Target::Webhook { url, secrets, headers }) => {
                    (Some(url), &secrets[..], headers)
                }
                _ => none,
            };
            let url = keep_url(url, old_url)?;
            let is_moved = old_url.is_some_and(|old| !same_origin(&url, old));
            let headers = headers
                .into_iter()
                .map(|(name, value)| {
                    let old = old_headers.get(&name);
                    let value = keep(&format!("headers.{name}"), value, old, is_moved)?;
                    Ok((name, value))
                })
                .collect::<Result<_, String>>()?;
            Target::Webhook { url, secrets: unmasked_secrets(secrets, old_secrets)?, headers }
        }
        Target::Alertmanager { urls, username, password } => {
            let (old_password, is_moved) = match old {
                Some(Target::Alertmanager { urls: old, password, .. }) => {
                    let is_known = |url: &String| old.iter().any(|old| same_origin(url, old));
                    (password.as_ref(), !urls.iter().all(is_known))
                }
                _ => (None, false),
            };
            let password =
                password.map(|new| keep("password", new, old_password, is_moved)).transpose()?;
            Target::Alertmanager { urls, username, password }
        }
        Target::Email { server, username, password, from, to } => {
            let (old_password, is_moved) = match old {
                Some(Target::Email { server: old, password, .. }) => {
                    (password.as_ref(), server != *old)
                }
                _ => (None, false),
            };
            let password =
                password.map(|new| keep("password", new, old_password, is_moved)).transpose()?;
            Target::Email { server, username, password, from, to }
        }
    };
    Ok(Receiver { target, ..new })
}

/// Whether two URLs have the same scheme, host and port.
fn same_origin(one: &str, other: &str) -> bool {
    match (Url::parse(one), Url::parse(other)) {
        (Ok(one), Ok(other)) => one.origin() == other.origin(),
        _ => false,
    }
}

/// Replaces masks by the stored secrets, in order. If their numbers differ, it is unknown which
/// secret each mask means.
fn unmasked_secrets(new: Vec<String>, old: &[String]) -> Result<Vec<String>, String> {
    let masks = new.iter().filter(|secret| *secret == MASK).count();
    if masks > 0 && masks != old.len() {
        return Err(format!(
            "`target.secrets` has {masks} masked, and {} are stored: enter the secrets to use",
            old.len()
        ));
    }
    let mut stored = old.iter();
    Ok(new
        .into_iter()
        .map(
            |secret| if secret == MASK { stored.next().cloned().unwrap_or(secret) } else { secret },
        )
        .collect())
}

/// Replaces each secret of the receiver in `text` by [`MASK`].
pub fn hide_secrets(text: &str, receiver: &Receiver) -> String {
    let mut secrets: Vec<&str> = Vec::new();
    match &receiver.target {
        Target::Slack { url } => secrets.extend(parts(url)),
        Target::Pagerduty { routing_key, .. } => secrets.push(routing_key),
        Target::Webhook { url, secrets: keys, headers } => {
            secrets.extend(parts(url));
            secrets.extend(keys.iter().map(String::as_str));
            for value in headers.values() {
                secrets.push(value);
                // `Bearer …`: the part after the first word may appear alone.
                secrets.extend(value.split_once(' ').map(|(_, rest)| rest));
            }
        }
        Target::Alertmanager { password, .. } | Target::Email { password, .. } => {
            secrets.extend(password.as_deref());
        }
    }
    // The longest first, so that no rest of a longer secret remains.
    secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    secrets
        .into_iter()
        .filter(|secret| secret.len() >= SHORTEST)
        .fold(text.to_owned(), |text, secret| text.replace(secret, MASK))
}

/// The secret parts of a URL: all of it, and what follows the host.
fn parts(url: &str) -> impl Iterator<Item = &str> {
    let behind = url.split_once("://").and_then(|(_, rest)| rest.split_once('/'));
    [Some(url), behind.map(|(_, path)| path)].into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{hide_secrets, masked, unmasked};
    use crate::model::{MASK, Receiver};

    fn receiver(target: &Value) -> Receiver {
        serde_json::from_value(json!({"name": "ops", "target": target})).expect("a receiver")
    }

    fn all() -> [Value; 5] {
        [
            json!({"type": "slack", "url": "https://hooks.slack.com/services/s3cret"}),
            json!({"type": "pagerduty", "routing_key": "s3cret"}),
            json!({"type": "webhook", "url": "https://x:8443/hook?token=s3cret",
                "secrets": ["whsec_s3cret1", "whsec_s3cret2"], "headers": {"A": "Bearer s3cret"}}),
            json!({"type": "alertmanager", "urls": ["http://am:9093"], "username": "u",
                "password": "s3cret"}),
            json!({"type": "email", "server": "smtp://mail", "username": "u",
                "password": "s3cret", "from": "a@b.c", "to": ["d@e.f"]}),
        ]
    }

    #[test]
    fn a_shown_receiver_holds_no_secret_and_written_back_keeps_its_secrets() {
        for target in all() {
            let stored = receiver(&target);
            let shown = masked(&stored);
            let text = serde_json::to_string(&shown).expect("JSON");
            assert!(!text.contains("s3cret") && text.contains(MASK), "{text}");
            assert_eq!(unmasked(shown.clone(), Some(&stored)), Ok(stored.clone()));
            assert_eq!(masked(&shown), shown, "masking twice alters nothing");
            unmasked(shown, None).expect_err("there is nothing to keep");
            assert_eq!(unmasked(stored.clone(), None), Ok(stored));
        }
    }

    #[test]
    fn a_shown_url_names_its_host_and_no_login() {
        for (url, expected) in [
            ("https://hooks.slack.com/services/a", "https://hooks.slack.com/********"),
            ("https://u:p@x:8443/?t=a", "https://x:8443/********"),
            ("http://x", "http://x/"),
            ("nonsense", MASK),
        ] {
            let shown = masked(&receiver(&json!({"type": "webhook", "url": url})));
            let shown = serde_json::to_value(shown).expect("JSON");
            assert_eq!(shown["target"]["url"], expected);
        }
    }

    #[test]
    fn a_stored_secret_is_never_sent_to_another_host() {
        for (at, field, elsewhere) in [
            (0, "url", json!("https://evil.example/********")),
            (1, "url", json!("https://evil.example/")),
            (2, "url", json!("https://evil.example/")),
            (3, "urls", json!(["http://am:9093", "http://evil.example"])),
            (4, "server", json!("smtp://evil.example")),
        ] {
            let stored = receiver(&all()[at]);
            let mut moved = serde_json::to_value(masked(&stored)).expect("JSON");
            moved["target"][field] = elsewhere;
            let moved: Receiver = serde_json::from_value(moved).expect("a receiver");
            let fault = unmasked(moved, Some(&stored)).expect_err("it goes elsewhere");
            assert!(fault.contains("enter it again"), "{fault}");
        }
    }

    #[test]
    fn masks_are_replaced_by_the_secrets_in_order() {
        let stored = receiver(&all()[2]);
        let with = |secrets: Value| {
            let mut new = serde_json::to_value(masked(&stored)).expect("JSON");
            new["target"]["secrets"] = secrets;
            let new = serde_json::from_value(new).expect("a receiver");
            let written = serde_json::to_value(unmasked(new, Some(&stored))?).expect("JSON");
            Ok::<_, String>(written["target"]["secrets"].clone())
        };
        assert_eq!(
            with(json!([MASK, "new", MASK])),
            Ok(json!(["whsec_s3cret1", "new", "whsec_s3cret2"]))
        );
        assert_eq!(with(json!([])), Ok(json!([])));
        assert_eq!(with(json!(["new"])), Ok(json!(["new"])));
        with(json!([MASK])).expect_err("which of the two?");
        with(json!([MASK, MASK, MASK])).expect_err("there are two");
    }

    #[test]
    fn secrets_are_removed_from_texts_of_others() {
        for (at, said) in [
            (0, "no route to https://hooks.slack.com/services/s3cret"),
            (0, "POST /services/s3cret failed"),
            (1, "unknown key s3cret"),
            (2, "bad /hook?token=s3cret"),
            (2, "you sent Bearer s3cret and s3cret"),
            (3, "u:s3cret is wrong"),
            (4, "535 s3cret"),
        ] {
            let hidden = hide_secrets(said, &receiver(&all()[at]));
            assert!(!hidden.contains("s3cret") && hidden.contains(MASK), "{hidden}");
        }
    }
}
