//! `GET /api/alerting`: how alerting itself is doing.

use std::time::Duration;

use actix_web::{HttpRequest, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::context::{Console, Context};
use super::error::Error;
use super::query::Query;
use super::refusals::{InvalidQuery, StoreUnavailable};
use crate::alerts::status::{HeartbeatStatus, Status};
use crate::model::{Millis, OutboxStatus, Severity};

/// How alerting is doing, in short.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct AlertingHealth {
    /// `ok`, `late` (no evaluation for three intervals), `failing`, `standby` (another process
    /// evaluates) or `unknown` (nothing since the start).
    pub(super) status: String,
    /// When rules were last evaluated here; `null` if never.
    last_evaluation_at: Option<DateTime<Utc>>,
    /// Why the last evaluation failed; `null` if it did not.
    error: Option<String>,
}

impl AlertingHealth {
    pub(super) fn of(console: &Context) -> Self {
        let status = console.alerting.word(console.shared.clock.moment()).to_owned();
        let known = console.alerting.status.borrow();
        Self {
            status,
            last_evaluation_at: known.evaluated_at.map(Millis::to_utc),
            error: known.error.clone(),
        }
    }

    /// Whether somebody should look.
    pub(super) fn is_failing(&self) -> bool {
        matches!(self.status.as_str(), "late" | "failing")
    }
}

/// How alerting is doing.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct AlertingState {
    /// Who evaluates the rules.
    evaluator: EvaluatorState,
    /// The dead man's switch.
    heartbeat: HeartbeatState,
    /// What waits to be told.
    outbox: OutboxStatus,
    /// Alerts that are not over.
    open: OpenAlerts,
}

/// How the evaluator of this process is doing.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct EvaluatorState {
    /// In one word: `ok`, `late`, `failing`, `standby` or `unknown`.
    status: String,
    /// Whether this process evaluates; `false` if another does, and while it is not known.
    leader: bool,
    /// How often rules are evaluated, seconds.
    interval_seconds: f64,
    /// When they were last evaluated here; `null` if never.
    last_evaluation_at: Option<DateTime<Utc>>,
    /// How long that took, milliseconds; `null` if never.
    duration_ms: Option<f64>,
    /// How late it began, seconds; `null` if never.
    lag_seconds: Option<f64>,
    /// Evaluations that were left out since the start, because an earlier one took too long.
    missed_total: u64,
    /// Evaluations that failed since the start.
    failures_total: u64,
    /// Why the last one failed; `null` if it did not.
    error: Option<String>,
    /// Rules that are evaluated here.
    rules: usize,
    /// Subjects that something is kept of.
    subjects: usize,
}

/// How the dead man's switch is doing.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct HeartbeatState {
    /// Whether one is configured.
    configured: bool,
    /// When it was last told that rules are evaluated; `null` if never.
    last_sent_at: Option<DateTime<Utc>>,
    /// What went wrong last; `null` if nothing did.
    error: Option<String>,
}

/// How many alerts are not over, by severity.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
struct OpenAlerts {
    /// Good to know.
    info: u64,
    /// To be looked at today.
    warning: u64,
    /// To be looked at now.
    critical: u64,
}

/// How alerting is doing.
#[utoipa::path(
    get, path = "/api/alerting", operation_id = "show_alerting", tag = "alerts",
    responses(
        (status = 200, description = "How it is doing", body = AlertingState),
        InvalidQuery,
        StoreUnavailable,
    ),
)]
pub(super) async fn show(
    console: Console,
    request: HttpRequest,
) -> Result<web::Json<AlertingState>, Error> {
    Query::of(&request, &[])?;
    let (outbox, alerts) = console
        .ask(|store| async move { Ok((store.outbox_status().await?, store.open_alerts().await?)) })
        .await?;
    let mut open = OpenAlerts::default();
    for kept in &alerts {
        *match kept.alert.severity {
            Severity::Info => &mut open.info,
            Severity::Warning => &mut open.warning,
            Severity::Critical => &mut open.critical,
        } += 1;
    }
    let alerting = &console.alerting;
    let evaluator = EvaluatorState::of(
        &alerting.status.borrow(),
        alerting.word(console.shared.clock.moment()),
        alerting.interval,
    );
    let heartbeat = HeartbeatState::of(&alerting.heartbeat.borrow());
    Ok(web::Json(AlertingState { evaluator, heartbeat, outbox, open }))
}

impl EvaluatorState {
    fn of(status: &Status, word: &str, interval: Duration) -> Self {
        let evaluated = status.evaluated_at.is_some();
        Self {
            status: word.to_owned(),
            leader: status.leader.unwrap_or(false),
            interval_seconds: interval.as_secs_f64(),
            last_evaluation_at: status.evaluated_at.map(Millis::to_utc),
            duration_ms: status.duration_ms,
            lag_seconds: evaluated.then(|| Millis(status.late_ms).seconds_since(Millis(0))),
            missed_total: status.missed_total,
            failures_total: status.failures_total,
            error: status.error.clone(),
            rules: status.rules.len(),
            subjects: status.subjects,
        }
    }
}

impl HeartbeatState {
    fn of(status: &HeartbeatStatus) -> Self {
        Self {
            configured: status.configured,
            last_sent_at: status.sent_at.map(Millis::to_utc),
            error: status.error.clone(),
        }
    }
}
