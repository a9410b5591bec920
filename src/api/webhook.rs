//! `POST /api/livekit/webhook`: a thin door before the intake.
//!
//! The body is read whole before anything is refused: a connection that is closed with a body left
//! unread costs LiveKit the reason and both sides the connection.

use std::borrow::Cow;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::body;
use super::context::{Console, Context};
use super::error::Error;
use super::openapi::{PayloadTooLarge, RefusedWebhook, TryAgain, Unauthorized, WebhookNeedsPost};
use crate::ingest::Receipt;

/// The receiver's path.
pub(super) const PATH: &str = "/api/livekit/webhook";

/// Bytes of a webhook: LiveKit allows metadata of megabytes.
const BODY_BYTES: usize = 8 * 1024 * 1024;

/// Bytes of all webhooks that are read or wait for the disk at once: nobody has proved yet that
/// they come from LiveKit.
const WAITING_BYTES: usize = 256 * 1024 * 1024;

/// Seconds until LiveKit may try again.
const RETRY_SECONDS: u32 = 2;

/// Characters of a `Referer` that are repeated.
const REFERER_CHARS: usize = 200;

/// The bytes that webhooks in hand take, at most.
#[derive(Debug, Default)]
pub(super) struct Room(AtomicUsize);

struct Place<'a> {
    room: &'a Room,
    bytes: usize,
}

impl Room {
    /// A place for so many bytes, while there is one.
    fn take(&self, bytes: usize) -> Option<Place<'_>> {
        let before = self.0.fetch_add(bytes, Ordering::Relaxed);
        let place = Place { room: self, bytes };
        (before.saturating_add(bytes) <= WAITING_BYTES).then_some(place)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.room.0.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

/// The answer to a webhook that is safe.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct Taken {
    /// `accepted`, or `duplicate` if it was on disk already.
    status: String,
}

/// Takes a webhook of LiveKit in; 200 means that it is on disk.
#[utoipa::path(
    post, path = "/api/livekit/webhook", operation_id = "receive_webhook", tag = "receiving",
    params(("Authorization" = String, Header, description = "LiveKit's signed token")),
    request_body(content = serde_json::Value, content_type = "application/webhook+json",
        description = "A LiveKit `WebhookEvent`"),
    responses(
        (status = 200, description = "On disk now, or already", body = Taken),
        RefusedWebhook,
        Unauthorized,
        WebhookNeedsPost,
        PayloadTooLarge,
        TryAgain,
    ),
)]
pub(super) async fn receive(
    console: Console,
    request: HttpRequest,
    mut payload: web::Payload,
) -> Result<web::Json<Taken>, Error> {
    let began = Instant::now();
    let answer = take(&console, &request, &mut payload).await;
    console.metrics.webhook_ack_seconds.observe(began.elapsed().as_secs_f64());
    answer
}

async fn take(
    console: &Context,
    request: &HttpRequest,
    payload: &mut web::Payload,
) -> Result<web::Json<Taken>, Error> {
    let told = request
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse().ok());
    let bytes = BODY_BYTES.min(told.unwrap_or(BODY_BYTES));
    let Some(_place) = console.webhooks.take(bytes) else {
        // Read to the end, kept nowhere.
        let _ = body::read(payload, 0).await;
        let error = Error::overloaded("too many webhooks at once", RETRY_SECONDS);
        return Err(refused(console, request, error));
    };
    let body =
        body::read(payload, BODY_BYTES).await.map_err(|error| refused(console, request, error))?;
    if console.tasks.token().is_cancelled() {
        let error = Error::refused_webhook(
            503,
            "shutting_down",
            "the console is stopping",
            Some(RETRY_SECONDS),
        );
        return Err(refused(console, request, error));
    }
    let token = token(request);
    // The intake counts what it refuses itself.
    let receipt = console.intake.receive(token.as_deref(), body).await.map_err(|refusal| {
        Error::refused_webhook(
            refusal.status,
            refusal.code,
            refusal.detail,
            refusal.retry_after_seconds,
        )
    })?;
    let status = match receipt {
        Receipt::Accepted => "accepted",
        Receipt::Duplicate => "duplicate",
    };
    Ok(web::Json(Taken { status: status.to_owned() }))
}

/// Anything but a POST: most likely LiveKit's POST, which a redirect on its way has turned into a
/// GET without its body.
pub(super) async fn refuse(
    console: Console,
    request: HttpRequest,
    mut payload: web::Payload,
) -> Result<web::Json<Taken>, Error> {
    let _ = body::read(&mut payload, 0).await;
    let referer = request.headers().get(header::REFERER).map(HeaderValue::as_bytes);
    let referer = referer.map(printable).filter(|referer| !referer.is_empty());
    let method = request.method().as_str();
    let error = Error::webhook_needs_post(needs_post(method, referer.as_deref()));
    tracing::debug!(detail = %error, "a webhook came without its body");
    console.metrics.webhook_refused_total.with_label_values(&[error.code()]).inc();
    let method = printable(method.as_bytes());
    let token = token(&request);
    console.intake.refused_method(token.as_deref(), error.code(), &method, referer.as_deref());
    Err(error)
}

fn token(request: &HttpRequest) -> Option<Cow<'_, str>> {
    let token = request.headers().get(header::AUTHORIZATION)?;
    Some(String::from_utf8_lossy(token.as_bytes()))
}

fn needs_post(method: &str, referer: Option<&str>) -> String {
    let advice = format!(
        "webhooks are sent by POST, this is a {method}: where LiveKit is configured with a URL that \
         redirects, its POST arrives like this and its event is lost; configure the final URL"
    );
    match referer {
        Some(referer) => format!("{advice} (sent on by `{referer}`)"),
        None => advice,
    }
}

/// What of a header can stand in a message and in a log.
fn printable(value: &[u8]) -> String {
    value
        .iter()
        .copied()
        .filter(|byte| byte.is_ascii_graphic() && *byte != b'`')
        .take(REFERER_CHARS)
        .map(char::from)
        .collect()
}

/// Counts a refusal of this side of the intake.
fn refused(console: &Context, request: &HttpRequest, error: Error) -> Error {
    // Reading can fail in ways that are no answer to a webhook: the sender has gone.
    if crate::metrics::REFUSAL_CODES.contains(&error.code()) {
        console.metrics.webhook_refused_total.with_label_values(&[error.code()]).inc();
        let detail = error.to_string();
        console.intake.refused_unread(token(request).as_deref(), error.code(), &detail);
    }
    error
}

#[cfg(test)]
mod tests {
    use super::{Room, WAITING_BYTES, needs_post, printable};

    #[test]
    fn the_message_names_the_url_to_mend_and_nothing_that_could_break_a_log() {
        assert!(needs_post("GET", None).contains("this is a GET"));
        let told = needs_post("GET", Some("http://c/api/livekit/webhook"));
        assert!(told.ends_with("(sent on by `http://c/api/livekit/webhook`)"), "{told}");
        let nasty = [b"http://c/`\r\n\x1b[31m\xff\xc3\xa9".as_slice(), &[b'x'; 400]].concat();
        let told = printable(&nasty);
        assert!(told.bytes().all(|byte| byte.is_ascii_graphic()), "{told}");
        assert_eq!(told.len(), 200, "{told}");
        assert_eq!(printable(b"\x01\x02"), "");
    }

    #[test]
    fn places_are_given_back() {
        let room = Room::default();
        let first = room.take(WAITING_BYTES).expect("all of it");
        assert!(room.take(1).is_none());
        drop(first);
        assert!(room.take(1).is_some());
        assert!(room.take(WAITING_BYTES).is_some());
    }
}
