//! Sends one request or one e-mail within limits, and reports the outcome.
//!
//! An error text never holds a URL or a secret: Slack's URL *is* the secret.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue, RETRY_AFTER};
use reqwest::{Response, StatusCode};
use url::Url;

use super::email::{self, Mail, Server};
use super::masked;
use super::message::Message;
use super::webhook::signed;
use super::{alertmanager, pagerduty, slack, webhook};
use crate::alerts::receivers;
use crate::model::{Alert, Millis, Receiver, Target, line, mask_value};
use crate::net::client::{GuardedClient, Proxying};
use crate::net::guard::{self, Guard};
use crate::net::response;

/// How long one request or one e-mail may take.
pub const REQUEST_LIMIT: Duration = Duration::from_secs(15);

/// Bytes of a response that are read.
const RESPONSE_BYTES: usize = 64 * 1024;

/// Characters of a response that are returned.
const RESPONSE_CHARACTERS: usize = 500;

/// The longest wait that a receiver may ask for.
const LONGEST_WAIT: Duration = Duration::from_hours(1);

/// The outcome of sending a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SendOutcome {
    /// It was accepted.
    Sent {
        /// The receiver's response.
        response: String,
    },
    /// It may be accepted later.
    Retry {
        /// What went wrong.
        error: String,
        /// How long the receiver asks to wait; `None` if it does not.
        after: Option<Duration>,
    },
    /// It was refused, and would be refused again.
    Refused {
        /// Why it was refused.
        error: String,
    },
}

impl SendOutcome {
    /// Combines outcomes of several requests: a retry counts most, then a refusal.
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Retry { error, after }, Self::Retry { after: other, .. }) => {
                Self::Retry { error, after: after.max(other) }
            }
            (retry @ Self::Retry { .. }, _) | (_, retry @ Self::Retry { .. }) => retry,
            (refused @ Self::Refused { .. }, _) | (_, refused @ Self::Refused { .. }) => refused,
            (sent, Self::Sent { .. }) => sent,
        }
    }

    /// Masks the receiver's secrets.
    fn redacted(self, receiver: &Receiver) -> Self {
        let hide =
            |text: String| line(&receivers::hide_secrets(&text, receiver), RESPONSE_CHARACTERS);
        match self {
            Self::Sent { response } => Self::Sent { response: hide(response) },
            Self::Retry { error, after } => Self::Retry { error: hide(error), after },
            Self::Refused { error } => Self::Refused { error: hide(error) },
        }
    }
}

fn refused(error: impl Into<String>) -> SendOutcome {
    SendOutcome::Refused { error: error.into() }
}

/// Sends messages. Clones share connections.
#[derive(Debug, Clone)]
pub struct Sender {
    client: GuardedClient,
    guard: Arc<Guard>,
    console_url: Option<Arc<str>>,
    limit: Duration,
    masks_numbers: bool,
}

impl Sender {
    /// Sends to the addresses that `guard` allows. `console_url` is the web console's URL for
    /// links.
    pub fn new(guard: Guard, console_url: Option<&str>) -> reqwest::Result<Self> {
        let guard = Arc::new(guard);
        let client = GuardedClient::new(&guard, &Proxying::Off)?;
        let console_url = console_url.map(|url| Arc::from(url.trim_end_matches('/')));
        Ok(Self { client, guard, console_url, limit: REQUEST_LIMIT, masks_numbers: false })
    }

    /// The same, through a proxy if `proxying` says so; e-mails never use one.
    pub fn through(self, proxying: &Proxying) -> reqwest::Result<Self> {
        Ok(Self { client: GuardedClient::new(&self.guard, proxying)?, ..self })
    }

    /// The same, with telephone numbers masked in what is sent if `masks_numbers`.
    #[must_use]
    pub const fn masking(mut self, masks_numbers: bool) -> Self {
        self.masks_numbers = masks_numbers;
        self
    }

