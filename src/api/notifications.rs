//! `GET /api/notifications`, `POST /api/notifications/{id}/{retry,discard}`: what is told of alerts,
//! and what is to become of that which could not be told.

use actix_web::{HttpRequest, web};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::context::{ATTEMPTS, Console};
use super::error::{Error, shortened};
use super::members::Members;
use super::openapi::{
    CrossOrigin, InvalidBody, InvalidQuery, NotificationConflict, NotificationNotFound,
    PayloadTooLarge, StoreUnavailable, Unchanged,
};
use super::query::Query;
use super::silences::write::Signature;
use crate::model::{NewAuditLine, Notification, NotificationStatus, OutboxStatus};
use crate::store::{AlertBatch, NotificationFilter};

/// A page of notifications.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct NotificationPage {
    /// The rows asked for, latest first.
    notifications: Vec<Notification>,
    /// How many there are in all.
    total: u64,
    /// How the outbox is doing, whatever is asked for.
    outbox: OutboxStatus,
}

/// Notifications, latest first.
#[utoipa::path(
    get, path = "/api/notifications", operation_id = "list_notifications", tag = "alerts",
    params(
        ("status" = Option<String>, Query,
            description = "`waiting`, `sent`, `parked` or `discarded`; any if not given"),
        ("receiver" = Option<String>, Query, description = "Only to this receiver"),
        ("alert" = Option<String>, Query, description = "Only of this alert, by id"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 1000,
            description = "At most so many, 100 if not given"),
        ("offset" = Option<u32>, Query, minimum = 0, maximum = 1_000_000,
            description = "Skip so many, none if not given"),
    ),
    responses(
        (status = 200, description = "A page of notifications", body = NotificationPage),
        InvalidQuery,
        StoreUnavailable,
    ),
)]
pub(super) async fn list(
    console: Console,
    request: HttpRequest,
) -> Result<web::Json<NotificationPage>, Error> {
    let query = Query::of(&request, &["status", "receiver", "alert", "limit", "offset"])?;
    let statuses = NotificationStatus::ALL.map(|status| (status.as_str(), status));
    let filter = NotificationFilter {
        status: query.choice("status", &statuses)?,
        receiver: query.text("receiver")?,
        alert: query.text("alert")?,
        limit: query.limit()?,
        offset: query.offset()?,
        ..NotificationFilter::default()
    };
    let (page, outbox) = console
        .ask(move |store| async move {
            Ok((store.notifications(&filter).await?, store.outbox_status().await?))
        })
        .await?;
    Ok(web::Json(NotificationPage { notifications: page.rows, total: page.total, outbox }))
}

/// Sends a notification again that is parked.
#[utoipa::path(
    post, path = "/api/notifications/{id}/retry", operation_id = "retry_notification",
    tag = "alerts",
    params(("id" = String, Path, description = "The notification's id")),
    request_body(content = Option<Signature>, description = "By whom; may be left out"),
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
    request: HttpRequest,
    id: web::Path<String>,
    mut payload: web::Payload,
) -> Result<web::Json<Notification>, Error> {
    let by = Signature::of(Members::read(&request, &mut payload).await?)?;
    decide(&console, &id, Decision { again: true, by: &by, note: None }).await
}

/// Decides that a notification need not be sent.
#[utoipa::path(
    post, path = "/api/notifications/{id}/discard", operation_id = "discard_notification",
    tag = "alerts",
    params(("id" = String, Path, description = "The notification's id")),
    request_body(content = Option<super::alerts::act::Remark>,
        description = "Why and by whom; may be left out"),
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
    request: HttpRequest,
    id: web::Path<String>,
    mut payload: web::Payload,
) -> Result<web::Json<Notification>, Error> {
    let mut members = Members::read(&request, &mut payload).await?;
    let (note, by) = (members.note()?, members.by()?);
    members.end(&["note", "by"])?;
    decide(&console, &id, Decision { again: false, by: &by, note: note.as_deref() }).await
}

/// What somebody decides about a notification.
#[derive(Clone, Copy)]
struct Decision<'a> {
    /// Whether it is sent again, or not at all.
    again: bool,
    by: &'a str,
    note: Option<&'a str>,
}

impl Decision<'_> {
    /// Why it cannot be so; `None` if it can.
    fn refusal(self, found: &Notification) -> Option<Error> {
        let id = &found.id;
        match (self.again, found.status) {
            (true, NotificationStatus::Parked)
            | (false, NotificationStatus::Parked | NotificationStatus::Waiting) => None,
            (true, status) => Some(Error::conflict(
                "notification_not_parked",
                format!("notification `{id}` is not parked, but {}", status.as_str()),
            )),
            (false, NotificationStatus::Sent) => Some(Error::conflict(
                "notification_already_sent",
                format!("notification `{id}` was sent"),
            )),
            (false, _) => Some(Error::conflict(
                "notification_already_discarded",
                format!("notification `{id}` is discarded already"),
            )),
        }
    }
}

async fn decide(
    console: &Console,
    id: &str,
    decision: Decision<'_>,
) -> Result<web::Json<Notification>, Error> {
    for _ in 0..ATTEMPTS {
        let found = find(console, id).await?;
        if let Some(refusal) = decision.refusal(&found) {
            return Err(refusal);
        }
        let (status, verb) = if decision.again {
            (NotificationStatus::Waiting, "retried")
        } else {
            (NotificationStatus::Discarded, "discarded")
        };
        let body = json!({
            "receiver": found.receiver, "notice": found.notice, "alert": found.alert.id,
            "error": found.error, "note": decision.note,
        });
        let line = NewAuditLine {
            at: console.now().to_utc(),
            kind: format!("notification.{verb}"),
            actor: decision.by.to_owned(),
            subject: id.to_owned(),
            body: body.to_string(),
        };
        let decided = vec![(id.to_owned(), status)];
        let batch = AlertBatch { decided, lines: vec![line], ..AlertBatch::default() };
        if console.record(batch).await? {
            return Ok(web::Json(find(console, id).await?));
        }
    }
    Err(Error::always_changing(&format!("notification `{}`", shortened(id))))
}

async fn find(console: &Console, id: &str) -> Result<Notification, Error> {
    let filter =
        NotificationFilter { id: Some(id.to_owned()), limit: 1, ..NotificationFilter::default() };
    let page = console.ask(move |store| async move { store.notifications(&filter).await }).await?;
    page.rows.into_iter().next().ok_or_else(|| Error::nothing_named("notification", id))
}
