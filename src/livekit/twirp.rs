//! Requests to LiveKit's API: Twirp over HTTP with protobuf, within limits.
//!
//! It does not use `livekit_api`'s own clients: they drop the path of a URL, accept no certificate
//! of ours, follow redirects, read responses without a limit, and treat a proxy's empty response as
//! an empty list. The responder is not trusted: size and time are limited, the content type must be
//! protobuf, and nothing that could be the sent token is quoted.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use livekit_api::access_token::{AccessToken, VideoGrants};
use livekit_api::services::ServerErrorCode;
use livekit_protocol::TokenPagination;
use prost::Message;
use reqwest::header::{CONTENT_TYPE, HeaderMap, LOCATION};
use reqwest::{Response, StatusCode};
use secrecy::{ExposeSecret as _, SecretString};
use url::{Host, Url};

use super::api_error::{ApiError, Unexpected};
use crate::net::tls::{self, Trust};
use crate::net::{client, response};

/// The longest time of one request, up to the last byte of its response: a list of 10,000 rooms
/// takes a fraction of a second.
pub(super) const TIMEOUT: Duration = Duration::from_secs(10);

/// The most bytes of a response: 10,000 rooms with little metadata are about 3 MB.
pub(super) const BODY_BYTES: usize = 32 * 1024 * 1024;

/// The most bytes of an error response that are read.
const ERROR_BYTES: usize = 16 * 1024;

/// The lifetime of a token: the clocks may differ by some minutes.
const TOKEN_LIFETIME: Duration = Duration::from_mins(10);

const PROTOBUF: &str = "application/protobuf";

/// Any list that LiveKit returns, with its items not decoded: each is decoded by itself, so that
/// only those that are used take memory.
#[derive(Clone, PartialEq, Message)]
pub(super) struct Listing {
    #[prost(bytes = "bytes", repeated, tag = "1")]
    pub(super) items: Vec<Bytes>,
    #[prost(message, optional, tag = "2")]
    pub(super) next_page: Option<TokenPagination>,
}

/// The API of one LiveKit, used with one key.
#[derive(Debug)]
pub(super) struct Twirp {
    http: reqwest::Client,
    /// The URL without a trailing slash.
    base: String,
    key: String,
    secret: SecretString,
}

impl Twirp {
    /// Sends requests below `url` (`http`, `https`, `ws` or `wss`, with or without a path),
    /// trusting `trust`.
    pub(super) fn new(
        url: &Url,
        key: &str,
        secret: &SecretString,
        trust: &Trust,
    ) -> reqwest::Result<Self> {
        let scheme = if matches!(url.scheme(), "ws" | "http") { "http" } else { "https" };
        let rest = url.as_str().split_once("://").map_or(url.as_str(), |(_, rest)| rest);
        let mut builder = client::builder(trust).timeout(TIMEOUT);
        if is_loopback(url) {
            builder = builder.no_proxy();
        }
        Ok(Self {
            http: builder.build()?,
            base: format!("{scheme}://{}", rest.trim_end_matches('/')),
            key: key.to_owned(),
            secret: secret.clone(),
        })
    }

    /// The URL of the API.
    pub(super) fn base(&self) -> &str {
        &self.base
    }

    /// Calls `method` (`RoomService/ListRooms`), which returns a list.
    pub(super) async fn list(
        &self,
        method: &str,
        request: &impl Message,
        grants: VideoGrants,
    ) -> Result<Listing, ApiError> {
        let body = self.call(method, request, grants).await?;
        Listing::decode(body).map_err(|_error| self.fault(Unexpected::Unreadable))
    }

