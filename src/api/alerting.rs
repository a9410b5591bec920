//! `GET /api/alerting`: the state of alerting itself.

use std::time::Duration;

use actix_web::web;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::context::{Console, Context};
use super::error::Error;
use super::query::Query;
use super::refusals::{InvalidQuery, StoreUnavailable};
use crate::alerts::status::{HeartbeatStatus, Status};
use crate::model::{Millis, OutboxStatus, Severity};
use crate::watched::Watched as _;

/// The state of alerting, in short.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct AlertingHealth {
    /// `ok`, `late` (no evaluation for three intervals), `failing`, `standby` (another process
    /// evaluates) or `unknown` (no evaluation since the start).
    pub(super) status: String,
    /// Time of the last evaluation by this process; `null` if there was none.
    last_evaluation_at: Option<DateTime<Utc>>,
    /// Why the last evaluation failed; `null` if it succeeded.
    error: Option<String>,
}

impl AlertingHealth {
    pub(super) fn of(console: &Context) -> Self {
        let status = console.alerting.word(console.shared.clock.moment()).to_owned();
        let known = console.alerting.status.current();
        Self {
            status,
            last_evaluation_at: known.evaluated_at.map(Millis::to_utc),
            error: known.error.clone(),
        }
    }

    /// Whether an operator should look at it.
    pub(super) fn is_failing(&self) -> bool {
        matches!(self.status.as_str(), "late" | "failing")
    }
}

/// The state of alerting.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct AlertingState {
    /// The evaluator of this process.
    evaluator: EvaluatorState,
    /// The heartbeat to a dead man's switch.
    heartbeat: HeartbeatState,
    /// Notifications that wait to be sent.
    outbox: OutboxStatus,
    /// Number of open alerts.
    open: OpenAlerts,
}

/// The state of the evaluator of this process.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct EvaluatorState {
    /// `ok`, `late`, `failing`, `standby` or `unknown`.
    status: String,
    /// Whether this process evaluates the rules; `false` if another process does, or if that is not
    /// known yet.
    leader: bool,
    /// Time between two evaluations, seconds.
    interval_seconds: f64,
    /// Time of the last evaluation by this process; `null` if there was none.
    last_evaluation_at: Option<DateTime<Utc>>,
    /// How long the last evaluation took, milliseconds; `null` if there was none.
    duration_ms: Option<f64>,
    /// How late the last evaluation began, seconds; `null` if there was none.
    lag_seconds: Option<f64>,
    /// Number of evaluations skipped since the start because an earlier one took too long.
    missed_total: u64,
    /// Number of evaluations that failed since the start.
    failures_total: u64,
    /// Why the last evaluation failed; `null` if it succeeded.
    error: Option<String>,
    /// Number of rules that this process evaluates.
    rules: usize,
    /// Number of subjects whose alert state is stored.
    subjects: usize,
}

/// The state of the heartbeat.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct HeartbeatState {
    /// Whether a heartbeat URL is configured.
    configured: bool,
    /// Time of the last heartbeat that was sent; `null` if there was none.
    last_sent_at: Option<DateTime<Utc>>,
    /// The last error; `null` if there was none.
    error: Option<String>,
}

/// Number of open alerts, by severity.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
struct OpenAlerts {
    /// Severity `info`: for information.
    info: u64,
    /// Severity `warning`: look at it today.
    warning: u64,
    /// Severity `critical`: look at it now.
    critical: u64,
}

/// Returns the state of alerting: evaluator, heartbeat, outbox, open alerts.
#[utoipa::path(
    get, path = "/api/alerting", operation_id = "show_alerting", tag = "alerts",
    responses(
        (status = 200, description = "The state of alerting", body = AlertingState),
        InvalidQuery,
        StoreUnavailable,
    ),
)]
pub(super) async fn show(
    console: Console,
    _: Query<()>,
) -> Result<web::Json<AlertingState>, Error> {
    let (outbox, alerts) = console
        .ask(|store| async move { Ok((store.outbox_status().await?, store.open_alerts().await?)) })
        .await?;
    let mut open = OpenAlerts::default();
    for stored in &alerts {
        *match stored.alert.severity {
            Severity::Info => &mut open.info,
            Severity::Warning => &mut open.warning,
            Severity::Critical => &mut open.critical,
        } += 1;
    }
    let alerting = &console.alerting;
    let evaluator = EvaluatorState::of(
        &alerting.status.current(),
        alerting.word(console.shared.clock.moment()),
        alerting.interval,
    );
    let heartbeat = HeartbeatState::of(&alerting.heartbeat.current());
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