    /// The same with another limit than [`REQUEST_LIMIT`].
    #[must_use]
    pub const fn with_limit(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// The web console's URL for links; `None` if there are no links.
    pub fn console_url(&self) -> Option<&str> {
        self.console_url.as_deref()
    }

    /// Sends the message once.
    pub async fn send(&self, message: &Message<'_>) -> SendOutcome {
        if !self.masks_numbers {
            return self.send_as_it_is(message).await;
        }
        let items: Vec<_> = message.items.iter().map(masked::item).collect();
        let group_key = masked::key(message.group_key);
        self.send_as_it_is(&Message { items: &items, group_key: &group_key, ..*message }).await
    }

    async fn send_as_it_is(&self, message: &Message<'_>) -> SendOutcome {
        let outcome = match &message.receiver.target {
            Target::Slack { url } => {
                let outcome = self.post(
                    url,
                    HeaderMap::new(),
                    slack::payload(message).to_string(),
                    message.now,
                );
                explained(outcome.await)
            }
            Target::Pagerduty { routing_key, url } => {
                let mut total: Option<SendOutcome> = None;
                for item in message.items {
                    let event = pagerduty::payload(message, item, routing_key).to_string();
                    let outcome = self.post(url, HeaderMap::new(), event, message.now).await;
                    total = Some(total.map_or(outcome.clone(), |before| before.and(outcome)));
                }
                total.unwrap_or_else(|| refused("the message holds no alert"))
            }
            Target::Webhook { url, secrets, headers } => {
                let body = webhook::payload(message);
                let seconds = message.now.0.div_euclid(1000);
                let signature = webhook::signature(secrets, message.id, seconds, &body);
                match signed(headers, message.id, seconds, signature) {
                    Ok(headers) => self.post(url, headers, body, message.now).await,
                    Err(error) => refused(error),
                }
            }
            Target::Alertmanager { .. } => {
                self.push(message, message.items.iter().map(|item| &item.alert)).await
            }
            Target::Email { server, username, password, from, to } => {
                let credentials = username.as_deref().zip(password.as_deref());
                let mail = Mail { from, to, credentials };
                match Server::parse(server) {
                    Ok(server) => self.mail(&server, message, &mail).await,
                    Err(error) => refused(error),
                }
            }
        };
        outcome.redacted(message.receiver)
    }

    /// Requests a URL by GET, for the dead man's switch. An error text never holds the URL.
    pub async fn ping(&self, url: &str, now: Millis) -> SendOutcome {
        let url = match Url::parse(url) {
            Ok(url) => url,
            Err(error) => return refused(format!("its URL is invalid: {error}")),
        };
        let http = match self.client.to(&url).await {
            Ok(http) => http,
            Err(denied) => return refused(denied.to_string()),
        };
        match http.get(url).timeout(self.limit).send().await {
            Ok(response) => outcome_of(response, now).await,
            Err(error) if error.is_timeout() => self.timed_out(),
            Err(error) => failed(&error),
        }
    }

    /// Sends these alerts to every Alertmanager of the receiver; accepted if all of them accept.
    pub(in crate::alerts) async fn push<'a>(
        &self,
        message: &Message<'_>,
        alerts: impl IntoIterator<Item = &'a Alert>,
    ) -> SendOutcome {
        let Target::Alertmanager { urls, username, password } = &message.receiver.target else {
            return refused("the receiver is not an Alertmanager");
        };
        let mut body = alertmanager::payload(message, alerts);
        if self.masks_numbers {
            mask_value(&mut body);
        }
        let body = body.to_string();
        let mut headers = HeaderMap::new();
        if let Some((name, password)) = username.as_deref().zip(password.as_deref()) {
            let pair = base64::Engine::encode(
                &base64::engine::general_purpose::STANDARD,
                format!("{name}:{password}"),
            );
            match HeaderValue::from_str(&format!("Basic {pair}")) {
                Ok(value) => headers.insert(reqwest::header::AUTHORIZATION, value),
                Err(error) => return refused(error.to_string()),
            };
        }
        // In parallel: one that hangs must not delay the others.
        let posts = urls.iter().map(|url| {
            let (headers, body) = (headers.clone(), body.clone());
            async move { self.post(&alertmanager::endpoint(url), headers, body, message.now).await }
        });
        futures_util::future::join_all(posts)
            .await
            .into_iter()
            .reduce(SendOutcome::and)
            .unwrap_or_else(|| refused("the receiver names no Alertmanager"))
            .redacted(message.receiver)
    }

    async fn mail(&self, server: &Server, message: &Message<'_>, mail: &Mail<'_>) -> SendOutcome {
        let sent = email::send(&self.guard, server, message, mail);
        match tokio::time::timeout(self.limit, sent).await {
            Ok(outcome) => outcome,
            Err(_elapsed) => self.timed_out(),
        }
    }

    fn timed_out(&self) -> SendOutcome {
        let error = format!("no response within {} s", self.limit.as_secs_f64());
        SendOutcome::Retry { error, after: None }
    }

    async fn post(
        &self,
        url: &str,
        mut headers: HeaderMap,
        body: String,
        now: Millis,
    ) -> SendOutcome {
        let url = match Url::parse(url) {
            Ok(url) => url,
            Err(error) => return refused(format!("its URL is invalid: {error}")),
        };
        let http = match self.client.to(&url).await {
            Ok(http) => http,
            Err(denied) => return refused(denied.to_string()),
        };
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let request = http.post(url).headers(headers).body(body).timeout(self.limit);
        match request.send().await {
            Ok(response) => outcome_of(response, now).await,
            Err(error) if error.is_timeout() => self.timed_out(),
            Err(error) => failed(&error),
        }
    }
}

