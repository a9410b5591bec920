//! `POST /api/livekit/webhook`: hands webhooks to the intake.
//!
//! The token is checked first, so that an unsigned request costs no memory. Its body is still read
//! to the end: if the connection were closed with an unread body, LiveKit would not see the reason.

use std::borrow::Cow;
use std::time::Instant;

use actix_web::http::Method;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::body::{self, BodyError};
use super::context::{Console, Context};
use super::error::Error;
use super::refusals::{PayloadTooLarge, RefusedWebhook, TryAgain, Unauthorized, WebhookNeedsPost};
use crate::ingest::{Receipt, Refusal};

/// The receiver's path.
pub(super) const PATH: &str = "/api/livekit/webhook";

/// The most bytes of a webhook: LiveKit allows metadata of megabytes.
const BODY_BYTES: usize = 8 * 1024 * 1024;

/// Seconds after which LiveKit may retry.
const RETRY_SECONDS: u32 = 2;

/// The most characters of a `Referer` that a message repeats.
const REFERER_CHARS: usize = 200;

/// The response to an accepted webhook.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct WebhookReceipt {
    /// `accepted`, or `duplicate` if the webhook was on disk already.
    status: String,
}

/// Receives a webhook of LiveKit; 200 means that it is on disk.
#[utoipa::path(
    post, path = "/api/livekit/webhook", operation_id = "receive_webhook", tag = "receiving",
    request_body(content = serde_json::Value, content_type = "application/webhook+json",
        description = "A LiveKit `WebhookEvent`"),
    responses(
        (status = 200, description = "The webhook is on disk", body = WebhookReceipt),
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
) -> Result<web::Json<WebhookReceipt>, Error> {
    let began = Instant::now();
    let response = take(&console, &request, &mut payload).await;
    console.shared.metrics.webhook_ack_seconds.observe(began.elapsed().as_secs_f64());
    response
}

async fn take(
    console: &Context,
    request: &HttpRequest,
    payload: &mut web::Payload,
) -> Result<web::Json<WebhookReceipt>, Error> {
    let refuse = |error| refused(console, request, error);
    let token = token(request);
    // The intake counts its own refusals.
    let signed =
        match console.intake.admit(token.as_deref(), deployment_in_path(request).as_deref()) {
            Ok(signed) => signed,
            Err(refusal) => {
                body::discard(payload).await;
                return Err(of_intake(refusal));
            }
        };
    let (body, _reservation) = body::read(payload, BODY_BYTES, &console.bodies.webhooks)
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
    Ok(web::Json(WebhookReceipt { status: status.to_owned() }))
}

/// Why a signed webhook could not be read. A temporary reason is a 503, because LiveKit never
/// retries after a 4xx.
fn unread(failure: BodyError) -> Error {
    match failure {
        BodyError::TooLong(_) => failure.into(),
        BodyError::Late => try_again("request_timeout", "the body did not arrive in time"),
        BodyError::Full => try_again("overloaded", "too many webhooks at once"),
        BodyError::Broken(why) => try_again("body_incomplete", &format!("the body: {why}")),
    }
}

fn try_again(code: &'static str, detail: &str) -> Error {
    Error::refused_webhook(503, code, detail, Some(RETRY_SECONDS))
}

fn of_intake(refusal: Refusal) -> Error {
    let Refusal { status, code, detail, retry_after_seconds } = refusal;
    Error::refused_webhook(status, code, detail, retry_after_seconds)
}

/// Receives a webhook for one deployment.
///
/// This path is needed if several deployments have the same API key and secret.
#[utoipa::path(
    post, path = "/api/livekit/webhook/{deployment}",
    operation_id = "receive_webhook_of_deployment", tag = "receiving",
    params(
        ("deployment" = String, Path, description = "The deployment's name"),
    ),
    request_body(content = serde_json::Value, content_type = "application/webhook+json",
        description = "A LiveKit `WebhookEvent`"),
    responses(
        (status = 200, description = "The webhook is on disk", body = WebhookReceipt),
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
) -> Result<web::Json<WebhookReceipt>, Error> {
    receive(console, request, payload).await
}