    /// Decodes each item of a listing.
    pub(super) fn read<'a, T: Message + Default + 'a>(
        &'a self,
        items: Vec<Bytes>,
    ) -> impl Iterator<Item = Result<T, ApiError>> + 'a {
        items
            .into_iter()
            .map(|item| T::decode(item).map_err(|_error| self.fault(Unexpected::Unreadable)))
    }

    async fn call(
        &self,
        method: &str,
        request: &impl Message,
        grants: VideoGrants,
    ) -> Result<Bytes, ApiError> {
        let token = AccessToken::with_api_key(&self.key, self.secret.expose_secret())
            .with_ttl(TOKEN_LIFETIME)
            .with_grants(grants)
            .to_jwt()
            .map_err(|_error| self.fault(Unexpected::NoToken))?;
        let sent = self
            .http
            .post(format!("{}/twirp/livekit.{method}", self.base))
            .bearer_auth(&token)
            .header(CONTENT_TYPE, PROTOBUF)
            .body(request.encode_to_vec());
        let response = sent.send().await.map_err(|error| self.request_failed(&error))?;
        if response.status() != StatusCode::OK {
            return Err(self.error_response(response, &token).await);
        }
        let kind = content_type(response.headers());
        if kind.as_deref() != Some(PROTOBUF) {
            return Err(self.fault(Unexpected::ContentType(kind)));
        }
        self.read_body(response).await
    }

    async fn read_body(&self, mut response: Response) -> Result<Bytes, ApiError> {
        let too_large = || self.fault(Unexpected::TooLarge);
        if response.content_length().is_some_and(|length| length > BODY_BYTES as u64) {
            return Err(too_large());
        }
        let mut body = BytesMut::new();
        while let Some(chunk) =
            response.chunk().await.map_err(|error| self.request_failed(&error))?
        {
            if body.len() + chunk.len() > BODY_BYTES {
                return Err(too_large());
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body.freeze())
    }

    /// The error of a response that is not 200. A body that is not a Twirp error is never quoted.
    async fn error_response(&self, mut response: Response, token: &str) -> ApiError {
        let status = response.status();
        let host = || self.base.clone();
        if status.is_redirection() {
            let to =
                response.headers().get(LOCATION).map(|to| String::from_utf8_lossy(to.as_bytes()));
            return self
                .fault(Unexpected::Redirect(status.as_u16(), to.map(|to| redirect_target(&to))));
        }
        let body = response::read_prefix(&mut response, ERROR_BYTES).await;
        let Ok(error) = serde_json::from_slice::<ServerErrorCode>(&body) else {
            return match status.as_u16() {
                401 | 403 => ApiError::Unauthenticated(host(), self.key.clone()),
                429 => ApiError::RateLimited(host()),
                status => self.fault(Unexpected::Status(status)),
            };
        };
        let msg = scrubbed(&error.msg, &[token, self.secret.expose_secret()]);
        match error.code.as_str() {
            ServerErrorCode::UNAUTHENTICATED | ServerErrorCode::PERMISSION_DENIED => {
                ApiError::Unauthenticated(host(), self.key.clone())
            }
            ServerErrorCode::RESOURCE_EXHAUSTED => ApiError::RateLimited(host()),
            ServerErrorCode::UNIMPLEMENTED | ServerErrorCode::BAD_ROUTE => {
                ApiError::NotAvailable(host(), msg)
            }
            _ if msg.contains("not connected") => ApiError::NotAvailable(host(), msg),
            code => {
                let code = scrubbed(code, &[token, self.secret.expose_secret()]);
                self.fault(Unexpected::Twirp(code, msg))
            }
        }
    }

    pub(super) fn fault(&self, what: Unexpected) -> ApiError {
        ApiError::Unexpected(self.base.clone(), what)
    }

    fn request_failed(&self, error: &reqwest::Error) -> ApiError {
        let host = self.base.clone();
        if error.is_timeout() {
            return ApiError::Timeout(host);
        }
        if let Some(fault) = tls::certificate_fault(error) {
            return ApiError::Certificate(host, fault);
        }
        let cause = response::innermost_cause(error);
        ApiError::Unreachable(host, cause.map_or_else(|| error.to_string(), ToString::to_string))
    }
}

/// Whether the URL is of this host, so that no proxy is used.
fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
    }
}

/// The content type without its parameters, safe to quote.
fn content_type(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    let kind = value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    Some(kind.chars().filter(|c| c.is_ascii_graphic() && *c != '`').take(80).collect())
}

/// The target of a redirect without user name, password and query, which may be secret.
fn redirect_target(location: &str) -> String {
    let target = match Url::parse(location) {
        Ok(mut url) => {
            let _ = url.set_username("");
            let _ = url.set_password(None);
            url.set_query(None);
            url.set_fragment(None);
            url.to_string()
        }
        Err(_) => location.split(['?', '#']).next().unwrap_or_default().to_owned(),
    };
    target.chars().filter(|c| c.is_ascii_graphic() && *c != '`').take(200).collect()
}

/// The most characters of an error message that are quoted.
const MESSAGE_CHARACTERS: usize = 300;

/// A text of LiveKit's, safe to show: one line, shortened, and without `secrets` and anything that
/// looks like a token.
fn scrubbed(text: &str, secrets: &[&str]) -> String {
    let mut text = text.to_owned();
    for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
        text = text.replace(secret, "***");
    }
    let of_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '=');
    let mut out = String::new();
    for word in text.split_inclusive(|c| !of_word(c)) {
        // The head of every token is JSON in base64: `{"`.
        match word.find("eyJ") {
            Some(at) => {
                out.push_str(&word[..at]);
                out.push_str("***");
                out.extend(word.chars().last().filter(|c| !of_word(*c)));
            }
            None => out.push_str(word),
        }
    }
    let mut line: String = out
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(MESSAGE_CHARACTERS)
        .collect();
    if out.chars().nth(MESSAGE_CHARACTERS).is_some() {
        line.push('…');
    }
    line
}

#[cfg(test)]
mod tests {
    use super::{redirect_target, scrubbed};

    #[test]
    fn livekits_messages_are_quoted_without_tokens_and_secrets() {
        let token = "eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJBUEkifQ.c2lnbmF0dXJl";
        for (message, shown) in [
            (format!("invalid token: {token}, error: x"), "invalid token: ***, error: x"),
            (format!("cut {}", &token[..30]), "cut ***"),
            (format!("\"{token}\""), "\"***\""),
            ("a s3cr3t b".to_owned(), "a *** b"),
            (
                "egress not connected (redis required)".to_owned(),
                "egress not connected (redis required)",
            ),
            ("a\nb\u{1b}[31m".to_owned(), "a b [31m"),
        ] {
            assert_eq!(scrubbed(&message, &[token, "s3cr3t"]), shown);
        }
        let long = scrubbed(&"x".repeat(1000), &[]);
        assert!(long.ends_with("x…") && long.chars().count() == 301, "{long}");
    }

    #[test]
    fn a_redirect_target_is_shown_without_secrets() {
        for (location, shown) in [
            ("https://u:p@b/twirp/x?token=1#y", "https://b/twirp/x"),
            ("/login?next=secret", "/login"),
            ("http://a/`\u{7}b", "http://a/%60%07b"),
        ] {
            assert_eq!(redirect_target(location), shown);
        }
    }
}
