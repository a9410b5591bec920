//! `POST /api/silences`, `PUT /api/silences/{id}`, `POST /api/silences/{id}/end`. A silence cannot
//! be deleted, so that it can be found later why nobody was notified; the audit trail has it for
//! longer.

use actix_web::{HttpResponse, web};

use super::{SilenceRow, open};
use crate::alerts::amend::{self, WrittenSilence};
use crate::api::amended::{Noun, refused};
use crate::api::context::Console;
use crate::api::document;
use crate::api::error::Error;
use crate::api::if_match::IfMatch;
use crate::api::json_body::Body;
use crate::api::refusals::{
    CrossOrigin, InvalidBody, InvalidQuery, InvalidSilence, PayloadTooLarge, SilenceConflict,
    SilenceNotFound, TooManySilences, Unchanged,
};
use crate::api::remark::{ANONYMOUS, Signature};
use crate::api::written::{Versioned, With};
use crate::model::SilenceSpec;

type ChangedSilence = With<Versioned, SilenceSpec>;

/// The author of a silence, who is also named in it.
fn author(spec: &mut SilenceSpec) -> String {
    let author = spec.author.as_deref().map(str::trim).filter(|author| !author.is_empty());
    let author = author.unwrap_or(ANONYMOUS).to_owned();
    spec.author = Some(author.clone());
    author
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
    Body(mut spec): Body<SilenceSpec>,
) -> Result<HttpResponse, Error> {
    let by = author(&mut spec);
    let written = console.amender.create_silence(spec, &by).await.map_err(|error| match error {
        amend::Error::AlwaysChanging => Error::always_changing("the new silence"),
        error => refused(Noun::Silence, "", error),
    })?;
    Ok(document::created(&row(&console, &written).await?))
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
    id: web::Path<String>,
    matching: IfMatch,
    Body(With { extra, document: mut spec }): Body<ChangedSilence>,
) -> Result<HttpResponse, Error> {
    let by = author(&mut spec);
    let written = console.amender.change_silence(&id, &spec, matching.or(extra.version), &by).await;
    let written = written.map_err(|error| matching.refused(Noun::Silence, &id, error))?;
    Ok(document::shown(&row(&console, &written).await?))
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
    id: web::Path<String>,
    Body(Signature { by }): Body<Signature>,
) -> Result<HttpResponse, Error> {
    let written = console.amender.end_silence(&id, &by).await;
    let written = written.map_err(|error| refused(Noun::Silence, &id, error))?;
    Ok(document::shown(&row(&console, &written).await?))
}

/// A written silence with its status.
async fn row(console: &Console, (versioned, now): &WrittenSilence) -> Result<SilenceRow, Error> {
    Ok(SilenceRow::of(versioned, &open(console).await?, *now))
}
