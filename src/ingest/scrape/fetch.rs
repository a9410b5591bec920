//! One scrape: an HTTP request whose response is parsed as it arrives, within limits.
//!
//! The responder is not trusted: no redirect is followed, compressed responses are refused (a few
//! bytes could become gigabytes), and the first invalid line ends the scrape.

use std::time::Duration;

use chrono::DateTime;
use reqwest::header::{ACCEPT, ACCEPT_ENCODING, CONTENT_ENCODING, DATE, HeaderValue};
use reqwest::{Client, Response, StatusCode};
use secrecy::ExposeSecret as _;

use super::reading::Reading;
use super::target::ScrapeTarget;
use crate::clock::Clock;
use crate::ingest::exposition::Parser;
use crate::model::Millis;
use crate::net::tls::{self, Trust};
use crate::net::{client, response};

/// The most bytes of a response: a busy node's is below 2 MiB.
pub const BODY_BYTES: usize = 16 * 1024 * 1024;

/// The longest time for connecting.
const CONNECT_LIMIT: Duration = Duration::from_secs(3);

/// Connections that stay open to one node between two scrapes.
const IDLE_CONNECTIONS: usize = 1;

/// Why a scrape failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ScrapeFailure {
    /// One of [`crate::metrics::SCRAPE_FAILURES`].
    pub(super) code: &'static str,
    /// What happened, for an operator; it contains no secret.
    pub(super) message: String,
}

fn failure(code: &'static str, message: impl Into<String>) -> ScrapeFailure {
    ScrapeFailure { code, message: message.into() }
}

/// The HTTP client that all scrapes of a deployment share.
pub(super) fn client(trust: &Trust) -> reqwest::Result<Client> {
    client::builder(trust)
        .no_proxy()
        .connect_timeout(CONNECT_LIMIT)
        .pool_max_idle_per_host(IDLE_CONNECTIONS)
        .build()
}

/// Scrapes `target` once; the caller limits the time.
pub(super) async fn fetch(
    client: &Client,
    target: &ScrapeTarget,
) -> Result<Reading, ScrapeFailure> {
    let mut request = client
        .get(target.url.clone())
        .header(ACCEPT, HeaderValue::from_static("text/plain;version=0.0.4"))
        .header(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    if let Some((user, password)) = &target.credentials {
        request = request.basic_auth(user, Some(password.expose_secret()));
    }
    let mut response = request.send().await.map_err(|error| request_failed(&error))?;
    check_head(&response, target.credentials.is_some())?;
    let (mut parser, mut size) = (Parser::new(), 0);
    let mut reading = Reading::dated(skew_ms(&response));
    while let Some(chunk) = response.chunk().await.map_err(|error| broken_off(&error))? {
        size += chunk.len();
        if size > BODY_BYTES {
            return Err(too_large());
        }
        parser.feed(&chunk, |sample| reading.take(sample)).map_err(|error| {
            failure("malformed", format!("the response is not in Prometheus' text format: {error}"))
        })?;
    }
    parser
        .finish()
        .map_err(|error| failure("cut_short", format!("the response is cut short: {error}")))?;
    if !reading.is_of_livekit {
        return Err(failure("not_livekit", "the response has no series of a LiveKit node"));
    }
    if reading.is_of_several {
        return Err(failure(
            "several_nodes",
            "the response has series of several nodes: give the URL of each node by itself",
        ));
    }
    Ok(reading)
}

/// How far our clock is ahead of the one in the response's `Date`, milliseconds; `None` without
/// one.
fn skew_ms(response: &Response) -> Option<i64> {
    let date = response.headers().get(DATE)?.to_str().ok()?;
    let dated = Millis::from_utc(DateTime::parse_from_rfc2822(date).ok()?.to_utc());
    Some(Clock::System.now().since(dated))
}

fn check_head(response: &Response, with_credentials: bool) -> Result<(), ScrapeFailure> {
    let status = response.status();
    if matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) {
        let what = if with_credentials {
            "does not accept the user name and password in the URL"
        } else {
            "requires a user name and password, and the URL has none"
        };
        return Err(failure("unauthenticated", format!("the node {what} ({status})")));
    }
    if status.is_redirection() {
        let what = "it redirects, which is not followed: give the target URL";
        return Err(failure("redirected", format!("{what} ({status})")));
    }
    if status != StatusCode::OK {
        return Err(failure("http_error", format!("it responds with {status}")));
    }
    let encoding = response.headers().get(CONTENT_ENCODING);
    if encoding.is_some_and(|encoding| encoding.as_bytes() != b"identity") {
        return Err(failure("compressed", "the response is compressed, which was not requested"));
    }
    if response.content_length().is_some_and(|length| length > BODY_BYTES as u64) {
        return Err(too_large());
    }
    Ok(())
}

fn too_large() -> ScrapeFailure {
    failure("too_large", format!("the response is larger than {} MiB", BODY_BYTES / 1024 / 1024))
}

fn request_failed(error: &reqwest::Error) -> ScrapeFailure {
    if error.is_timeout() {
        return failure("timeout", format!("no connection within {} s", CONNECT_LIMIT.as_secs()));
    }
    if let Some(fault) = tls::certificate_fault(error) {
        return failure("certificate", format!("it is not trusted: its certificate {fault}"));
    }
    let code = if error.is_connect() { "unreachable" } else { "http_error" };
    failure(code, reason(error))
}

fn broken_off(error: &reqwest::Error) -> ScrapeFailure {
    failure("cut_short", format!("the response broke off: {}", reason(error)))
}

fn reason(error: &reqwest::Error) -> String {
    response::innermost_cause(error)
        .map_or_else(|| "the request failed".to_owned(), ToString::to_string)
}
