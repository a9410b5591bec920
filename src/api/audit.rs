//! `GET /api/audit`: the audit trail.

use actix_web::{HttpRequest, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::context::Console;
use super::error::Error;
use super::query::Query;
use super::refusals::{InvalidQuery, StoreUnavailable};
use crate::model::{AuditHead, AuditLine, Millis};
use crate::store::{AuditFilter, PAGE_BYTES};

/// A page of the audit trail.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct AuditPage {
    /// The lines of this page, latest first.
    lines: Vec<AuditLine>,
    /// The value of `before` for the next page; `null` on the last page.
    next_before: Option<u64>,
    /// The end of the trail. A copy of it, kept elsewhere, proves later that no line was changed.
    head: AuditHead,
}

/// Lists the audit trail, latest first.
#[utoipa::path(
    get, path = "/api/audit", operation_id = "list_audit", tag = "alerts",
    params(
        ("kind" = Option<String>, Query,
            description = "Only lines of this kind, such as `alert.fired`, or of all that begin with it and a dot, such as `rule`"),
        ("actor" = Option<String>, Query, description = "Only what they did; `console` for the console itself"),
        ("subject" = Option<String>, Query,
            description = "Only about this: an alert's id, a rule's or a receiver's name, a silence's or a notification's id"),
        ("q" = Option<String>, Query, description = "A part of what was written, any case"),
        ("from" = Option<String>, Query, description = "Only of this time or later"),
        ("to" = Option<String>, Query, description = "Only before this time"),
        ("before" = Option<u32>, Query, minimum = 1,
            description = "Only lines before this number: `next_before` of an earlier page"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 1000,
            description = "At most so many, 100 if not given"),
    ),
    responses(
        (status = 200, description = "A page of the trail", body = AuditPage),
        InvalidQuery,
        StoreUnavailable,
    ),
)]
pub(super) async fn list(
    console: Console,
    request: HttpRequest,
) -> Result<web::Json<AuditPage>, Error> {
    let query =
        Query::of(&request, &["kind", "actor", "subject", "q", "from", "to", "before", "limit"])?;
    let limit = query.limit()?;
    let filter = AuditFilter {
        before: query.number("before", &(1..=u32::MAX))?.map(u64::from),
        limit: limit + 1,
        ..filter(&query, console.now())?
    };
    let (mut lines, head) =
        console
            .ask(move |store| async move {
                Ok((store.audit(&filter).await?, store.audit_head().await?))
            })
            .await?;
    let bytes: usize = lines.iter().map(|line| line.body.len()).sum();
    let more = lines.len() > limit as usize || bytes >= PAGE_BYTES;
    lines.truncate(limit as usize);
    let next_before = lines.last().filter(|_| more).map(|line| line.sequence);
    Ok(web::Json(AuditPage { lines, next_before, head }))
}

/// The filter that the list and the export share.
pub(super) fn filter(query: &Query, now: Millis) -> Result<AuditFilter, Error> {
    let (from, to) = query.range(now)?;
    Ok(AuditFilter {
        kind: query.text("kind")?,
        actor: query.text("actor")?,
        subject: query.text("subject")?,
        text: query.search("q"),
        from,
        to,
        ..AuditFilter::default()
    })
}
