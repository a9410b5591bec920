//! `Idempotency-Key`: a write that is sent again with the same key is done once, and answered with
//! the stored response. One middleware does it for every write.
//!
//! Keys are in the memory of this process: in the database they would be a write more for each
//! write. After a restart, or on another console with the same database, a key is new; then
//! versions, names and states still refuse most of what comes twice.

use actix_web::body::{self as response_body, BodySize, BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::web::{self, Bytes};
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use futures_util::stream;
use sha2::{Digest, Sha256};

use super::answers::{Answer, Fingerprint, Slot};
use super::body;
use super::context::Console;
use super::error::Error;
use super::json_body::BODY_BYTES;
use crate::model::shortened;

/// The header with the key.
const KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// The header of a response that was stored.
pub(super) const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");

/// The most characters of a key.
const KEY_CHARS: usize = 255;

/// The headers of a response that are stored with it; others are made anew for each response.
const STORED: [HeaderName; 3] = [header::CONTENT_TYPE, header::ETAG, header::LOCATION];

/// Does a write with a key once.
pub(super) async fn once<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let is_write = [Method::POST, Method::PUT, Method::DELETE].contains(request.method());
    let has_key = request.headers().contains_key(KEY);
    let console = request.app_data::<Console>().cloned();
    let (true, true, Some(console)) = (is_write, has_key, console) else {
        return Ok(next.call(request).await?.map_into_boxed_body());
    };
    let (request, payload) = request.into_parts();
    match claim(&console, &request, payload).await {
        Ok((slot, body)) => run(&console, slot, request, body, next).await,
        Err(error) => Ok(refused(request, error)),
    }
}

/// Reads the request, and finds the slot of its key.
async fn claim(
    console: &Console,
    request: &HttpRequest,
    mut payload: Payload,
) -> Result<(Slot, Bytes), Error> {
    let payload = web::Payload::from_request(request, &mut payload).await;
    let mut payload = payload.map_err(|error| Error::bad_request(error.to_string()))?;
    let key = match key(request) {
        Ok(key) => key,
        Err(error) => {
            body::discard(&mut payload).await;
            return Err(error);
        }
    };
    let (body, _reservation) =
        body::read(&mut payload, BODY_BYTES, &console.bodies.actions).await?;
    let slot = console.answers.slot(&key, fingerprint(request, &body), console.now());
    slot.map(|slot| (slot, body)).ok_or_else(|| Error::key_is_reused(&key))
}

/// The key, which is any text of visible characters.
fn key(request: &HttpRequest) -> Result<String, Error> {
    let mut given = request.headers().get_all(KEY);
    let (first, is_alone) = (given.next(), given.next().is_none());
    let text = first.map(|value| String::from_utf8_lossy(value.as_bytes())).unwrap_or_default();
    let is_plain = text.bytes().all(|byte| byte.is_ascii_graphic());
    if is_alone && is_plain && (1..=KEY_CHARS).contains(&text.len()) {
        return Ok(text.into_owned());
    }
    Err(Error::invalid_header(format!(
        "`Idempotency-Key` is `{}`, but must be one text of 1 to {KEY_CHARS} visible ASCII \
         characters",
        shortened(&text)
    )))
}

/// What a repeated request must have in common with the first.
fn fingerprint(request: &HttpRequest, body: &[u8]) -> Fingerprint {
    let target = request.uri().path_and_query().map(ToString::to_string).unwrap_or_default();
    let mut hash = Sha256::new();
    for part in [request.method().as_str().as_bytes(), target.as_bytes(), body] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

/// Responds with the stored answer, or does the request and stores its answer. Whoever comes
/// meanwhile with the same key waits for it.
async fn run<B: MessageBody + 'static>(
    console: &Console,
    slot: Slot,
    request: HttpRequest,
    body: Bytes,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let mut held = slot.answer().lock_owned().await;
    if let Some(answer) = &*held {
        return Ok(replayed(request, answer));
    }
    let payload: Payload = Payload::Stream { payload: Box::pin(stream::iter([Ok(body)])) };
    let request = ServiceRequest::from_parts(request, payload);
    let answers = console.clone();
    // A task of its own: what has begun is done and stored, though its client goes away.
    let running = actix_web::rt::spawn(async move {
        let response = next.call(request).await?.map_into_boxed_body();
        let (response, answer) = stored(response).await;
        match answer {
            Some(answer) => answers.answers.keep(&slot, &mut held, answer),
            None => answers.answers.forget(&slot),
        }
        Ok(response)
    });
    running.await.map_err(Error::internal)?
}

/// The response, and what is stored of it: nothing of one that may be different next time, nor of a
/// stream.
async fn stored(response: ServiceResponse<BoxBody>) -> (ServiceResponse<BoxBody>, Option<Answer>) {
    let status = response.status();
    let is_temporary = status.is_server_error()
        || [StatusCode::REQUEST_TIMEOUT, StatusCode::TOO_MANY_REQUESTS].contains(&status);
    if is_temporary {
        return (response, None);
    }
    let error = response.response().error().and_then(|error| error.as_error::<Error>());
    if let Some(error) = error {
        let answer = error.again().map(Answer::Refusal);
        return (response, answer);
    }
    if matches!(response.response().body().size(), BodySize::Stream) {
        return (response, None);
    }
    let headers = response.headers();
    let kept =
        STORED.into_iter().filter_map(|name| Some((name.clone(), headers.get(name)?.clone())));
    let headers: Vec<(HeaderName, HeaderValue)> = kept.collect();
    let (request, response) = response.into_parts();
    let (head, body) = response.into_parts();
    let Ok(body) = response_body::to_bytes(body).await else {
        return (refused(request, Error::internal("a response without its body")), None);
    };
    let response = ServiceResponse::new(request, head.set_body(BoxBody::new(body.clone())));
    (response, Some(Answer::Response { status, headers, body }))
}

fn replayed(request: HttpRequest, answer: &Answer) -> ServiceResponse<BoxBody> {
    let mut response = match answer {
        Answer::Refusal(error) => match error.again() {
            Some(error) => refused(request, error),
            None => refused(request, Error::internal("a stored refusal has a cause")),
        },
        Answer::Response { status, headers, body } => {
            let mut response = HttpResponse::build(*status);
            for header in headers {
                response.insert_header(header.clone());
            }
            ServiceResponse::new(request, response.body(body.clone()))
        }
    };
    response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
    response
}

fn refused(request: HttpRequest, error: Error) -> ServiceResponse<BoxBody> {
    ServiceResponse::new(request, HttpResponse::from_error(error))
}
