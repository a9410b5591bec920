//! `POST /api/silences`, `PUT /api/silences/{id}`, `POST /api/silences/{id}/end`. A silence cannot
//! be deleted, so that it can be found later why nobody was notified; the audit trail has it for
//! longer.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{SilenceRow, open};
use crate::alerts::amend::{self, WrittenSilence};
use crate::api::amended::{Noun, refused};
use crate::api::context::Console;
use crate::api::error::Error;
use crate::api::json_body::{ANONYMOUS, JsonBody};
use crate::api::refusals::{
    CrossOrigin, InvalidBody, InvalidQuery, InvalidSilence, PayloadTooLarge, SilenceConflict,
    SilenceNotFound, TooManySilences, Unchanged,
};
use crate::api::remark::Signature;
use crate::model::SilenceSpec;

/// A changed silence.
#[derive(Debug, Deserialize, ToSchema)]
#[expect(dead_code, reason = "the handler reads the fields one by one; this type describes them")]
pub(in crate::api) struct ChangedSilence {
    /// The silence.
    #[serde(flatten)]
    spec: SilenceSpec,
    /// The version that was read. The change is refused if the stored version differs; not checked
    /// if not given.
    version: Option<i64>,
}

/// Parses a silence and its author.
fn spec(fields: JsonBody) -> Result<(SilenceSpec, String), Error> {
    let mut spec: SilenceSpec = fields.into()?;
    let author = spec.author.as_deref().map(str::trim).filter(|author| !author.is_empty());
    let author = author.unwrap_or(ANONYMOUS).to_owned();
    spec.author = Some(author.clone());
    Ok((spec, author))
}

/// Creates a silence.
#[utoipa::path(
    post, path = "/api/silences", operation_id = "create_silence", tag = "alerts",
    request_body(content = SilenceSpec, description = "The silence"),
    responses(
        (status = 201, description = "The silence", body = SilenceRow),
        InvalidQuery,
        InvalidSilence,
        CrossOrigin,
        TooManySilences,
        PayloadTooLarge,
        Unchanged,
    ),
)]
pub(in crate::api) async fn create(
    console: Console,
    request: HttpRequest,
    mut payload: web::Payload,
) -> Result<HttpResponse, Error> {
    let (spec, by) = spec(JsonBody::read(&request, &mut payload).await?)?;
    let written = console.amender.create_silence(spec, &by).await.map_err(|error| match error {
        amend::Error::AlwaysChanging => Error::always_changing("the new silence"),
        error => refused(Noun::Silence, "", error),
    })?;
    Ok(HttpResponse::Created().json(row(&console, &written).await?))
}

/// Changes a silence that is not expired.
#[utoipa::path(
    put, path = "/api/silences/{id}", operation_id = "change_silence", tag = "alerts",
    params(("id" = String, Path, description = "The silence's id")),
    request_body(content = ChangedSilence, description = "The complete silence"),
    responses(
        (status = 200, description = "The silence", body = SilenceRow),
        InvalidQuery,
        InvalidSilence,
        CrossOrigin,
        SilenceNotFound,
        SilenceConflict,
        PayloadTooLarge,
        Unchanged,
    ),
)]
pub(in crate::api) async fn change(
    console: Console,
    request: HttpRequest,
    id: web::Path<String>,
    mut payload: web::Payload,
) -> Result<web::Json<SilenceRow>, Error> {
    let mut fields = JsonBody::read(&request, &mut payload).await?;
    let version: Option<i64> = fields.take("version")?;
    let (spec, by) = spec(fields)?;
    let written = console.amender.change_silence(&id, &spec, version, &by).await;
    let written = written.map_err(|error| refused(Noun::Silence, &id, error))?;
    row(&console, &written).await.map(web::Json)
}

/// Ends a silence now. It remains in the list as expired.
#[utoipa::path(
    post, path = "/api/silences/{id}/end", operation_id = "end_silence", tag = "alerts",
    params(("id" = String, Path, description = "The silence's id")),
    request_body(content = Option<Signature>, description = "The author; optional"),
    responses(
        (status = 200, description = "The silence", body = SilenceRow),
        InvalidQuery,
        InvalidBody,
        CrossOrigin,
        SilenceNotFound,
        SilenceConflict,
        PayloadTooLarge,
        Unchanged,
    ),
)]
pub(in crate::api) async fn end(
    console: Console,
    request: HttpRequest,
    id: web::Path<String>,
    mut payload: web::Payload,
) -> Result<web::Json<SilenceRow>, Error> {
    let by = Signature::of(JsonBody::read(&request, &mut payload).await?)?;
    let written = console.amender.end_silence(&id, &by).await;
    let written = written.map_err(|error| refused(Noun::Silence, &id, error))?;
    row(&console, &written).await.map(web::Json)
}

/// A written silence with its status.
async fn row(console: &Console, (versioned, now): &WrittenSilence) -> Result<SilenceRow, Error> {
    Ok(SilenceRow::of(versioned, &open(console).await?, *now))
}
