//! Counts every request: rate, errors and duration, by route.

use std::time::Instant;

use actix_web::HttpRequest;
use actix_web::http::StatusCode;

use super::context::Context;
use crate::metrics::{Exemplar, METHODS};

/// The route of a request that none in the table matches: a page, a file or nothing.
const UNMATCHED: &str = "unmatched";

/// Counts a request that began at `began`.
pub(super) fn count(
    console: &Context,
    request: &HttpRequest,
    status: StatusCode,
    began: Instant,
    request_id: &str,
) {
    let route = request.match_pattern().map_or_else(|| UNMATCHED.to_owned(), |path| route(&path));
    let method = request.method().as_str();
    let method = METHODS.into_iter().find(|known| *known == method).unwrap_or("other");
    let exemplar = Exemplar { request_id: request_id.to_owned(), at: console.now() };
    let labels = (route.as_str(), method, class(status));
    console.shared.metrics.http_request(labels, began.elapsed().as_secs_f64(), exemplar);
}

/// The route as the OpenAPI document names it; the scope of all routes matches what none does.
fn route(pattern: &str) -> String {
    if pattern.is_empty() { UNMATCHED.to_owned() } else { pattern.replace(":.*}", "}") }
}

fn class(status: StatusCode) -> &'static str {
    match status.as_u16() / 100 {
        1 => "1xx",
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        _ => "5xx",
    }
}