async fn outcome_of(mut response: Response, now: Millis) -> SendOutcome {
    let status = response.status();
    let after = response.headers().get(RETRY_AFTER).and_then(|value| wait(value, now));
    let body = response::read_prefix(&mut response, RESPONSE_BYTES).await;
    let text = line(String::from_utf8_lossy(&body).trim(), RESPONSE_CHARACTERS);
    let response = if text.is_empty() { status.to_string() } else { format!("{status}: {text}") };
    match status {
        status if status.is_success() => SendOutcome::Sent { response },
        StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_EARLY | StatusCode::TOO_MANY_REQUESTS => {
            SendOutcome::Retry { error: response, after }
        }
        status if status.is_server_error() => SendOutcome::Retry { error: response, after },
        status if status.is_redirection() => {
            refused(format!("it redirects, which is not followed: {response}"))
        }
        StatusCode::GONE => refused(format!("it no longer exists: {response}")),
        _ => refused(response),
    }
}

/// Explains Slack's error codes.
fn explained(outcome: SendOutcome) -> SendOutcome {
    match outcome {
        SendOutcome::Refused { error } if slack::is_gone(&error) => refused(format!(
            "the webhook or its channel no longer exists, create a new one: {error}"
        )),
        other => other,
    }
}

/// The wait that `Retry-After` asks for, in seconds or as a date.
fn wait(value: &HeaderValue, now: Millis) -> Option<Duration> {
    let text = value.to_str().ok()?.trim();
    let seconds = match text.parse::<u64>() {
        Ok(seconds) => seconds,
        Err(_not_a_number) => {
            let date = chrono::DateTime::parse_from_rfc2822(text).ok()?;
            let wait = Millis::from_utc(date.to_utc()).since(now);
            u64::try_from(wait).unwrap_or(0).div_ceil(1000)
        }
    };
    Some(Duration::from_secs(seconds).min(LONGEST_WAIT))
}

fn failed(error: &reqwest::Error) -> SendOutcome {
    if let Some(denied) = guard::denied(error) {
        return refused(denied.to_string());
    }
    if error.is_builder() {
        return refused("its URL or one of its headers is invalid");
    }
    let cause = response::innermost_cause(error);
    let error = cause.map_or_else(|| "the request failed".to_owned(), ToString::to_string);
    SendOutcome::Retry { error, after: None }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::time::Duration;

    use reqwest::header::HeaderValue;

    use super::{SendOutcome, refused, signed, wait};
    use crate::model::Millis;

    #[test]
    fn a_receiver_may_ask_to_wait_for_up_to_an_hour() {
        let now = Millis::from_utc("2015-10-21T07:28:00Z".parse().expect("a time"));
        for (text, expected) in [
            ("7", Some(7)),
            (" 0 ", Some(0)),
            ("999999999", Some(3600)),
            ("Wed, 21 Oct 2015 07:28:30 GMT", Some(30)),
            ("Wed, 21 Oct 2015 07:27:30 GMT", Some(0)),
            ("-5", None),
            ("soon", None),
        ] {
            let value = HeaderValue::from_static(text);
            assert_eq!(wait(&value, now), expected.map(Duration::from_secs), "{text}");
        }
    }

    #[test]
    fn a_retry_counts_more_than_a_refusal_and_a_success() {
        let sent = || SendOutcome::Sent { response: "200 OK".to_owned() };
        let retry = || SendOutcome::Retry { error: "503".to_owned(), after: None };
        assert_eq!(sent().and(sent()), sent());
        assert_eq!(sent().and(retry()), retry());
        assert_eq!(refused("400").and(retry()), retry());
        assert_eq!(sent().and(refused("400")), refused("400"));
    }

    #[test]
    fn own_headers_replace_headers_of_the_same_name() {
        let own = BTreeMap::from([
            ("Authorization".to_owned(), "Bearer x".to_owned()),
            ("Webhook-Id".to_owned(), "other".to_owned()),
        ]);
        let headers = signed(&own, "m1", 5, None).expect("headers");
        assert_eq!(headers["webhook-id"], "m1");
        assert_eq!(headers["authorization"], "Bearer x");
        assert!(!headers.contains_key("webhook-signature"));
        for (name, value) in [("a b", "x"), ("a", "x\r\ny: z"), ("", "x")] {
            let own = BTreeMap::from([(name.to_owned(), value.to_owned())]);
            signed(&own, "m1", 5, None).expect_err("no header");
        }
    }
}
