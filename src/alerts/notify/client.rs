//! Sending: one request or one letter, within limits, and what became of it.
//!
//! Nothing that is told of a failure holds a URL or a secret: Slack's URL *is* the secret.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue, RETRY_AFTER};
use reqwest::{Response, StatusCode};
use url::Url;

use super::email::{self, Letter, Server};
use super::masked;
use super::message::Message;
use super::webhook::signed;
use super::{alertmanager, pagerduty, slack, webhook};
use crate::alerts::receivers;
use crate::model::{Alert, Millis, Receiver, Target, line, mask_value};
use crate::net::answer;
use crate::net::client::{GuardedClient, Proxying};
use crate::net::guard::{self, Guard};

/// How long one request or one letter may take.
pub const REQUEST_LIMIT: Duration = Duration::from_secs(15);

/// Of an answer, bytes that are read.
const ANSWER_BYTES: usize = 64 * 1024;

/// Of an answer, characters that are kept.
const ANSWER_CHARACTERS: usize = 500;

/// The longest wait that a receiver may ask for.
const LONGEST_WAIT: Duration = Duration::from_hours(1);

/// What became of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It was accepted.
    Sent {
        /// What was answered.
        answer: String,
    },
    /// It may be accepted later.
    Retry {
        /// What went wrong.
        error: String,
        /// How long the receiver asks to wait; `None` if it does not.
        after: Option<Duration>,
    },
    /// It is not accepted as it is.
    Refused {
        /// Why not.
        error: String,
    },
}

impl Outcome {
    /// Of several requests: the worst that can still be mended, then the worst.
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

    /// Without what is secret of the receiver.
    fn redacted(self, receiver: &Receiver) -> Self {
        let hide =
            |text: String| line(&receivers::hide_secrets(&text, receiver), ANSWER_CHARACTERS);
        match self {
            Self::Sent { answer } => Self::Sent { answer: hide(answer) },
            Self::Retry { error, after } => Self::Retry { error: hide(error), after },
            Self::Refused { error } => Self::Refused { error: hide(error) },
        }
    }
}

fn refused(error: impl Into<String>) -> Outcome {
    Outcome::Refused { error: error.into() }
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
    /// Sends to where `guard` allows. `console_url` is where the web console is, for links.
    pub fn new(guard: Guard, console_url: Option<&str>) -> reqwest::Result<Self> {
        let guard = Arc::new(guard);
        let client = GuardedClient::new(&guard, &Proxying::Off)?;
        let console_url = console_url.map(|url| Arc::from(url.trim_end_matches('/')));
        Ok(Self { client, guard, console_url, limit: REQUEST_LIMIT, masks_numbers: false })
    }

    /// The same, through a proxy if `proxying` says so; letters never go through one.
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

    /// Where the web console is, for links.
    pub fn console_url(&self) -> Option<&str> {
        self.console_url.as_deref()
    }

    /// Sends the message once.
    pub async fn send(&self, message: &Message<'_>) -> Outcome {
        if !self.masks_numbers {
            return self.send_as_it_is(message).await;
        }
        let items: Vec<_> = message.items.iter().map(masked::item).collect();
        let group_key = masked::key(message.group_key);
        self.send_as_it_is(&Message { items: &items, group_key: &group_key, ..*message }).await
    }

    async fn send_as_it_is(&self, message: &Message<'_>) -> Outcome {
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
                let mut whole: Option<Outcome> = None;
                for item in message.items {
                    let event = pagerduty::payload(message, item, routing_key).to_string();
                    let outcome = self.post(url, HeaderMap::new(), event, message.now).await;
                    whole = Some(whole.map_or(outcome.clone(), |before| before.and(outcome)));
                }
                whole.unwrap_or_else(|| refused("there is nothing to tell"))
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
                let letter = Letter { from, to, credentials };
                match Server::parse(server) {
                    Ok(server) => self.mail(&server, message, &letter).await,
                    Err(error) => refused(error),
                }
            }
        };
        outcome.redacted(message.receiver)
    }

    /// Asks a URL by GET, for the dead man's switch. What is told of a failure does not hold it.
    pub async fn ping(&self, url: &str, now: Millis) -> Outcome {
        let url = match Url::parse(url) {
            Ok(url) => url,
            Err(error) => return refused(format!("its URL is none: {error}")),
        };
        let http = match self.client.to(&url).await {
            Ok(http) => http,
            Err(denied) => return refused(denied.to_string()),
        };
        match http.get(url).timeout(self.limit).send().await {
            Ok(response) => judged(response, now).await,
            Err(error) if error.is_timeout() => self.too_late(),
            Err(error) => unanswered(&error),
        }
    }

    /// Tells every Alertmanager of the receiver of these alerts; accepted if all of them do.
    pub(in crate::alerts) async fn push<'a>(
        &self,
        message: &Message<'_>,
        alerts: impl IntoIterator<Item = &'a Alert>,
    ) -> Outcome {
        let Target::Alertmanager { urls, username, password } = &message.receiver.target else {
            return refused("it is no Alertmanager");
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
        // One after the other would let the first that hangs keep it from the rest.
        let posts = urls.iter().map(|url| {
            let (headers, body) = (headers.clone(), body.clone());
            async move { self.post(&alertmanager::endpoint(url), headers, body, message.now).await }
        });
        futures_util::future::join_all(posts)
            .await
            .into_iter()
            .reduce(Outcome::and)
            .unwrap_or_else(|| refused("it names no Alertmanager"))
            .redacted(message.receiver)
    }

    async fn mail(&self, server: &Server, message: &Message<'_>, letter: &Letter<'_>) -> Outcome {
        let sent = email::send(&self.guard, server, message, letter);
        match tokio::time::timeout(self.limit, sent).await {
            Ok(outcome) => outcome,
            Err(_elapsed) => self.too_late(),
        }
    }

    fn too_late(&self) -> Outcome {
        let error = format!("no answer within {} s", self.limit.as_secs_f64());
        Outcome::Retry { error, after: None }
    }

    async fn post(&self, url: &str, mut headers: HeaderMap, body: String, now: Millis) -> Outcome {
        let url = match Url::parse(url) {
            Ok(url) => url,
            Err(error) => return refused(format!("its URL is none: {error}")),
        };
        let http = match self.client.to(&url).await {
            Ok(http) => http,
            Err(denied) => return refused(denied.to_string()),
        };
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let request = http.post(url).headers(headers).body(body).timeout(self.limit);
        match request.send().await {
            Ok(response) => judged(response, now).await,
            Err(error) if error.is_timeout() => self.too_late(),
            Err(error) => unanswered(&error),
        }
    }
}

