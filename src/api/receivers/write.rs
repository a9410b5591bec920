//! `POST /api/receivers`, `PUT` and `DELETE /api/receivers/{name}`. A secret that is written back as
//! it was shown, masked, stays what it was.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::row::ReceiverRow;
use crate::alerts::book::{Book, Versioned};
use crate::alerts::receivers::{fault, masked, unmasked};
use crate::api::context::{ATTEMPTS, Console};
use crate::api::error::{Error, shortened};
use crate::api::members::{Members, by_query};
use crate::api::openapi::{
    CrossOrigin, InvalidQuery, InvalidReceiver, PayloadTooLarge, ReceiverConflict,
    ReceiverNotFound, Unchanged,
};
use crate::api::origin;
use crate::api::query::Query;
use crate::audit::documents::{self, Change};
use crate::model::{Origin, PlacedReceiver, Receiver};
use crate::store::DocumentKind;

/// Receivers, at most: each alert is held against all of them.
const RECEIVERS: usize = 100;

/// Names that are segments of the path of something else.
const RESERVED: [&str; 2] = ["test", "preview"];

/// A receiver that somebody writes.
#[derive(Debug, Deserialize, ToSchema)]
pub(in crate::api) struct WrittenReceiver {
    /// The receiver.
    #[serde(flatten)]
    receiver: Receiver,
    /// Who writes it; at most 200 characters, `anonymous` if not given.
    by: Option<String>,
}

/// A receiver that somebody changes.
#[derive(Debug, Deserialize, ToSchema)]
pub(in crate::api) struct ChangedReceiver {
    /// The receiver; a secret that is `********` stays what it was.
    #[serde(flatten)]
    receiver: Receiver,
    /// Who changes it; at most 200 characters, `anonymous` if not given.
    by: Option<String>,
    /// The version that was read: refused if it is another by now. Not checked if not given.
    version: Option<i64>,
}

impl WrittenReceiver {
    fn of(mut members: Members) -> Result<Self, Error> {
        let by = Some(members.by()?);
        Ok(Self { receiver: members.into_secret()?, by })
    }
}

impl ChangedReceiver {
    fn of(mut members: Members) -> Result<Self, Error> {
        let version = members.take("version")?;
        let WrittenReceiver { receiver, by } = WrittenReceiver::of(members)?;
        Ok(Self { receiver, by, version })
    }
}

/// The receiver with its secrets, if there is nothing wrong with it.
pub(super) fn whole(written: &Receiver, before: Option<&Receiver>) -> Result<Receiver, Error> {
    let refused = |fault: String| Error::faulty("invalid_receiver", fault);
    let receiver = unmasked(written.clone(), before).map_err(refused)?;
    if RESERVED.contains(&receiver.name.as_str()) {
        let name = &receiver.name;
        return Err(refused(format!("`name` is `{name}`: a path of the API is called so")));
    }
    match fault(&receiver) {
        Some(fault) => Err(refused(fault)),
        None => Ok(receiver),
    }
}

/// Makes a receiver.
#[utoipa::path(
    post, path = "/api/receivers", operation_id = "create_receiver", tag = "alerts",
    request_body(content = WrittenReceiver, description = "The receiver"),
    responses(
        (status = 201, description = "The receiver", body = ReceiverRow),
        InvalidQuery,
        InvalidReceiver,
        CrossOrigin,
        ReceiverConflict,
        PayloadTooLarge,
        Unchanged,
    ),
)]
pub(in crate::api) async fn create(
    console: Console,
    request: HttpRequest,
    mut payload: web::Payload,
) -> Result<HttpResponse, Error> {
    let written = WrittenReceiver::of(Members::read(&request, &mut payload).await?)?;
    let receiver = whole(&written.receiver, None)?;
    let by = written.by.unwrap_or_default();
    for _ in 0..ATTEMPTS {
        let book = console.book().await?;
        if book.receivers.contains_key(&receiver.name) {
            let detail = format!("a receiver `{}` exists already", receiver.name);
            return Err(Error::conflict("receiver_exists", detail));
        }
        if book.receivers.len() >= RECEIVERS {
            let detail = format!("there are {RECEIVERS} receivers already, and no more are told");
            return Err(Error::conflict("too_many_receivers", detail));
        }
        if let Some(row) = put(&console, None, &receiver, &by).await? {
            return Ok(HttpResponse::Created().json(row));
        }
    }
    Err(Error::always_changing(&format!("receiver `{}`", receiver.name)))
}

