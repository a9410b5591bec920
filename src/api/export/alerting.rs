//! `GET /api/export/{alerts,audit}`: alerts and the audit trail as files.

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse};

use super::{PAGE_ROWS, RowSource, stream_file};
use crate::alerts::silence::Compiled;
use crate::api::alerts::row::AlertRow;
use crate::api::context::Console;
use crate::api::error::Error;
use crate::api::query::Query;
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
    params(
        ("format" = Option<String>, Query, description = "`csv` (default), `json` or `ndjson`"),
        ("status" = Option<String>, Query,
            description = "`firing`, `acknowledged`, `resolved`, or `open`: firing or acknowledged; any if not given"),
        ("severity" = Option<String>, Query, description = "`info`, `warning` or `critical`; any if not given"),
        ("rule" = Option<String>, Query, description = "Only alerts of this rule"),
        ("deployment" = Option<String>, Query, description = "Only this deployment"),
        ("region" = Option<String>, Query, description = "Only this region"),
        ("room" = Option<String>, Query, description = "Only rooms of this name"),
        ("q" = Option<String>, Query,
            description = "A part of the message, the rule, the room or the participant, any case"),
        ("from" = Option<String>, Query, description = "Only those that were not over before this time"),
        ("to" = Option<String>, Query, description = "Only those that fired before this time"),
    ),
    responses(
        (status = 200, description = "The file, streamed", content_type = "text/csv", body = String),
        InvalidQuery,
        ExportUnavailable,
    ),
)]
pub(in crate::api) async fn alerts(
    console: Console,
    request: HttpRequest,
) -> Result<HttpResponse, Error> {
    let query = Query::of(
        &request,
        &[
            "format",
            "status",
            "severity",
            "rule",
            "deployment",
            "region",
            "room",
            "q",
            "from",
            "to",
        ],
    )?;
    let filter = crate::api::alerts::filter(&query, console.now())?;
    let filter = AlertFilter { limit: PAGE_ROWS, ..filter };
    let silences = console.catalog().await?.silences(console.now());
    stream_file(console, &query, Alerts { filter, cursor: None, silences }).await
}

/// Exports the audit trail as a file, latest first.
#[utoipa::path(
    get, path = "/api/export/audit", operation_id = "export_audit", tag = "alerts",
    params(
        ("format" = Option<String>, Query, description = "`csv` (default), `json` or `ndjson`"),
        ("kind" = Option<String>, Query,
            description = "Only lines of this kind, or of all that begin with it and a dot"),
        ("actor" = Option<String>, Query, description = "Only what they did"),
        ("subject" = Option<String>, Query, description = "Only about this"),
        ("q" = Option<String>, Query, description = "A part of what was written, any case"),
        ("from" = Option<String>, Query, description = "Only of this time or later"),
        ("to" = Option<String>, Query, description = "Only before this time"),
    ),
    responses(
        (status = 200, description = "The file, streamed", content_type = "text/csv", body = String),
        InvalidQuery,
        ExportUnavailable,
    ),
)]
pub(in crate::api) async fn audit(
    console: Console,
    request: HttpRequest,
) -> Result<HttpResponse, Error> {
    let query = Query::of(&request, &["format", "kind", "actor", "subject", "q", "from", "to"])?;
    let filter = crate::api::audit::filter(&query, console.now())?;
    stream_file(console, &query, Audit(AuditFilter { limit: PAGE_ROWS, ..filter })).await
}
