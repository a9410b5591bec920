//! Whose pages may send reports of their connections.

use std::sync::Arc;

use actix_cors::Cors;
use actix_web::http::header::{self, HeaderName};

use super::request_id::REQUEST_ID;

/// Seconds for which a browser may remember that a page has permission: Chromium's own limit.
const PREFLIGHT_SECONDS: usize = 7200;

/// The origins whose pages may send reports, beside our own.
#[derive(Debug, Clone)]
pub(super) struct Origins(Arc<[String]>);

impl Origins {
    pub(super) fn new(origins: Vec<String>) -> Self {
        Self(origins.into())
    }

    /// Whether a page of `origin` may.
    pub(super) fn allow(&self, origin: &str) -> bool {
        self.0.iter().any(|allowed| allowed == "*" || allowed == origin)
    }

    /// What answers a browser that asks first, and tells it that a page may read the answer.
    pub(super) fn cors(&self) -> Cors {
        let origins = self.clone();
        Cors::default()
            .allowed_origin_fn(move |origin, _| {
                origin.to_str().is_ok_and(|text| origins.allow(text))
            })
            .allowed_methods(["POST"])
            .allowed_headers([header::AUTHORIZATION, header::CONTENT_TYPE, REQUEST_ID])
            .expose_headers([header::RETRY_AFTER, REQUEST_ID] as [HeaderName; 2])
            .max_age(PREFLIGHT_SECONDS)
    }
}