/// Changes a receiver.
#[utoipa::path(
    put, path = "/api/receivers/{name}", operation_id = "change_receiver", tag = "alerts",
    params(("name" = String, Path, description = "The receiver's name")),
    request_body(content = ChangedReceiver, description = "The receiver, whole"),
    responses(
        (status = 200, description = "The receiver", body = ReceiverRow),
        InvalidQuery,
        InvalidReceiver,
        CrossOrigin,
        ReceiverNotFound,
        ReceiverConflict,
        PayloadTooLarge,
        Unchanged,
    ),
)]
pub(in crate::api) async fn change(
    console: Console,
    request: HttpRequest,
    name: web::Path<String>,
    mut payload: web::Payload,
) -> Result<web::Json<ReceiverRow>, Error> {
    let written = ChangedReceiver::of(Members::read(&request, &mut payload).await?)?;
    if written.receiver.name != *name {
        return Err(Error::faulty(
            "invalid_receiver",
            format!(
                "`name` is `{}`, but the path names `{}`: a receiver keeps its name",
                shortened(&written.receiver.name),
                shortened(&name)
            ),
        ));
    }
    let by = written.by.unwrap_or_default();
    for _ in 0..ATTEMPTS {
        let book = console.book().await?;
        let kept = editable(&book, &name)?;
        if let Some(read) = written.version
            && kept.version != Some(read)
        {
            return Err(Error::conflict(
                "receiver_changed",
                format!(
                    "receiver `{}` is no longer of version {read}: somebody changed it",
                    shortened(&name)
                ),
            ));
        }
        let receiver = whole(&written.receiver, Some(&kept.value.receiver))?;
        if let Some(row) = put(&console, Some(kept), &receiver, &by).await? {
            return Ok(web::Json(row));
        }
    }
    Err(Error::always_changing(&format!("receiver `{}`", shortened(&name))))
}

/// Deletes a receiver.
#[utoipa::path(
    delete, path = "/api/receivers/{name}", operation_id = "delete_receiver", tag = "alerts",
    params(
        ("name" = String, Path, description = "The receiver's name"),
        ("by" = Option<String>, Query,
            description = "Who deletes it; at most 200 characters, `anonymous` if not given"),
    ),
    responses(
        (status = 204, description = "It is deleted"),
        InvalidQuery,
        CrossOrigin,
        ReceiverNotFound,
        ReceiverConflict,
        Unchanged,
    ),
)]
pub(in crate::api) async fn delete(
    console: Console,
    request: HttpRequest,
    name: web::Path<String>,
) -> Result<HttpResponse, Error> {
    origin::check(&request)?;
    let by = by_query(&Query::of(&request, &["by"])?)?;
    for _ in 0..ATTEMPTS {
        let book = console.book().await?;
        let kept = editable(&book, &name)?;
        let change = Change {
            kind: DocumentKind::Receiver,
            name: &name,
            verb: "deleted",
            expected: kept.version,
            body: None,
            old: documents::value(&masked(&kept.value.receiver)),
            new: Value::Null,
            by: &by,
            now: console.now(),
        };
        if console.record(change.batch()).await? {
            return Ok(HttpResponse::NoContent().finish());
        }
    }
    Err(Error::always_changing(&format!("receiver `{}`", shortened(&name))))
}

/// The receiver of that name, if it is one that people write here.
fn editable<'a>(book: &'a Book, name: &str) -> Result<&'a Versioned<PlacedReceiver>, Error> {
    let kept = book.receivers.get(name).ok_or_else(|| Error::nothing_named("receiver", name))?;
    if kept.value.origin != Origin::Ui {
        let detail = format!(
            "receiver `{}` is of origin `{}`: change it in the configuration file",
            shortened(name),
            kept.value.origin.as_str()
        );
        return Err(Error::conflict("receiver_not_editable", detail));
    }
    Ok(kept)
}

/// Puts a receiver in the place of the one before; `None` if that is no longer what it was.
async fn put(
    console: &Console,
    before: Option<&Versioned<PlacedReceiver>>,
    receiver: &Receiver,
    by: &str,
) -> Result<Option<ReceiverRow>, Error> {
    let expected = before.and_then(|kept| kept.version);
    let shown = |receiver: &Receiver| documents::value(&masked(receiver));
    let change = Change {
        kind: DocumentKind::Receiver,
        name: &receiver.name,
        verb: if before.is_some() { "changed" } else { "created" },
        expected,
        body: Some(documents::text(receiver)),
        old: before.map_or(Value::Null, |kept| shown(&kept.value.receiver)),
        new: shown(receiver),
        by,
        now: console.now(),
    };
    if !console.record(change.batch()).await? {
        return Ok(None);
    }
    let value = PlacedReceiver { receiver: receiver.clone(), origin: Origin::Ui };
    let kept = Versioned { value, version: Some(expected.unwrap_or(0) + 1) };
    Ok(Some(ReceiverRow::of(console, &kept).await?))
}
