//! `POST /api/receivers`, `PUT` and `DELETE /api/receivers/{name}`. A secret that is sent masked,
//! as it was shown, remains unchanged.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use utoipa::ToSchema;

use super::row::ReceiverRow;
use crate::api::amended::{Noun, refused};
use crate::api::context::Console;
use crate::api::error::Error;
use crate::api::json_body::{JsonBody, by_query};
use crate::api::origin;
use crate::api::query::Query;
use crate::api::refusals::{
    CrossOrigin, InvalidQuery, InvalidReceiver, PayloadTooLarge, ReceiverConflict,
    ReceiverNotFound, Unchanged,
};
use crate::model::{Receiver, shortened};

/// A new receiver.
#[derive(Debug, Deserialize, ToSchema)]
pub(in crate::api) struct WrittenReceiver {
    /// The receiver.
    #[serde(flatten)]
    receiver: Receiver,
    /// Who creates it, at most 200 characters; `anonymous` if not given.
    by: Option<String>,
}

/// A changed receiver.
#[derive(Debug, Deserialize, ToSchema)]
pub(in crate::api) struct ChangedReceiver {
    /// The receiver; a secret given as `********` remains unchanged.
    #[serde(flatten)]
    receiver: Receiver,
    /// Who changes it, at most 200 characters; `anonymous` if not given.
    by: Option<String>,
    /// The version that was read. The change is refused if the stored version differs; not checked
    /// if not given.
    version: Option<i64>,
}

impl WrittenReceiver {
    fn of(mut fields: JsonBody) -> Result<Self, Error> {
        let by = Some(fields.by()?);
        Ok(Self { receiver: fields.into_secret()?, by })
    }
}

impl ChangedReceiver {
    fn of(mut fields: JsonBody) -> Result<Self, Error> {
        let version = fields.take("version")?;
        let WrittenReceiver { receiver, by } = WrittenReceiver::of(fields)?;
        Ok(Self { receiver, by, version })
    }
}

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
    request: HttpRequest,
    mut payload: web::Payload,
) -> Result<HttpResponse, Error> {
    let written = WrittenReceiver::of(JsonBody::read(&request, &mut payload).await?)?;
    let by = written.by.unwrap_or_default();
    let placed = console.amender.create_receiver(&written.receiver, &by).await;
    let placed = placed.map_err(|error| refused(Noun::Receiver, &written.receiver.name, error))?;
    Ok(HttpResponse::Created().json(ReceiverRow::of(&console, &placed).await?))
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
    request: HttpRequest,
    name: web::Path<String>,
    mut payload: web::Payload,
) -> Result<web::Json<ReceiverRow>, Error> {
    let written = ChangedReceiver::of(JsonBody::read(&request, &mut payload).await?)?;
    if written.receiver.name != *name {
        return Err(Error::faulty(
            "invalid_receiver",
            format!(
                "`name` is `{}`, but the path has `{}`: a receiver cannot be renamed",
                shortened(&written.receiver.name),
                shortened(&name)
            ),
        ));
    }
    let by = written.by.unwrap_or_default();
    let placed = console.amender.change_receiver(&written.receiver, written.version, &by).await;
    let placed = placed.map_err(|error| refused(Noun::Receiver, &name, error))?;
    Ok(web::Json(ReceiverRow::of(&console, &placed).await?))
}

/// Deletes a receiver.
#[utoipa::path(
    delete, path = "/api/receivers/{name}", operation_id = "delete_receiver", tag = "alerts",
    params(
        ("name" = String, Path, description = "The receiver's name"),
        ("by" = Option<String>, Query,
            description = "Who deletes it, at most 200 characters; `anonymous` if not given"),
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
    name: web::Path<String>,
) -> Result<HttpResponse, Error> {
    origin::check(&request)?;
    let by = by_query(&Query::of(&request, &["by"])?)?;
    let deleted = console.amender.delete_receiver(&name, &by).await;
    deleted.map_err(|error| refused(Noun::Receiver, &name, error))?;
    Ok(HttpResponse::NoContent().finish())
}
