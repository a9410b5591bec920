//! `POST /api/silences`, `PUT /api/silences/{id}`, `POST /api/silences/{id}/end`. Nobody deletes a
//! silence: who asks later why nobody was told finds it, or in the audit when it is kept no longer.

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::{SilenceRow, open};
use crate::alerts::book::Book;
use crate::alerts::book::Versioned;
use crate::alerts::silence::{Compiled, fault, no_room, status};
use crate::api::context::{ATTEMPTS, Console};
use crate::api::error::{Error, shortened};
use crate::api::members::{ANONYMOUS, Members};
use crate::api::openapi::{
    CrossOrigin, InvalidBody, InvalidQuery, InvalidSilence, PayloadTooLarge, SilenceConflict,
    SilenceNotFound, TooManySilences, Unchanged,
};
use crate::audit::documents::{self, Change};
use crate::model::{Millis, Silence, SilenceSpec, SilenceStatus};
use crate::store::DocumentKind;

/// A silence that somebody changes.
#[derive(Debug, Deserialize, ToSchema)]
pub(in crate::api) struct ChangedSilence {
    /// The silence.
    #[serde(flatten)]
    spec: SilenceSpec,
    /// The version that was read: refused if it is another by now. Not checked if not given.
    version: Option<i64>,
}

/// By whom.
#[derive(Debug, Deserialize, ToSchema)]
pub(in crate::api) struct Signature {
    /// Who; at most 200 characters, `anonymous` if not given.
    pub(in crate::api) by: Option<String>,
}

impl Signature {
    /// What a body says that says no more than by whom.
    pub(in crate::api) fn of(mut members: Members) -> Result<String, Error> {
        let signature = Self { by: Some(members.by()?) };
        members.end(&["by"])?;
        Ok(signature.by.unwrap_or_default())
    }
}

/// What somebody wrote down, if there is nothing wrong with it.
fn spec(members: Members) -> Result<SilenceSpec, Error> {
    let mut spec: SilenceSpec = members.into()?;
    let author = spec.author.as_deref().map(str::trim).filter(|author| !author.is_empty());
    spec.author = Some(author.unwrap_or(ANONYMOUS).to_owned());
    match fault(&spec) {
        Some(fault) => Err(Error::faulty("invalid_silence", fault)),
        None => Ok(spec),
    }
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
    let spec = spec(Members::read(&request, &mut payload).await?)?;
    let book = console.book().await?;
    let now = console.now();
    has_room(&book, None, &spec, now)?;
    let id = uuid::Uuid::now_v7().to_string();
    let silence = Silence { id, spec, created_at: now.to_utc(), ended_at: None };
    match write(&console, "created", None, silence, now).await? {
        Some(row) => Ok(HttpResponse::Created().json(row)),
        // No other has that id.
        None => Err(Error::always_changing("the new silence")),
    }
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
    let mut members = Members::read(&request, &mut payload).await?;
    let version: Option<i64> = members.take("version")?;
    let written = ChangedSilence { spec: spec(members)?, version };
    for _ in 0..ATTEMPTS {
        let now = console.now();
        let (book, kept) = unexpired(&console, &id, now).await?;
        if let Some(read) = written.version
            && kept.version != Some(read)
        {
            return Err(Error::conflict(
                "silence_changed",
                format!(
                    "silence `{}` is no longer of version {read}: somebody changed it",
                    shortened(&id)
                ),
            ));
        }
        has_room(&book, Some(&id), &written.spec, now)?;
        let silence = Silence { spec: written.spec.clone(), ..kept.value.silence.clone() };
        if let Some(row) = write(&console, "changed", Some(&kept), silence, now).await? {
            return Ok(web::Json(row));
        }
    }
    Err(Error::always_changing(&format!("silence `{}`", shortened(&id))))
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
    let by = Signature::of(Members::read(&request, &mut payload).await?)?;
    for _ in 0..ATTEMPTS {
        let now = console.now();
        let (_, kept) = unexpired(&console, &id, now).await?;
        let silence = Silence { ended_at: Some(now.to_utc()), ..kept.value.silence.clone() };
        if let Some(row) = write_by(&console, "ended", Some(&kept), silence, &by, now).await? {
            return Ok(web::Json(row));
        }
    }
    Err(Error::always_changing(&format!("silence `{}`", shortened(&id))))
}

/// Refuses what is more than alerts can be held against; `id` is whose place it takes.
fn has_room(book: &Book, id: Option<&str>, spec: &SilenceSpec, now: Millis) -> Result<(), Error> {
    let others = book.silences.values().map(|kept| &kept.value.silence);
    let others = others.filter(|other| id.is_none_or(|id| other.id != id));
    match no_room(spec, others, now) {
        Some(why) => Err(Error::conflict("too_many_silences", why)),
        None => Ok(()),
    }
}

/// What there is, and the silence, if it is not over: what is over stays as it was.
async fn unexpired(
    console: &Console,
    id: &str,
    now: Millis,
) -> Result<(Book, Versioned<Arc<Compiled>>), Error> {
    let book = console.book().await?;
    let kept = book.silences.get(id).cloned().ok_or_else(|| Error::nothing_named("silence", id))?;
    if status(&kept.value.silence, now) == SilenceStatus::Expired {
        let detail = format!("silence `{}` is over: make a new one", shortened(id));
        return Err(Error::conflict("silence_expired", detail));
    }
    Ok((book, kept))
}

async fn write(
    console: &Console,
    verb: &'static str,
    before: Option<&Versioned<Arc<Compiled>>>,
    silence: Silence,
    now: Millis,
) -> Result<Option<SilenceRow>, Error> {
    let by = silence.spec.author.clone().unwrap_or_else(|| ANONYMOUS.to_owned());
    write_by(console, verb, before, silence, &by, now).await
}

/// Puts a silence in the place of the one before; `None` if that is no longer what it was.
async fn write_by(
    console: &Console,
    verb: &'static str,
    before: Option<&Versioned<Arc<Compiled>>>,
    silence: Silence,
    by: &str,
    now: Millis,
) -> Result<Option<SilenceRow>, Error> {
    let expected = before.and_then(|kept| kept.version);
    let change = Change {
        kind: DocumentKind::Silence,
        name: &silence.id,
        verb,
        expected,
        body: Some(documents::text(&silence)),
        old: before.map_or(Value::Null, |kept| documents::value(&kept.value.silence)),
        new: documents::value(&silence),
        by,
        now,
    };
    if !console.record(change.batch()).await? {
        return Ok(None);
    }
    let value = Arc::new(Compiled::new(silence));
    let kept = Versioned { value, version: Some(expected.unwrap_or(0) + 1) };
    Ok(Some(SilenceRow::of(&kept, &open(console).await?, now)))
}
