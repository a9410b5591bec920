//! `POST /api/silences`, `PUT /api/silences/{id}`, `POST /api/silences/{id}/end`. Nobody deletes a
//! silence: who asks later why nobody was told finds it, or in the audit when it is kept no longer.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{SilenceRow, open};
use crate::alerts::amend::{self, Written};
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

/// A silence that somebody changes.
#[derive(Debug, Deserialize, ToSchema)]
#[expect(dead_code, reason = "its members are read one by one; this describes them")]
pub(in crate::api) struct ChangedSilence {
    /// The silence.
    #[serde(flatten)]
    spec: SilenceSpec,
    /// The version that was read: refused if it is another by now. Not checked if not given.
    version: Option<i64>,
}

/// What somebody wrote down, and who did.
fn spec(members: JsonBody) -> Result<(SilenceSpec, String), Error> {
    let mut spec: SilenceSpec = members.into()?;
    let author = spec.author.as_deref().map(str::trim).filter(|author| !author.is_empty());
    let author = author.unwrap_or(ANONYMOUS).to_owned();
    spec.author = Some(author.clone());
    Ok((spec, author))
}

/// Makes a silence.
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

/// Changes a silence that is not over.
#[utoipa::path(
    put, path = "/api/silences/{id}", operation_id = "change_silence", tag = "alerts",
    params(("id" = String, Path, description = "The silence's id")),
    request_body(content = ChangedSilence, description = "The silence, whole"),
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
    let mut members = JsonBody::read(&request, &mut payload).await?;
    let version: Option<i64> = members.take("version")?;
    let (spec, by) = spec(members)?;
    let written = console.amender.change_silence(&id, &spec, version, &by).await;
    let written = written.map_err(|error| refused(Noun::Silence, &id, error))?;
    row(&console, &written).await.map(web::Json)
}

/// Ends a silence now; it is kept.
#[utoipa::path(
    post, path = "/api/silences/{id}/end", operation_id = "end_silence", tag = "alerts",
    params(("id" = String, Path, description = "The silence's id")),
    request_body(content = Option<Signature>, description = "By whom; may be left out"),
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

/// A silence that was written, as it stands.
async fn row(console: &Console, (kept, now): &Written) -> Result<SilenceRow, Error> {
    Ok(SilenceRow::of(kept, &open(console).await?, *now))
}
