//! `POST /api/livekit/webhook`: a thin door before the intake.
//!
//! The token is looked at first: what is not signed costs no memory. Its body is read to the end all
//! the same: a connection that is closed with a body left unread costs LiveKit the reason and both
//! sides the connection.

use std::borrow::Cow;
use std::time::Instant;

use actix_web::http::Method;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::body::{self, Failure};
use super::context::{Console, Context};
use super::error::Error;
use super::refusals::{PayloadTooLarge, RefusedWebhook, TryAgain, Unauthorized, WebhookNeedsPost};
use crate::ingest::{Receipt, Refusal};

/// The receiver's path.
pub(super) const PATH: &str = "/api/livekit/webhook";

/// Bytes of a webhook: LiveKit allows metadata of megabytes.
const BODY_BYTES: usize = 8 * 1024 * 1024;

/// Seconds until LiveKit may try again.
const RETRY_SECONDS: u32 = 2;

/// Characters of a `Referer` that are repeated.
const REFERER_CHARS: usize = 200;

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
    console.shared.metrics.webhook_ack_seconds.observe(began.elapsed().as_secs_f64());
    answer
}

async fn take(
    console: &Context,
    request: &HttpRequest,
    payload: &mut web::Payload,
) -> Result<web::Json<Taken>, Error> {
    let refuse = |error| refused(console, request, error);
    let token = token(request);
    // The intake counts what it refuses itself.
    let signed = match console.intake.admit(token.as_deref(), place(request).as_deref()) {
        Ok(signed) => signed,
        Err(refusal) => {
            body::discard(payload).await;
            return Err(of_intake(refusal));
        }
    };
    let (body, _place) = body::read(payload, BODY_BYTES, &console.bodies.webhooks)
        .await
        .map_err(|failure| refuse(unread(failure)))?;
    if console.tasks.token().is_cancelled() {
        return Err(refuse(try_again("shutting_down", "the console is stopping")));
    }
    let receipt = console.intake.receive_signed(signed, body).await.map_err(of_intake)?;
    let status = match receipt {
        Receipt::Accepted => "accepted",
        Receipt::Duplicate => "duplicate",
    };
    Ok(web::Json(Taken { status: status.to_owned() }))
}

/// Why a signed webhook could not be read. Whatever may go better the next time LiveKit is told to
/// try again: it never does after a 4xx.
fn unread(failure: Failure) -> Error {
    match failure {
        Failure::TooLong(_) => failure.into(),
        Failure::Late => try_again("request_timeout", "the body did not arrive in time"),
        Failure::Full => try_again("overloaded", "too many webhooks at once"),
        Failure::Broken(why) => try_again("body_incomplete", &format!("the body: {why}")),
    }
}

fn try_again(code: &'static str, detail: &str) -> Error {
    Error::refused_webhook(503, code, detail, Some(RETRY_SECONDS))
}

fn of_intake(refusal: Refusal) -> Error {
    let Refusal { status, code, detail, retry_after_seconds } = refusal;
    Error::refused_webhook(status, code, detail, retry_after_seconds)
}

/// The same for the LiveKit of one deployment: needed where several have the same API key and
/// secret.
#[utoipa::path(
    post, path = "/api/livekit/webhook/{deployment}",
    operation_id = "receive_webhook_of_deployment", tag = "receiving",
    params(
        ("deployment" = String, Path, description = "The deployment's name"),
        ("Authorization" = String, Header, description = "LiveKit's signed token"),
    ),
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
pub(super) async fn receive_of(
    console: Console,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<web::Json<Taken>, Error> {
    receive(console, request, payload).await
}

/// Any other path beside the receiver's. LiveKit never sends an event again that was answered with
/// 404, so that one with a token is taken for the webhook that it most likely is.
pub(super) async fn elsewhere(
    console: Console,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<web::Json<Taken>, Error> {
    let is_of_livekit = request.headers().contains_key(header::AUTHORIZATION);
    match *request.method() {
        Method::POST if is_of_livekit => receive(console, request, payload).await,
        _ if is_of_livekit => refuse(console, request, payload).await,
        _ => Err(Error::nothing_at(request.path())),
    }
}

/// The deployment to whose path a request came; a slash at its end means nothing.
pub(super) fn place(request: &HttpRequest) -> Option<String> {
    let place = request.match_info().get("deployment")?.trim_end_matches('/');
    (!place.is_empty()).then(|| place.to_owned())
}

/// Counts a POST that another path has refused, if it is a webhook.
pub(super) fn count_elsewhere(console: &Context, request: &HttpRequest, status: u16) {
    let is_counted = request.match_pattern().is_some_and(|pattern| {
        pattern.starts_with("/api/livekit/") && !pattern.starts_with("/api/livekit/quality")
    });
    if is_counted || *request.method() != Method::POST {
        return;
    }
    if let Some(token) = token(request) {
        let path = printable(request.path().as_bytes());
        console.intake.refused_elsewhere(Some(&token), &path, status);
    }
}

/// Anything but a POST: most likely LiveKit's POST, which a redirect on its way has turned into a
/// GET without its body.
pub(super) async fn refuse(
    console: Console,
    request: HttpRequest,
    mut payload: web::Payload,
) -> Result<web::Json<Taken>, Error> {
    body::discard(&mut payload).await;
    let referer = request.headers().get(header::REFERER).map(HeaderValue::as_bytes);
    let referer = referer.map(printable).filter(|referer| !referer.is_empty());
    let method = request.method().as_str();
    let error = Error::webhook_needs_post(needs_post(method, referer.as_deref()));
    tracing::debug!(detail = %error, "a webhook came without its body");
    console.shared.metrics.webhook_refused_total.with_label_values(&[error.code()]).inc();
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
    let mut shown = value.iter().copied().filter(|byte| byte.is_ascii_graphic() && *byte != b'`');
    let mut text: String = shown.by_ref().take(REFERER_CHARS).map(char::from).collect();
    if shown.next().is_some() {
        text.push('…');
    }
    text
}

/// Counts a refusal of this side of the intake.
fn refused(console: &Context, request: &HttpRequest, error: Error) -> Error {
    count_refusal(console, request, &error);
    error
}

/// Counts a refusal, if the request is one to this path.
pub(super) fn count_refusal(console: &Context, request: &HttpRequest, error: &Error) {
    if request.path().starts_with(PATH) && crate::metrics::REFUSAL_CODES.contains(&error.code()) {
        console.shared.metrics.webhook_refused_total.with_label_values(&[error.code()]).inc();
        let detail = error.to_string();
        console.intake.refused_unread(token(request).as_deref(), error.code(), &detail);
    }
}

#[cfg(test)]
mod tests {
    use super::{needs_post, printable};

    #[test]
    fn the_message_names_the_url_to_mend_and_nothing_that_could_break_a_log() {
        assert!(needs_post("GET", None).contains("this is a GET"));
        let told = needs_post("GET", Some("http://c/api/livekit/webhook"));
        assert!(told.ends_with("(sent on by `http://c/api/livekit/webhook`)"), "{told}");
        let nasty = [b"http://c/`\r\n\x1b[31m\xff\xc3\xa9".as_slice(), &[b'x'; 400]].concat();
        let told = printable(&nasty);
        let told = told.strip_suffix('…').expect("a cut is marked");
        assert!(told.bytes().all(|byte| byte.is_ascii_graphic()), "{told}");
        assert_eq!(told.len(), 200, "{told}");
        assert_eq!(printable(b"\x01\x02"), "");
    }
}
