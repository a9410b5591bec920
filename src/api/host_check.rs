//! Refuses requests for a host name that is not this console's.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderValue};
use actix_web::http::uri::Authority;
use actix_web::middleware::Next;
use actix_web::web;

use super::context::Console;
use super::error::Error;
use super::{body, webhook};

/// Passes only requests for a host name of this console.
pub(super) async fn check<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let Some(console) = request.app_data::<Console>().cloned() else {
        return Ok(request.error_response(Error::internal("nothing is configured")));
    };
    let named: Vec<_> =
        request.headers().get_all(header::HOST).map(HeaderValue::as_bytes).collect();
    let authority = request.uri().authority().map(Authority::as_str);
    let Err(error) = console.hosts.fault(request.version(), authority, &named) else {
        return Ok(next.call(request).await?.map_into_boxed_body());
    };
    webhook::count_refusal(&console, request.request(), &error);
    // A sender whose body is not read would not see the reason.
    let mut payload = request.extract::<web::Payload>().await?;
    body::discard(&mut payload).await;
    Ok(request.error_response(error))
}
