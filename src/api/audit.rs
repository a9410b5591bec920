//! `GET /api/audit`: the audit trail.

use actix_web::web;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::context::Console;
use super::error::Error;
use super::query::{Limit, LineNumber, Query, RangeQuery, one_of};
use super::refusals::{InvalidQuery, StoreUnavailable};
use crate::model::{AuditHead, AuditLine};
use crate::store::{AuditFilter, PAGE_BYTES};

/// A page of the audit trail.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct AuditPage {
    /// The lines of this page, latest first.
    lines: Vec<AuditLine>,
    /// The value of `cursor` for the next page; `null` on the last page.
    next_cursor: Option<String>,
    /// The same, as a number, for `before`.
    next_before: Option<u64>,
    /// The end of the trail. A copy of it, kept elsewhere, proves later that no line was changed.
    head: AuditHead,
}

/// The filter that the list and the export share.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct AuditFilterQuery {
    /// Only lines of this kind, such as `alert.fired`, or of all that begin with it and a dot, such
    /// as `rule`
    kind: Option<String>,
    /// Only what they did; `console` for the console itself
    actor: Option<String>,
    /// Only about this: an alert's id, a rule's or a receiver's name, a silence's or a
    /// notification's id
    subject: Option<String>,
    /// A part of what was written, any case
    q: Option<String>,
}

impl AuditFilterQuery {
    pub(super) fn filter(self, range: &RangeQuery) -> Result<AuditFilter, Error> {
        let (from, to) = range.get()?;
        let Self { kind, actor, subject, q: text } = self;
        Ok(AuditFilter { kind, actor, subject, text, from, to, ..AuditFilter::default() })
    }
}

/// The page that a query asks for.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct AuditPageQuery {
    /// `next_cursor` of the previous page; the first page if not given
    #[param(value_type = Option<String>)]
    cursor: Option<LineNumber>,
    /// Only lines before this number: `next_before` of an earlier page. Use `cursor`
    #[param(inline)]
    before: Option<LineNumber>,
    /// At most so many, 100 if not given
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
}

/// Lists the audit trail, latest first.
#[utoipa::path(
    get, path = "/api/audit", operation_id = "list_audit", tag = "alerts",
    params(AuditFilterQuery, RangeQuery, AuditPageQuery),
    responses(
        (status = 200, description = "A page of the trail", body = AuditPage),
        InvalidQuery,
        StoreUnavailable,
    ),
)]
pub(super) async fn list(
    console: Console,
    Query((filter, range, page)): Query<(AuditFilterQuery, RangeQuery, AuditPageQuery)>,
) -> Result<web::Json<AuditPage>, Error> {
    let limit = page.limit.get();
    let before = one_of("before", page.before, page.cursor)?.map(|line| line.get().into());
    let filter = AuditFilter { before, limit: limit + 1, ..filter.filter(&range)? };
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
    let next_cursor = next_before.map(|line| line.to_string());
    Ok(web::Json(AuditPage { lines, next_cursor, next_before, head }))
}
