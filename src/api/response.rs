//! What every response has: a request id, security headers, and for a refusal a problem body, also
//! where actix refused.

use std::sync::Arc;
use std::time::Instant;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{HttpResponse, HttpResponseBuilder, web};

use super::connections::Opening;
use super::context::Context;
use super::error::Error;
use super::idempotency::REPLAYED;
use super::request_id::{self, REQUEST_ID};
use super::{red, webhook};

/// A page may only load and call what this service serves.
const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; connect-src 'self'; \
     img-src 'self' data:; style-src 'self'; script-src 'self'; object-src 'none'; \
     base-uri 'none'; frame-ancestors 'none'";

/// Seconds after which a client may retry what is refused for now, if the refusal says nothing else.
const RETRY_SECONDS: &str = "5";

const SAFETY: [(&str, &str); 5] = [
    ("content-security-policy", CONTENT_SECURITY_POLICY),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
];

/// Completes every response.
pub(super) async fn complete<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    if let Some(opening) = request.conn_data::<Arc<Opening>>() {
        opening.request_received();
    }
    let (id, began) = (request_id::given(&request), Instant::now());
    let mut response = next.call(request).await?.map_into_boxed_body();
    if let Some(console) = response.request().app_data::<web::Data<Context>>() {
        let (request, status) = (response.request(), response.status());
        if status.is_client_error() {
            webhook::count_elsewhere(console, request, status.as_u16());
        }
        red::count(console, request, status, began, &id);
    }
    if response.status().is_client_error() || response.status().is_server_error() {
        response = with_problem(response, &id);
    }
    let is_temporary = [StatusCode::TOO_MANY_REQUESTS, StatusCode::SERVICE_UNAVAILABLE]
        .contains(&response.status());
    let headers = response.headers_mut();
    if is_temporary && !headers.contains_key(header::RETRY_AFTER) {
        headers.insert(header::RETRY_AFTER, HeaderValue::from_static(RETRY_SECONDS));
    }
    if let Ok(id) = HeaderValue::from_str(&id) {
        headers.insert(REQUEST_ID, id);
    }
    for (name, value) in SAFETY {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    Ok(response)
}

fn with_problem(response: ServiceResponse<BoxBody>, id: &str) -> ServiceResponse<BoxBody> {
    let request = response.request();
    let status = response.status();
    let (method, path) = (request.method().as_str(), request.path());
    let ours = response.response().error().and_then(|error| error.as_error::<Error>());
    // Some handlers write a body of their own for such a status, such as `/readyz`.
    if ours.is_none() && response.headers().contains_key(header::CONTENT_TYPE) {
        return response;
    }
    let from_status;
    let error = if let Some(error) = ours {
        error
    } else {
        from_status = Error::from_status(status, method, path);
        &from_status
    };
    // A refusal without a cause here is logged where it is caused, and may come a thousand times a
    // second.
    if status.is_server_error() && error.has_cause() {
        tracing::warn!(
            request.id = id,
            http.method = method,
            http.path = ?path,
            http.status = status.as_u16(),
            error.code = error.code(),
            error = ?error.chain(),
            "a request failed"
        );
    }
    let mut refusal: HttpResponseBuilder = HttpResponse::build(status);
    // Without the CORS headers a page could not read why it is refused.
    for name in [
        header::ALLOW,
        header::RETRY_AFTER,
        REPLAYED,
        header::VARY,
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
    ] {
        if let Some(value) = response.headers().get(&name) {
            refusal.insert_header((name, value.clone()));
        }
    }
    let body = serde_json::to_string(&error.problem(id)).unwrap_or_default();
    let refusal = refusal.content_type("application/problem+json").body(body);
    response.into_response(refusal)
}