/// Any other path below the receiver's. A POST with a token is treated as a webhook, because
/// LiveKit never retries after a 404.
pub(super) async fn elsewhere(
    console: Console,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<web::Json<WebhookReceipt>, Error> {
    let is_of_livekit = request.headers().contains_key(header::AUTHORIZATION);
    match *request.method() {
        Method::POST if is_of_livekit => receive(console, request, payload).await,
        _ if is_of_livekit => refuse(console, request, payload).await,
        _ => Err(Error::nothing_at(request.path())),
    }
}

/// The deployment in a request's path; a slash at its end is ignored.
pub(super) fn deployment_in_path(request: &HttpRequest) -> Option<String> {
    let name = request.match_info().get("deployment")?.trim_end_matches('/');
    (!name.is_empty()).then(|| name.to_owned())
}

/// Counts a webhook that was sent to a wrong path.
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

/// Refuses any method but POST: most likely a redirect turned LiveKit's POST into a GET without a
/// body.
pub(super) async fn refuse(
    console: Console,
    request: HttpRequest,
    mut payload: web::Payload,
) -> Result<web::Json<WebhookReceipt>, Error> {
    body::discard(&mut payload).await;
    let referer = request.headers().get(header::REFERER).map(HeaderValue::as_bytes);
    let referer = referer.map(printable).filter(|referer| !referer.is_empty());
    let method = request.method().as_str();
    let error = Error::webhook_needs_post(needs_post(method, referer.as_deref()));
    tracing::debug!(detail = %error, "a webhook came without its body");
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
        "webhooks are sent by POST, this is a {method}: if LiveKit is configured with a URL that \
         redirects, its POST arrives like this and the event is lost; configure the final URL"
    );
    match referer {
        Some(referer) => format!("{advice} (redirected by `{referer}`)"),
        None => advice,
    }
}

/// The part of a header that is safe to show in a message and in a log.
fn printable(value: &[u8]) -> String {
    let mut shown = value.iter().copied().filter(|byte| byte.is_ascii_graphic() && *byte != b'`');
    let mut text: String = shown.by_ref().take(REFERER_CHARS).map(char::from).collect();
    if shown.next().is_some() {
        text.push('…');
    }
    text
}

/// Counts a refusal by this handler.
fn refused(console: &Context, request: &HttpRequest, error: Error) -> Error {
    count_refusal(console, request, &error);
    error
}

/// Counts a refusal, if the request is for this path.
pub(super) fn count_refusal(console: &Context, request: &HttpRequest, error: &Error) {
    if request.path().starts_with(PATH) && crate::metrics::REFUSAL_CODES.contains(&error.code()) {
        let detail = error.to_string();
        console.intake.refused_unread(token(request).as_deref(), error.code(), &detail);
    }
}

#[cfg(test)]
mod tests {
    use super::{needs_post, printable};

    #[test]
    fn the_message_names_the_url_to_fix_and_nothing_that_could_break_a_log() {
        assert!(needs_post("GET", None).contains("this is a GET"));
        let text = needs_post("GET", Some("http://c/api/livekit/webhook"));
        assert!(text.ends_with("(redirected by `http://c/api/livekit/webhook`)"), "{text}");
        let nasty = [b"http://c/`\r\n\x1b[31m\xff\xc3\xa9".as_slice(), &[b'x'; 400]].concat();
        let text = printable(&nasty);
        let text = text.strip_suffix('…').expect("a cut is marked");
        assert!(text.bytes().all(|byte| byte.is_ascii_graphic()), "{text}");
        assert_eq!(text.len(), 200, "{text}");
        assert_eq!(printable(b"\x01\x02"), "");
    }
}
