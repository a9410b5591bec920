//! `GET /api/notifications`, `POST /api/notifications/{id}/{retry,discard}`: notifications of
//! alerts, and what to do with those that could not be sent.

use actix_web::web;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::context::Console;
use super::error::Error;
use super::json_body::Body;
use super::query::{Page, Query, next_cursor};
use super::refusals::{
    CrossOrigin, InvalidBody, InvalidQuery, NotificationConflict, NotificationNotFound,
    PayloadTooLarge, StoreUnavailable, Unchanged,
};
use super::remark::{Remark, Signature};
use crate::alerts::amend::{Decision, DecisionError};
use crate::model::{Notification, NotificationStatus, OutboxStatus, shortened};
use crate::store::{NotificationFilter, Page as Rows};

/// A page of notifications.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct NotificationPage {
    /// The notifications of this page, latest first.
    notifications: Vec<Notification>,
    /// Number of notifications on all pages.
    total: u64,
    /// The value of `cursor` for the next page; `null` on the last page.
    next_cursor: Option<String>,
    /// The state of the outbox, independent of the filter.
    outbox: OutboxStatus,
}

/// Which notifications to list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct NotificationQuery {
    /// Only this status; any if not given
    status: Option<NotificationStatus>,
    /// Only to this receiver
    receiver: Option<String>,
    /// Only of this alert, by id
    alert: Option<String>,
}

/// Lists notifications, latest first.
#[utoipa::path(
    get, path = "/api/notifications", operation_id = "list_notifications", tag = "alerts",
    params(NotificationQuery, Page),
    responses(
        (status = 200, description = "A page of notifications", body = NotificationPage),
        InvalidQuery,
        StoreUnavailable,
    ),
)]
pub(super) async fn list(
    console: Console,
    Query((query, page)): Query<(NotificationQuery, Page)>,
) -> Result<web::Json<NotificationPage>, Error> {
    let NotificationQuery { status, receiver, alert } = query;
    let (limit, offset) = page.get()?;
    let filter = NotificationFilter {
        status,
        receiver,
        alert,
        limit,
        offset,
        ..NotificationFilter::default()
    };
    let (page, outbox) = console
        .ask(move |store| async move {
            Ok((store.notifications(&filter).await?, store.outbox_status().await?))
        })
        .await?;
    let next_cursor = next_cursor((limit, offset), page.total);
    let Rows { rows: notifications, total } = page;
    Ok(web::Json(NotificationPage { notifications, total, next_cursor, outbox }))
}

/// Sends a parked notification again.
#[utoipa::path(
    post, path = "/api/notifications/{id}/retry", operation_id = "retry_notification",
    tag = "alerts",
    params(("id" = String, Path, description = "The notification's id")),
    request_body(content = Option<Signature>, description = "The author; optional"),
    responses(
        (status = 200, description = "The notification, waiting again", body = Notification),
        InvalidQuery,
        InvalidBody,
        CrossOrigin,
        NotificationNotFound,
        NotificationConflict,
        PayloadTooLarge,
        Unchanged,
    ),
)]
pub(super) async fn retry(
    console: Console,
    id: web::Path<String>,
    Body(Signature { by }): Body<Signature>,
) -> Result<web::Json<Notification>, Error> {
    decide(&console, &id, Decision::Retry, &by, None).await
}

/// Discards a notification: it is not sent any more.
#[utoipa::path(
    post, path = "/api/notifications/{id}/discard", operation_id = "discard_notification",
    tag = "alerts",
    params(("id" = String, Path, description = "The notification's id")),
    request_body(content = Option<Remark>,
        description = "Reason and author; optional"),
    responses(
        (status = 200, description = "The notification, discarded", body = Notification),
        InvalidQuery,
        InvalidBody,
        CrossOrigin,
        NotificationNotFound,
        NotificationConflict,
        PayloadTooLarge,
        Unchanged,
    ),
)]
pub(super) async fn discard(
    console: Console,
    id: web::Path<String>,
    Body(Remark { note, by }): Body<Remark>,
) -> Result<web::Json<Notification>, Error> {
    decide(&console, &id, Decision::Discard, &by, note.as_deref()).await
}

async fn decide(
    console: &Console,
    id: &str,
    decision: Decision,
    by: &str,
    note: Option<&str>,
) -> Result<web::Json<Notification>, Error> {
    let decided = console.amender.notification(id, decision, by, note).await;
    decided.map(web::Json).map_err(|error| match error {
        DecisionError::NotFound => Error::nothing_named("notification", id),
        DecisionError::Status(status) => refused(id, decision, status),
        DecisionError::AlwaysChanging => {
            Error::always_changing(&format!("notification `{}`", shortened(id)))
        }
        DecisionError::Unavailable(error) => error.into(),
    })
}

fn refused(id: &str, decision: Decision, status: NotificationStatus) -> Error {
    match (decision, status) {
        (Decision::Retry, status) => Error::conflict(
            "notification_not_parked",
            format!("notification `{id}` is not parked, but {}", status.as_str()),
        ),
        (Decision::Discard, NotificationStatus::Sent) => Error::conflict(
            "notification_already_sent",
            format!("notification `{id}` was sent already"),
        ),
        (Decision::Discard, _) => Error::conflict(
            "notification_already_discarded",
            format!("notification `{id}` is discarded already"),
        ),
    }
}
