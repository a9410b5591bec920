//! One scrape: an HTTP request whose answer is read as it comes, within limits.
//!
//! Whatever answers is not trusted: no redirect is followed, nothing compressed is taken (a few
//! bytes could become gigabytes), and the first line that is not the format ends it.

use std::time::Duration;

use chrono::DateTime;
use reqwest::header::{ACCEPT, ACCEPT_ENCODING, CONTENT_ENCODING, DATE, HeaderValue};
use reqwest::{Client, Response, StatusCode};
use secrecy::ExposeSecret as _;

use super::reading::Reading;
use super::target::Target;
use crate::clock::Clock;
use crate::ingest::exposition::Parser;
use crate::model::Millis;
use crate::net::answer;
use crate::net::tls::{self, Trust};

/// Bytes of an answer: a busy node's is below 2 MiB.
pub const BODY_BYTES: usize = 16 * 1024 * 1024;

/// How long a connection may take to be made.
const CONNECT_LIMIT: Duration = Duration::from_secs(3);

/// Connections that are kept open to one node between two scrapes.
const IDLE_CONNECTIONS: usize = 1;

/// Why a scrape failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    /// One of [`crate::metrics::SCRAPE_FAILURES`].
    pub(super) code: &'static str,
    /// What happened, for a person; nothing secret in it.
    pub(super) message: String,
}

fn refuse(code: &'static str, message: impl Into<String>) -> Refusal {
    Refusal { code, message: message.into() }
}

/// What scrapes with: the one that every scrape of a deployment shares.
pub(super) fn client(trust: &Trust) -> reqwest::Result<Client> {
    trust
        .apply(Client::builder())
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(CONNECT_LIMIT)
        .pool_max_idle_per_host(IDLE_CONNECTIONS)
        .build()
}

/// Scrapes `target` once; the caller limits the time.
pub(super) async fn fetch(client: &Client, target: &Target) -> Result<Reading, Refusal> {
    let mut request = client
        .get(target.url.clone())
        .header(ACCEPT, HeaderValue::from_static("text/plain;version=0.0.4"))
        .header(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    if let Some((user, password)) = &target.credentials {
        request = request.basic_auth(user, Some(password.expose_secret()));
    }
    let mut response = request.send().await.map_err(|error| unanswered(&error))?;
    check_head(&response, target.credentials.is_some())?;
    let (mut parser, mut size) = (Parser::new(), 0);
    let mut reading = Reading::dated(skew_ms(&response));
    while let Some(chunk) = response.chunk().await.map_err(|error| broken_off(&error))? {
        size += chunk.len();
        if size > BODY_BYTES {
            return Err(too_large());
        }
        parser.feed(&chunk, |sample| reading.take(sample)).map_err(|error| {
            refuse("malformed", format!("the answer is no exposition: {error}"))
        })?;
    }
    parser
        .finish()
        .map_err(|error| refuse("cut_short", format!("the answer is cut short: {error}")))?;
    if !reading.is_of_livekit {
        return Err(refuse("not_livekit", "what answers has no series of a LiveKit node"));
    }
    if reading.is_of_several {
        return Err(refuse(
            "several_nodes",
            "the answer has series of several nodes: give the URL of each node by itself",
        ));
    }
    Ok(reading)
}

/// How far our clock is ahead of the one that the answer was dated by.
fn skew_ms(response: &Response) -> Option<i64> {
    let date = response.headers().get(DATE)?.to_str().ok()?;
    let dated = Millis::from_utc(DateTime::parse_from_rfc2822(date).ok()?.to_utc());
    Some(Clock::System.now().since(dated))
}

fn check_head(response: &Response, with_credentials: bool) -> Result<(), Refusal> {
    let status = response.status();
    if matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) {
        let what = if with_credentials {
            "does not accept the user name and password in the URL"
        } else {
            "asks for a user name and password, of which the URL has none"
        };
        return Err(refuse("unauthenticated", format!("the node {what} ({status})")));
    }
    if status.is_redirection() {
        let what = "it redirects, which is not followed: give the URL that it leads to";
        return Err(refuse("redirected", format!("{what} ({status})")));
    }
    if status != StatusCode::OK {
        return Err(refuse("http_error", format!("it answers {status}")));
    }
    let encoding = response.headers().get(CONTENT_ENCODING);
    if encoding.is_some_and(|encoding| encoding.as_bytes() != b"identity") {
        return Err(refuse("compressed", "the answer is compressed, which was not asked for"));
    }
    if response.content_length().is_some_and(|length| length > BODY_BYTES as u64) {
        return Err(too_large());
    }
    Ok(())
}

fn too_large() -> Refusal {
    refuse("too_large", format!("the answer is larger than {} MiB", BODY_BYTES / 1024 / 1024))
}

fn unanswered(error: &reqwest::Error) -> Refusal {
    if error.is_timeout() {
        return refuse("timeout", format!("no connection within {} s", CONNECT_LIMIT.as_secs()));
    }
    if let Some(fault) = tls::certificate_fault(error) {
        return refuse("certificate", format!("it is not trusted: its certificate {fault}"));
    }
    let code = if error.is_connect() { "unreachable" } else { "http_error" };
    refuse(code, reason(error))
}

fn broken_off(error: &reqwest::Error) -> Refusal {
    refuse("cut_short", format!("the answer broke off: {}", reason(error)))
}

fn reason(error: &reqwest::Error) -> String {
    answer::innermost(error).map_or_else(|| "the request failed".to_owned(), ToString::to_string)
}