async fn judged(mut response: Response, now: Millis) -> Outcome {
    let status = response.status();
    let after = response.headers().get(RETRY_AFTER).and_then(|value| wait(value, now));
    let body = answer::beginning(&mut response, ANSWER_BYTES).await;
    let text = line(String::from_utf8_lossy(&body).trim(), ANSWER_CHARACTERS);
    let answer = if text.is_empty() { status.to_string() } else { format!("{status}: {text}") };
    match status {
        status if status.is_success() => Outcome::Sent { answer },
        StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_EARLY | StatusCode::TOO_MANY_REQUESTS => {
            Outcome::Retry { error: answer, after }
        }
        status if status.is_server_error() => Outcome::Retry { error: answer, after },
        status if status.is_redirection() => {
            refused(format!("it redirects, which is not followed: {answer}"))
        }
        StatusCode::GONE => refused(format!("it is gone for good: {answer}")),
        _ => refused(answer),
    }
}

/// Says what Slack means by its words.
fn explained(outcome: Outcome) -> Outcome {
    match outcome {
        Outcome::Refused { error } if slack::is_gone(&error) => {
            refused(format!("the webhook or its channel is gone, make a new one: {error}"))
        }
        other => other,
    }
}

/// What `Retry-After` asks for: seconds, or a date.
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

fn unanswered(error: &reqwest::Error) -> Outcome {
    if let Some(denied) = guard::denied(error) {
        return refused(denied.to_string());
    }
    if error.is_builder() {
        return refused("its URL or a header of it cannot be sent");
    }
    let cause = answer::innermost(error);
    let error = cause.map_or_else(|| "the request failed".to_owned(), ToString::to_string);
    Outcome::Retry { error, after: None }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::time::Duration;

    use reqwest::header::HeaderValue;

    use super::{Outcome, refused, signed, wait};
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
    fn of_several_the_one_that_can_still_be_mended_counts() {
        let sent = || Outcome::Sent { answer: "200 OK".to_owned() };
        let retry = || Outcome::Retry { error: "503".to_owned(), after: None };
        assert_eq!(sent().and(sent()), sent());
        assert_eq!(sent().and(retry()), retry());
        assert_eq!(refused("400").and(retry()), retry());
        assert_eq!(sent().and(refused("400")), refused("400"));
    }

    #[test]
    fn ours_replace_headers_of_the_same_name() {
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
