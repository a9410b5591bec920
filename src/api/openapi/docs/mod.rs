//! `GET /docs`, the reference of this API as a page, and `GET /docs/errors`, what each code of a
//! refusal means. The pages are plain HTML, made from the OpenAPI document and from the list of
//! codes: no script, so that they are read under the same policy as every other page.

mod errors;
mod html;
mod reference;
mod schema;

use actix_web::{HttpResponse, web};

use super::document;
use crate::api::error::Error;
use crate::api::query::Query;

const STYLE: &str = include_str!("style.css");

/// Returns this reference as a page.
#[utoipa::path(
    get, path = "/docs", operation_id = "show_docs", tag = "operation",
    responses((status = 200, description = "The page", body = String, content_type = "text/html")),
)]
pub(in crate::api) async fn show(_: Query<()>) -> Result<HttpResponse, Error> {
    // Parsing the document takes some milliseconds.
    let page = web::block(|| {
        let document = serde_json::from_str(&document());
        document.map(|document| reference::page(&document))
    });
    Ok(page_response(page.await.map_err(Error::internal)?.map_err(Error::internal)?))
}

/// Returns what each code of a refusal means and what to do about it, as a page.
#[utoipa::path(
    get, path = "/docs/errors", operation_id = "show_error_docs", tag = "operation",
    responses((status = 200, description = "The page", body = String, content_type = "text/html")),
)]
pub(in crate::api) async fn errors(_: Query<()>) -> Result<HttpResponse, Error> {
    Ok(page_response(errors::page()))
}

/// Returns the style of these pages.
#[utoipa::path(
    get, path = "/docs/style.css", operation_id = "show_docs_style", tag = "operation",
    responses((status = 200, description = "The style", body = String, content_type = "text/css")),
)]
pub(in crate::api) async fn style(_: Query<()>) -> Result<HttpResponse, Error> {
    Ok(HttpResponse::Ok().content_type("text/css; charset=utf-8").body(STYLE))
}

fn page_response(page: String) -> HttpResponse {
    HttpResponse::Ok().content_type("text/html; charset=utf-8").body(page)
}
