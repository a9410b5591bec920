//! `GET /api/receivers`, `GET /api/receivers/{name}`. Changes are in [`write`], test notifications
//! in [`test`]. Secrets of receivers are masked wherever they are shown, logged or audited.

mod row;
pub(super) mod test;
pub(super) mod write;

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use self::row::ReceiverRow;
use super::context::Console;
use super::document;
use super::error::Error;
use super::query::Query;
use super::refusals::{InvalidQuery, ReceiverNotFound, StoreUnavailable};

/// The receivers of notifications.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct ReceiverList {
    /// The receivers, by name.
    receivers: Vec<ReceiverRow>,
    /// Number of receivers.
    total: usize,
}

/// Lists the receivers of notifications, by name.
#[utoipa::path(
    get, path = "/api/receivers", operation_id = "list_receivers", tag = "alerts",
    responses(
        (status = 200, description = "The receivers", body = ReceiverList),
        InvalidQuery,
        StoreUnavailable,
    ),
)]
pub(super) async fn list(console: Console, _: Query<()>) -> Result<web::Json<ReceiverList>, Error> {
    let catalog = console.catalog().await?;
    let mut receivers = Vec::with_capacity(catalog.receivers.len());
    for versioned in catalog.receivers.values() {
        receivers.push(ReceiverRow::of(&console, versioned).await?);
    }
    Ok(web::Json(ReceiverList { total: receivers.len(), receivers }))
}

/// Returns one receiver.
#[utoipa::path(
    get, path = "/api/receivers/{name}", operation_id = "show_receiver", tag = "alerts",
    params(("name" = String, Path, description = "The receiver's name")),
    responses(
        (status = 200, description = "The receiver", body = ReceiverRow),
        InvalidQuery,
        ReceiverNotFound,
        StoreUnavailable,
    ),
)]
pub(super) async fn show(
    console: Console,
    _: Query<()>,
    name: web::Path<String>,
) -> Result<HttpResponse, Error> {
    let catalog = console.catalog().await?;
    let versioned =
        catalog.receivers.get(&*name).ok_or_else(|| Error::nothing_named("receiver", &name))?;
    Ok(document::shown(&ReceiverRow::of(&console, versioned).await?))
}
