//! `GET /openapi.json`: the OpenAPI document.
//!
//! A debug build makes it from the handlers; `make gen` writes it to `openapi.json`, and `make
//! test` compares both. A release build has only that file: what describes the API is some
//! megabytes of program that nothing else needs.

#[cfg(debug_assertions)]
mod closed;
#[cfg(debug_assertions)]
mod complete;
#[cfg(debug_assertions)]
mod describe;
pub(super) mod docs;
#[cfg(debug_assertions)]
mod required;

use std::borrow::Cow;

use actix_web::HttpResponse;

use super::error::Error;
use super::query::Query;

/// The document as JSON, indented.
pub fn document() -> Cow<'static, str> {
    #[cfg(debug_assertions)]
    return describe::document().into();
    #[cfg(not(debug_assertions))]
    include_str!("openapi.json").into()
}

/// Returns this document.
#[utoipa::path(
    get, path = "/openapi.json", operation_id = "show_openapi", tag = "operation",
    responses((status = 200, description = "OpenAPI 3.1", body = serde_json::Value)),
)]
pub(super) async fn serve(_: Query<()>) -> Result<HttpResponse, Error> {
    Ok(HttpResponse::Ok().content_type("application/json").body(document()))
}
