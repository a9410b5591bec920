//! `GET /licenses`: what the program is made of, and under which licences.

use actix_web::HttpResponse;

use super::error::Error;
use super::query::Query;

/// Most licences ask to go along with the program, so they are part of it.
const TEXT: &str = include_str!("../../THIRD_PARTY_LICENSES.md");

/// Returns the licences of the program's parts.
#[utoipa::path(
    get, path = "/licenses", operation_id = "show_licenses", tag = "operation",
    responses((status = 200, description = "Names, versions and licences, in Markdown", body = String,
        content_type = "text/plain")),
)]
pub(super) async fn show(_: Query<()>) -> Result<HttpResponse, Error> {
    // A browser shows plain text, and would store Markdown as a file.
    Ok(HttpResponse::Ok().content_type("text/plain; charset=utf-8").body(TEXT))
}
