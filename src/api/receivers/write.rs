//! `POST /api/receivers`, `PUT` and `DELETE /api/receivers/{name}`. A secret that is sent masked,
//! as it was shown, remains unchanged.

use actix_web::{HttpRequest, HttpResponse, web};

use super::row::ReceiverRow;
use crate::api::amended::{Noun, refused};
use crate::api::context::Console;
use crate::api::document;
use crate::api::error::Error;
use crate::api::if_match::IfMatch;
use crate::api::json_body::{Body, SecretBody};
use crate::api::origin;
use crate::api::query::Query;
use crate::api::refusals::{
    CrossOrigin, InvalidQuery, InvalidReceiver, PayloadTooLarge, ReceiverConflict,
    ReceiverNotFound, Unchanged,
};
use crate::api::remark::Signature;
use crate::api::written::{Changed, With, Written};
use crate::model::{Receiver, shortened};

pub(super) type WrittenReceiver = With<Written, Receiver>;
type ChangedReceiver = With<Changed, Receiver>;

/// Creates a receiver.
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
    Body(With { extra, document: receiver }): SecretBody<WrittenReceiver>,
) -> Result<HttpResponse, Error> {
    let placed = console.amender.create_receiver(&receiver, &extra.by).await;
    let placed = placed.map_err(|error| refused(Noun::Receiver, &receiver.name, error))?;
    Ok(document::created(&ReceiverRow::of(&console, &placed).await?))
}

/// Changes a receiver.
#[utoipa::path(
    put, path = "/api/receivers/{name}", operation_id = "change_receiver", tag = "alerts",
    params(("name" = String, Path, description = "The receiver's name")),
    request_body(content = ChangedReceiver, description = "The complete receiver"),
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
    name: web::Path<String>,
    matching: IfMatch,
    Body(With { extra, document: receiver }): SecretBody<ChangedReceiver>,
) -> Result<HttpResponse, Error> {
    if receiver.name != *name {
        return Err(Error::faulty(
            "invalid_receiver",
            format!(
                "`name` is `{}`, but the path has `{}`: a receiver cannot be renamed",
                shortened(&receiver.name),
                shortened(&name)
            ),
        ));
    }
    let Changed { by, version } = extra;
    let placed = console.amender.change_receiver(&receiver, matching.or(version), &by).await;
    let placed = placed.map_err(|error| matching.refused(Noun::Receiver, &name, error))?;
    Ok(document::shown(&ReceiverRow::of(&console, &placed).await?))
}

/// Deletes a receiver.
#[utoipa::path(
    delete, path = "/api/receivers/{name}", operation_id = "delete_receiver", tag = "alerts",
    params(
        ("name" = String, Path, description = "The receiver's name"),
        Signature,
    ),
    responses(
        (status = 204, description = "The receiver is deleted"),
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
    Query(Signature { by }): Query<Signature>,
    name: web::Path<String>,
    matching: IfMatch,
) -> Result<HttpResponse, Error> {
    origin::check(&request)?;
    let deleted = console.amender.delete_receiver(&name, matching.or(None), &by).await;
    deleted.map_err(|error| matching.refused(Noun::Receiver, &name, error))?;
    Ok(HttpResponse::NoContent().finish())
}
