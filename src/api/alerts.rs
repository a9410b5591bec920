//! `GET /api/alerts`, `GET /api/alerts/{alert_id}`, `POST /api/alerts/{alert_id}/resolve`.

use actix_web::{HttpRequest, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::context::Console;
use super::error::Error;
use super::openapi::{
    AlertIsResolved, AlertNotFound, CrossOrigin, InvalidBody, InvalidQuery, PayloadTooLarge,
    StoreUnavailable,
};
use super::query::Query;
use super::{body, origin};
use crate::model::{Alert, AlertDetail, AlertStatus, Severity};
use crate::state::{State, frame};
use crate::store::{self, AlertFilter};

/// Bytes of a resolution.
const BODY_BYTES: usize = 16 * 1024;

/// Characters of a note: a paragraph for the audit.
const NOTE_CHARS: usize = 4000;

/// Characters of a name.
const BY_CHARS: usize = 200;

/// Who acts while there is no access control and nobody says who they are.
const ANONYMOUS: &str = "anonymous";

/// A page of alerts.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct AlertPage {
    /// The rows asked for, latest first.
    alerts: Vec<Alert>,
    /// How many there are in all.
    total: u64,
}

/// What somebody says when they resolve an alert.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Resolution {
    /// Why, in their words; at most 4,000 characters.
    note: Option<String>,
    /// Who; `anonymous` if not given.
    by: Option<String>,
}

/// Alerts, latest first.
#[utoipa::path(
    get, path = "/api/alerts", operation_id = "list_alerts", tag = "alerts",
    params(
        ("status" = Option<String>, Query, description = "`firing`, `acknowledged` or `resolved`; any if not given"),
        ("severity" = Option<String>, Query, description = "`info`, `warning` or `critical`; any if not given"),
        ("rule" = Option<String>, Query, description = "Only alerts of this rule"),
        ("deployment" = Option<String>, Query, description = "Only this deployment"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 1000,
            description = "At most so many, 100 if not given"),
        ("offset" = Option<u32>, Query, minimum = 0, maximum = 1_000_000,
            description = "Skip so many, none if not given"),
    ),
    responses(
        (status = 200, description = "A page of alerts", body = AlertPage),
        InvalidQuery,
        StoreUnavailable,
    ),
)]
pub(super) async fn list(
    console: Console,
    request: HttpRequest,
) -> Result<web::Json<AlertPage>, Error> {
    let query =
        Query::of(&request, &["status", "severity", "rule", "deployment", "limit", "offset"])?;
    let statuses = [AlertStatus::Firing, AlertStatus::Acknowledged, AlertStatus::Resolved];
    let severities = [Severity::Info, Severity::Warning, Severity::Critical];
    let filter = AlertFilter {
        status: query.choice("status", &statuses.map(|status| (status.as_str(), status)))?,
        severity: query.choice("severity", &severities.map(|s| (s.as_str(), s)))?,
        rule: query.text("rule")?,
        deployment: query.text("deployment")?,
        limit: query.limit()?,
        offset: query.offset()?,
    };
    let page = console.ask(move |store| async move { store.alerts(&filter).await }).await?;
    Ok(web::Json(AlertPage { alerts: page.rows, total: page.total }))
}

/// One alert with every step of its life.
#[utoipa::path(
    get, path = "/api/alerts/{alert_id}", operation_id = "show_alert", tag = "alerts",
    params(("alert_id" = String, Path, description = "The alert's id")),
    responses(
        (status = 200, description = "The alert", body = AlertDetail),
        InvalidQuery,
        AlertNotFound,
        StoreUnavailable,
    ),
)]
pub(super) async fn show(
    console: Console,
    request: HttpRequest,
    id: web::Path<String>,
) -> Result<web::Json<AlertDetail>, Error> {
    Query::of(&request, &[])?;
    let id = id.into_inner();
    let asked = id.clone();
    let alert = console.ask(move |store| async move { store.alert(&asked).await }).await?;
    alert.map(web::Json).ok_or_else(|| Error::no_alert(&id))
}

