//! `GET /api/export/{alerts,audit}`: alerts and the audit trail as files.

use std::sync::Arc;

use actix_web::HttpResponse;

use super::{FormatQuery, PAGE_ROWS, RowSource, stream_file};
use crate::alerts::silence::Compiled;
use crate::api::alerts::AlertFilterQuery;
use crate::api::alerts::row::AlertRow;
use crate::api::audit::AuditFilterQuery;
use crate::api::context::Console;
use crate::api::error::Error;
use crate::api::query::{Query, RangeQuery};
use crate::api::refusals::{ExportUnavailable, InvalidQuery};
use crate::model::{AuditLine, Millis};
use crate::store::{AlertFilter, AuditFilter};

/// Reads the alerts that match a filter, latest first.
struct Alerts {
    filter: AlertFilter,
    cursor: Option<(Millis, String)>,
    silences: Vec<Arc<Compiled>>,
}

impl RowSource for Alerts {
    type Row = AlertRow;

    async fn next(&mut self, console: &Console) -> Result<Vec<AlertRow>, Error> {
        let (filter, cursor) = (self.filter.clone(), self.cursor.take());
        let alerts = console
            .ask(move |store| async move { store.alerts_after(&filter, cursor.as_ref()).await })
            .await?;
        self.cursor =
            alerts.last().map(|alert| (Millis::from_utc(alert.started_at), alert.id.clone()));
        let now = console.now();
        let rows = alerts.into_iter().map(|alert| AlertRow::of(alert, &self.silences, now));
        Ok(rows.collect())
    }
}

/// Reads the lines of the audit trail that match a filter, latest first.
struct Audit(AuditFilter);

impl RowSource for Audit {
    type Row = AuditLine;

    async fn next(&mut self, console: &Console) -> Result<Vec<AuditLine>, Error> {
        let filter = self.0.clone();
        let lines = console.ask(move |store| async move { store.audit(&filter).await }).await?;
        self.0.before = lines.last().map(|line| line.sequence);
        Ok(lines)
    }
}

/// Exports alerts as a file, latest first.
#[utoipa::path(
    get, path = "/api/export/alerts", operation_id = "export_alerts", tag = "alerts",
    params(FormatQuery, AlertFilterQuery, RangeQuery),
    responses(
        (status = 200, description = "The file, streamed", content_type = "text/csv", body = String),
        InvalidQuery,
        ExportUnavailable,
    ),
)]
pub(in crate::api) async fn alerts(
    console: Console,
    Query((format, filter, range)): Query<(FormatQuery, AlertFilterQuery, RangeQuery)>,
) -> Result<HttpResponse, Error> {
    let filter = AlertFilter { limit: PAGE_ROWS, ..filter.filter(&range)? };
    let silences = console.catalog().await?.silences(console.now());
    stream_file(console, format, Alerts { filter, cursor: None, silences }).await
}

/// Exports the audit trail as a file, latest first.
#[utoipa::path(
    get, path = "/api/export/audit", operation_id = "export_audit", tag = "alerts",
    params(FormatQuery, AuditFilterQuery, RangeQuery),
    responses(
        (status = 200, description = "The file, streamed", content_type = "text/csv", body = String),
        InvalidQuery,
        ExportUnavailable,
    ),
)]
pub(in crate::api) async fn audit(
    console: Console,
    Query((format, filter, range)): Query<(FormatQuery, AuditFilterQuery, RangeQuery)>,
) -> Result<HttpResponse, Error> {
    let filter = AuditFilter { limit: PAGE_ROWS, ..filter.filter(&range)? };
    stream_file(console, format, Audit(filter)).await
}
