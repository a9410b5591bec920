//! Responses with one document that people change: a rule, a receiver or a silence. `ETag` names its
//! version, for `If-Match` of a later change; 201 says in `Location` where it is.

use actix_web::http::header;
use actix_web::{HttpResponse, HttpResponseBuilder};
use serde::Serialize;

/// A document with versions.
pub(super) trait Document: Serialize {
    /// Increases with each change; `None` if the document cannot be changed in place.
    fn version(&self) -> Option<i64>;

    /// Where it is; no part of it needs escaping.
    fn path(&self) -> String;
}

/// The document, as it is.
pub(super) fn shown(document: &impl Document) -> HttpResponse {
    with_version(HttpResponse::Ok(), document)
}

/// The document, which is new.
pub(super) fn created(document: &impl Document) -> HttpResponse {
    let mut response = HttpResponse::Created();
    response.insert_header((header::LOCATION, document.path()));
    with_version(response, document)
}

fn with_version(mut response: HttpResponseBuilder, document: &impl Document) -> HttpResponse {
    if let Some(version) = document.version() {
        response.insert_header((header::ETAG, format!("\"{version}\"")));
    }
    response.json(document)
}
