//! `POST /api/alerts/{alert_id}/{resolve,acknowledge,unacknowledge,assign,notes}`: what people do
//! to an alert. Each is a step of its life and a line of the audit; whoever is to be told is told;
//! all of it is written at once, and only if nobody else changed the alert meanwhile.

use actix_web::{HttpRequest, web};
use serde::Deserialize;
use utoipa::ToSchema;

use super::row::AlertRow;
use crate::alerts::act::{Act, Actor, Refusal, act};
use crate::alerts::due::{Told, notices};
use crate::api::context::{ATTEMPTS, Console};
use crate::api::error::{Error, shortened};
use crate::api::members::Members;
use crate::api::openapi::{
    AlertIsNotAcknowledged, AlertIsResolved, AlertIsTaken, AlertNotFound, CrossOrigin, InvalidBody,
    InvalidQuery, PayloadTooLarge, Unchanged,
};
use crate::state::{State, frame};
use crate::store::AlertBatch;

/// Why, and by whom.
#[derive(Debug, Deserialize, ToSchema)]
pub(in crate::api) struct Remark {
    /// Why, in their words; at most 4,000 characters.
    note: Option<String>,
    /// Who; at most 200 characters, `anonymous` if not given.
    by: Option<String>,
}

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
    let remark = Remark::of(Members::read(&request, &mut payload).await?)?;
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
    let remark = Remark::of(Members::read(&request, &mut payload).await?)?;
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
    let remark = Remark::of(Members::read(&request, &mut payload).await?)?;
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
    let mut members = Members::read(&request, &mut payload).await?;
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
    let remark = Remark::of(Members::read(&request, &mut payload).await?)?;
    if remark.note.is_none() {
        return Err(Error::invalid_body("`note` is missing or empty"));
    }
    perform(&console, &id, &Act::Note, remark).await
}

impl Remark {
    fn of(mut members: Members) -> Result<Self, Error> {
        let remark = Self { note: members.note()?, by: Some(members.by()?) };
        members.end(&["note", "by"])?;
        Ok(remark)
    }
}

/// Does it, unless it cannot be done to the alert as it is.
async fn perform(
    console: &Console,
    id: &str,
    what: &Act,
    remark: Remark,
) -> Result<web::Json<AlertRow>, Error> {
    let by = remark.by.unwrap_or_default();
    for _ in 0..ATTEMPTS {
        let asked = id.to_owned();
        let kept = console.ask(move |store| async move { store.kept_alert(&asked).await }).await?;
        let kept = kept.ok_or_else(|| Error::no_alert(id))?;
        let book = console.book().await?;
        let now = console.now();
        let actor = Actor { by: &by, note: remark.note.as_deref(), now };
        let (mut kept, step) = act(&kept, what, actor).map_err(|refusal| refused(refusal, id))?;
        let row = AlertRow::of(kept.alert.clone(), &book.silences(now), now);
        let is_quiet = !row.silenced_by.is_empty();
        let told = Told::from_json(&kept.told);
        let (notifications, told) = notices(&kept.alert, &told, &book.receivers(), is_quiet, now);
        kept.told = told.to_json();
        let batch = AlertBatch {
            changed: vec![kept],
            steps: vec![(id.to_owned(), step)],
            notifications,
            ..AlertBatch::default()
        };
        if console.record(batch).await? {
            console.feed.publish(&frame::alert(console.glance(State::revision), &row.alert));
            return Ok(web::Json(row));
        }
    }
    Err(Error::always_changing(&format!("alert `{}`", shortened(id))))
}

fn refused(refusal: Refusal, id: &str) -> Error {
    match refusal {
        Refusal::AlreadyResolved => Error::alert_is_resolved(id),
        Refusal::AlreadyAcknowledged => Error::alert_is_acknowledged(id),
        Refusal::NotAcknowledged => Error::alert_is_not_acknowledged(id),
    }
}