/// Resolves an alert by hand; kept for the audit.
#[utoipa::path(
    post, path = "/api/alerts/{alert_id}/resolve", operation_id = "resolve_alert", tag = "alerts",
    params(("alert_id" = String, Path, description = "The alert's id")),
    request_body(content = Option<Resolution>, description = "Why and by whom; may be left out"),
    responses(
        (status = 200, description = "The alert, resolved", body = Alert),
        InvalidQuery,
        InvalidBody,
        CrossOrigin,
        AlertNotFound,
        AlertIsResolved,
        PayloadTooLarge,
        StoreUnavailable,
    ),
)]
pub(super) async fn resolve(
    console: Console,
    request: HttpRequest,
    id: web::Path<String>,
    mut payload: web::Payload,
) -> Result<web::Json<Alert>, Error> {
    let body = body::read(&mut payload, BODY_BYTES).await?;
    origin::check(&request)?;
    Query::of(&request, &[])?;
    let Resolution { note, by } = resolution(&body)?;
    let id = id.into_inner();
    let (asked, now) = (id.clone(), console.now());
    let resolved = console
        .ask(move |store| async move {
            let by = by.as_deref().unwrap_or(ANONYMOUS);
            match store.resolve_alert(&asked, now, by, note.as_deref()).await {
                Err(store::Error::AlreadyResolved) => Ok(Err(())),
                other => other.map(Ok),
            }
        })
        .await?;
    let alert = resolved
        .map_err(|()| Error::alert_is_resolved(&id))?
        .ok_or_else(|| Error::no_alert(&id))?;
    console.feed.publish(&frame::alert(console.glance(State::revision), &alert));
    Ok(web::Json(alert))
}

fn resolution(body: &[u8]) -> Result<Resolution, Error> {
    match body.trim_ascii().first() {
        None => return Ok(Resolution::default()),
        Some(b'{') => {}
        // A list would do for the members in their order.
        Some(_) => return Err(Error::invalid_body("the body is not a JSON object")),
    }
    let Resolution { note, by } = serde_json::from_slice(body)
        .map_err(|error| Error::invalid_body(format!("the body is not a resolution: {error}")))?;
    Ok(Resolution { note: said("note", note, NOTE_CHARS)?, by: said("by", by, BY_CHARS)? })
}

/// A text that somebody wrote: nothing if there is nothing in it, refused if it is too long.
fn said(member: &str, text: Option<String>, limit: usize) -> Result<Option<String>, Error> {
    let Some(text) = text else { return Ok(None) };
    let text = text.trim();
    if text.chars().count() > limit {
        return Err(Error::invalid_body(format!("`{member}` is longer than {limit} characters")));
    }
    if text.contains('\u{0}') {
        return Err(Error::invalid_body(format!("`{member}` holds a NUL")));
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::resolution;

    #[test]
    fn a_resolution_is_a_note_and_a_name_or_nothing() {
        for (body, note, by) in [
            ("", None, None),
            (" \n", None, None),
            ("{}", None, None),
            ("{\"note\":null,\"by\":\"\"}", None, None),
            ("{\"note\":\" was a test \"}", Some("was a test"), None),
            ("{\"note\":\"a\",\"by\":\"ada\"}", Some("a"), Some("ada")),
        ] {
            let said = resolution(body.as_bytes()).expect(body);
            assert_eq!((said.note.as_deref(), said.by.as_deref()), (note, by), "{body}");
        }
    }

    #[test]
    fn a_body_that_is_not_one_is_refused_in_words() {
        let long = format!("{{\"by\":\"{}\"}}", "x".repeat(201));
        for body in [
            "null",
            "[]",
            "1",
            "{",
            "{\"note\":1}",
            "{\"notes\":\"misspelt\"}",
            "{\"note\":\"a\\u0000b\"}",
            "{\"note\":\"a\",\"note\":\"b\"}",
            "\u{feff}{}",
            long.as_str(),
        ] {
            let error = resolution(body.as_bytes()).expect_err(body);
            assert_eq!(error.code(), "invalid_body", "{body}");
        }
        assert!(resolution(b"{\"note\":\"\xff\"}").is_err());
    }
}
