//! The origins whose pages may send quality reports (CORS).

use std::sync::Arc;

use actix_cors::Cors;
use actix_web::http::header::{self, HeaderName};

use super::request_id::REQUEST_ID;

/// Seconds for which a browser may cache a preflight response: Chromium's own limit.
const PREFLIGHT_SECONDS: usize = 7200;

/// The origins whose pages may send reports, in addition to this console's.
#[derive(Debug, Clone)]
pub(super) struct Origins(Arc<[String]>);

impl Origins {
    pub(super) fn new(origins: Vec<String>) -> Self {
        Self(origins.into())
    }

    /// Whether a page of `origin` may send reports.
    pub(super) fn allow(&self, origin: &str) -> bool {
        self.0.iter().any(|allowed| allowed == "*" || allowed == origin)
    }

    /// The middleware that responds to preflight requests and lets pages read the response.
    pub(super) fn cors(&self) -> Cors {
        let origins = self.clone();
        Cors::default()
            .allowed_origin_fn(move |origin, _| {
                origin.to_str().is_ok_and(|text| origins.allow(text))
            })
            .allowed_methods(["POST"])
            .allowed_headers([header::AUTHORIZATION, header::CONTENT_TYPE, REQUEST_ID])
            .expose_headers([
                header::RETRY_AFTER,
                REQUEST_ID,
                HeaderName::from_static("ratelimit"),
                HeaderName::from_static("ratelimit-policy"),
            ])
            .max_age(PREFLIGHT_SECONDS)
    }
}
