//! `POST /api/alerts/{alert_id}/{resolve,acknowledge,unacknowledge,assign,notes}`: what people do
//! with an alert. Each action writes a transition, an audit line and the notifications in one
//! transaction, and only if nobody else changed the alert meanwhile.

use actix_web::web;
use serde::Deserialize;
use utoipa::ToSchema;

use super::row::AlertRow;
use crate::alerts::amend::Amended;
use crate::alerts::amend::actions::AlertAction;
use crate::api::amended::{Noun, refused};
use crate::api::context::Console;
use crate::api::error::Error;
use crate::api::json_body::Body;
use crate::api::refusals::{
    AlertIsNotAcknowledged, AlertIsResolved, AlertIsTaken, AlertNotFound, CrossOrigin, InvalidBody,
    InvalidQuery, PayloadTooLarge, Unchanged,
};
use crate::api::remark::{Remark, anonymous, author, name, words};

/// To whom an alert is assigned, why and by whom.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct Assignment {
    /// The new assignee, at most 200 characters; `null` for nobody.
    #[serde(deserialize_with = "name")]
    #[schema(required)]
    assignee: Option<String>,
    /// The reason, at most 4,000 characters.
    #[serde(default, deserialize_with = "words")]
    note: Option<String>,
    /// Who assigns it, at most 200 characters; `anonymous` if not given.
    #[serde(default = "anonymous", deserialize_with = "author")]
    #[schema(value_type = Option<String>)]
    by: String,
}

/// A note about an alert.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct Note {
    /// The text, 1 to 4,000 characters.
    #[serde(deserialize_with = "words")]
    #[schema(value_type = String)]
    note: Option<String>,
    /// Who writes it, at most 200 characters; `anonymous` if not given.
    #[serde(default = "anonymous", deserialize_with = "author")]
    #[schema(value_type = Option<String>)]
    by: String,
}

/// Resolves an alert by hand. The audit trail records it.
#[utoipa::path(
    post, path = "/api/alerts/{alert_id}/resolve", operation_id = "resolve_alert", tag = "alerts",
    params(("alert_id" = String, Path, description = "The alert's id")),
    request_body(content = Option<Remark>, description = "Reason and author; optional"),
    responses(
        (status = 200, description = "The alert, resolved", body = AlertRow),
        InvalidQuery,
        InvalidBody,
        CrossOrigin,
        AlertNotFound,
        AlertIsResolved,
        PayloadTooLarge,
        Unchanged,
    ),
)]
pub(in crate::api) async fn resolve(
    console: Console,
    id: web::Path<String>,
    Body(remark): Body<Remark>,
) -> Result<web::Json<AlertRow>, Error> {
    perform(&console, &id, &AlertAction::Resolve, remark).await
}

/// Acknowledges an alert: the console sends no more reminders of it.
#[utoipa::path(
    post, path = "/api/alerts/{alert_id}/acknowledge", operation_id = "acknowledge_alert",
    tag = "alerts",
    params(("alert_id" = String, Path, description = "The alert's id")),
    request_body(content = Option<Remark>, description = "Reason and author; optional"),
    responses(
        (status = 200, description = "The alert, acknowledged", body = AlertRow),
        InvalidQuery,
        InvalidBody,
        CrossOrigin,
        AlertNotFound,
        AlertIsTaken,
        PayloadTooLarge,
        Unchanged,
    ),
)]
pub(in crate::api) async fn acknowledge(
    console: Console,
    id: web::Path<String>,
    Body(remark): Body<Remark>,
) -> Result<web::Json<AlertRow>, Error> {
    perform(&console, &id, &AlertAction::Acknowledge, remark).await
}

/// Withdraws the acknowledgement of an alert.
#[utoipa::path(
    post, path = "/api/alerts/{alert_id}/unacknowledge", operation_id = "unacknowledge_alert",
    tag = "alerts",
    params(("alert_id" = String, Path, description = "The alert's id")),
    request_body(content = Option<Remark>, description = "Reason and author; optional"),
    responses(
        (status = 200, description = "The alert, firing again", body = AlertRow),
        InvalidQuery,
        InvalidBody,
        CrossOrigin,
        AlertNotFound,
        AlertIsNotAcknowledged,
        PayloadTooLarge,
        Unchanged,
    ),
)]
pub(in crate::api) async fn unacknowledge(
    console: Console,
    id: web::Path<String>,
    Body(remark): Body<Remark>,
) -> Result<web::Json<AlertRow>, Error> {
    perform(&console, &id, &AlertAction::Unacknowledge, remark).await
}

/// Assigns an alert to somebody, or to nobody.
#[utoipa::path(
    post, path = "/api/alerts/{alert_id}/assign", operation_id = "assign_alert", tag = "alerts",
    params(("alert_id" = String, Path, description = "The alert's id")),
    request_body(content = Assignment, description = "The new assignee"),
    responses(
        (status = 200, description = "The alert, assigned", body = AlertRow),
        InvalidQuery,
        InvalidBody,
        CrossOrigin,
        AlertNotFound,
        AlertIsResolved,
        PayloadTooLarge,
        Unchanged,
    ),
)]
pub(in crate::api) async fn assign(
    console: Console,
    id: web::Path<String>,
    Body(Assignment { assignee, note, by }): Body<Assignment>,
) -> Result<web::Json<AlertRow>, Error> {
    perform(&console, &id, &AlertAction::Assign(assignee), Remark { note, by }).await
}

/// Adds a note to an alert. A resolved alert takes notes, too.
#[utoipa::path(
    post, path = "/api/alerts/{alert_id}/notes", operation_id = "note_alert", tag = "alerts",
    params(("alert_id" = String, Path, description = "The alert's id")),
    request_body(content = Note, description = "The note"),
    responses(
        (status = 200, description = "The alert", body = AlertRow),
        InvalidQuery,
        InvalidBody,
        CrossOrigin,
        AlertNotFound,
        PayloadTooLarge,
        Unchanged,
    ),
)]
pub(in crate::api) async fn note(
    console: Console,
    id: web::Path<String>,
    Body(Note { note, by }): Body<Note>,
) -> Result<web::Json<AlertRow>, Error> {
    if note.is_none() {
        return Err(Error::invalid_body("`note` is empty"));
    }
    perform(&console, &id, &AlertAction::Note, Remark { note, by }).await
}

/// Performs the action, unless the alert's status does not allow it.
async fn perform(
    console: &Console,
    id: &str,
    what: &AlertAction,
    remark: Remark,
) -> Result<web::Json<AlertRow>, Error> {
    let amended = console.amender.alert(id, what, &remark.by, remark.note.as_deref()).await;
    let Amended { alert, silences, now } =
        amended.map_err(|error| refused(Noun::Alert, id, error))?;
    Ok(web::Json(AlertRow::of(alert, &silences, now)))
}
