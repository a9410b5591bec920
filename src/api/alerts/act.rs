//! `POST /api/alerts/{alert_id}/{resolve,acknowledge,unacknowledge,assign,notes}`: what people do
//! to an alert. Each is a step of its life and a line of the audit; whoever is to be told is told;
//! all of it is written at once, and only if nobody else changed the alert meanwhile.

use actix_web::{HttpRequest, web};
use serde::Deserialize;
use utoipa::ToSchema;

use super::row::AlertRow;
use crate::alerts::amend::Amended;
use crate::alerts::amend::act::Act;
use crate::api::amended::{Noun, refused};
use crate::api::context::Console;
use crate::api::error::Error;
use crate::api::json_body::JsonBody;
use crate::api::refusals::{
    AlertIsNotAcknowledged, AlertIsResolved, AlertIsTaken, AlertNotFound, CrossOrigin, InvalidBody,
    InvalidQuery, PayloadTooLarge, Unchanged,
};
use crate::api::remark::Remark;

/// Who shall see to it, why, and by whom that is said.
#[derive(Debug, Deserialize, ToSchema)]
#[expect(dead_code, reason = "its members are read one by one; this describes them")]
pub(in crate::api) struct Assignment {
    /// Who shall see to it, at most 200 characters; `null` for nobody.
    #[schema(required)]
    assignee: Option<String>,
    /// Why, in their words; at most 4,000 characters.
    note: Option<String>,
    /// Who says so; at most 200 characters, `anonymous` if not given.
    by: Option<String>,
}

/// Something that is worth writing down.
#[derive(Debug, Deserialize, ToSchema)]
#[expect(dead_code, reason = "its members are read one by one; this describes them")]
pub(in crate::api) struct Note {
    /// What; at most 4,000 characters, at least one.
    note: String,
    /// Who; at most 200 characters, `anonymous` if not given.
    by: Option<String>,
}

/// Resolves an alert by hand; kept for the audit.
#[utoipa::path(
    post, path = "/api/alerts/{alert_id}/resolve", operation_id = "resolve_alert", tag = "alerts",
    params(("alert_id" = String, Path, description = "The alert's id")),
    request_body(content = Option<Remark>, description = "Why and by whom; may be left out"),
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
    request: HttpRequest,
    id: web::Path<String>,
    mut payload: web::Payload,
) -> Result<web::Json<AlertRow>, Error> {
    let remark = Remark::of(JsonBody::read(&request, &mut payload).await?)?;
    perform(&console, &id, &Act::Resolve, remark).await
}

/// Takes an alert: from now on nobody is reminded of it.
#[utoipa::path(
    post, path = "/api/alerts/{alert_id}/acknowledge", operation_id = "acknowledge_alert",
    tag = "alerts",
    params(("alert_id" = String, Path, description = "The alert's id")),
    request_body(content = Option<Remark>, description = "Why and by whom; may be left out"),
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
    request: HttpRequest,
    id: web::Path<String>,
    mut payload: web::Payload,
) -> Result<web::Json<AlertRow>, Error> {
    let remark = Remark::of(JsonBody::read(&request, &mut payload).await?)?;
    perform(&console, &id, &Act::Acknowledge, remark).await
}

/// Gives an alert back that was taken.
#[utoipa::path(
    post, path = "/api/alerts/{alert_id}/unacknowledge", operation_id = "unacknowledge_alert",
    tag = "alerts",
    params(("alert_id" = String, Path, description = "The alert's id")),
    request_body(content = Option<Remark>, description = "Why and by whom; may be left out"),
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
    request: HttpRequest,
    id: web::Path<String>,
    mut payload: web::Payload,
) -> Result<web::Json<AlertRow>, Error> {
    let remark = Remark::of(JsonBody::read(&request, &mut payload).await?)?;
    perform(&console, &id, &Act::Unacknowledge, remark).await
}

/// Gives an alert to somebody, or to nobody.
#[utoipa::path(
    post, path = "/api/alerts/{alert_id}/assign", operation_id = "assign_alert", tag = "alerts",
    params(("alert_id" = String, Path, description = "The alert's id")),
    request_body(content = Assignment, description = "To whom"),
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
    request: HttpRequest,
    id: web::Path<String>,
    mut payload: web::Payload,
) -> Result<web::Json<AlertRow>, Error> {
    let mut members = JsonBody::read(&request, &mut payload).await?;
    if !members.has("assignee") {
        let detail = "`assignee` is missing: a name, or `null` for nobody";
        return Err(Error::invalid_body(detail));
    }
    let assignee = members.name("assignee")?;
    let (note, by) = (members.note()?, Some(members.by()?));
    members.end(&["assignee", "note", "by"])?;
    perform(&console, &id, &Act::Assign(assignee), Remark { note, by }).await
}

/// Writes something down about an alert, also about one that is over.
#[utoipa::path(
    post, path = "/api/alerts/{alert_id}/notes", operation_id = "note_alert", tag = "alerts",
    params(("alert_id" = String, Path, description = "The alert's id")),
    request_body(content = Note, description = "What"),
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
    request: HttpRequest,
    id: web::Path<String>,
    mut payload: web::Payload,
) -> Result<web::Json<AlertRow>, Error> {
    let remark = Remark::of(JsonBody::read(&request, &mut payload).await?)?;
    if remark.note.is_none() {
        return Err(Error::invalid_body("`note` is missing or empty"));
    }
    perform(&console, &id, &Act::Note, remark).await
}

/// Does it, unless it cannot be done to the alert as it is.
async fn perform(
    console: &Console,
    id: &str,
    what: &Act,
    remark: Remark,
) -> Result<web::Json<AlertRow>, Error> {
    let by = remark.by.unwrap_or_default();
    let amended = console.amender.alert(id, what, &by, remark.note.as_deref()).await;
    let Amended { alert, silences, now } =
        amended.map_err(|error| refused(Noun::Alert, id, error))?;
    Ok(web::Json(AlertRow::of(alert, &silences, now)))
}
