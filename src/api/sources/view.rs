//! The shapes in which sources are shown.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::counts::CountsBySource;
use super::status::{api_status, node_status};
use crate::doctor;
use crate::model::{
    ApiStatus, DeliveryReport, Failure, Gap, GapSource, Millis, NodeStatus, RefusalCount, Severity,
};

/// How the sources are doing.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(in crate::api) struct SourcesReport {
    /// When this was true.
    pub(super) at: DateTime<Utc>,
    /// One a deployment.
    pub(super) deployments: Vec<DeploymentSources>,
    /// Whether `gaps` are complete; `false` while the database does not answer.
    pub(super) gaps_complete: bool,
    /// Requests to the webhook path that belong to no deployment.
    pub(super) unattributed: Unattributed,
}

/// The sources of one deployment.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(in crate::api) struct DeploymentSources {
    /// Its name.
    pub(super) deployment: String,
    /// Where it runs; `null` if not said.
    pub(super) region: Option<String>,
    /// Whether its events are made up.
    pub(super) synthetic: bool,
    /// Its webhooks.
    pub(super) webhooks: WebhookSource,
    /// Its room API.
    pub(super) api: ApiSource,
    /// Its nodes.
    pub(super) nodes: Vec<NodeSource>,
    /// What its participants report.
    pub(super) clients: ClientSource,
    /// Rooms and participants, as each source counts them.
    pub(super) counts: CountsBySource,
    /// What listings had to correct since the start.
    pub(super) drift: Vec<DriftTotal>,
    /// Gaps that last, or ended in the last 24 hours, the latest first.
    pub(super) gaps: Vec<Gap>,
    /// What is likely wrong, the gravest first.
    pub(super) diagnoses: Vec<Diagnosis>,
}

/// Webhooks, since the start.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(in crate::api) struct WebhookSource {
    /// `ok`, `silent` (it is proven that they are missing), `refusing` (the last was refused) or
    /// `unknown` (none came).
    status: String,
    /// When the last was accepted.
    last_received_at: Option<DateTime<Utc>>,
    /// Accepted in the trailing minute.
    rate_per_minute: f64,
    /// From the event to its arrival, median of the latest; LiveKit tells whole seconds, so that it
    /// reads up to one too much.
    lag_seconds: Option<f64>,
    /// Accepted, each once.
    received_total: u64,
    /// Came again.
    duplicates_total: u64,
    /// Accepted, by event name; an unknown one as `other`.
    events: BTreeMap<String, u64>,
    /// Refused.
    refused_total: u64,
    /// Refused, by reason.
    refusals: Vec<Refusals>,
    /// How far the console's clock is ahead of LiveKit's; negative if it is behind. Below a second
    /// it reads 0.
    clock_skew_seconds: Option<f64>,
}

/// Refusals for one reason.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(in crate::api) struct Refusals {
    /// The code of the answer.
    code: String,
    /// How many.
    count: u64,
    /// When the last was.
    last_at: DateTime<Utc>,
    /// What was wrong with it.
    detail: String,
}

/// Requests that belong to no deployment: anybody may send such.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(in crate::api) struct Unattributed {
    /// Refused.
    refused_total: u64,
    /// By reason.
    refusals: Vec<Refusals>,
    /// The latest names of API keys that they gave.
    api_keys: Vec<String>,
}

/// A room API.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(in crate::api) struct ApiSource {
    /// `ok`, `down`, `rate_limited`, `off` (it is not asked) or `unknown`.
    status: String,
    /// Where it is.
    url: Option<String>,
    /// When it last answered.
    last_success_at: Option<DateTime<Utc>>,
    /// When it was last asked.
    last_attempt_at: Option<DateTime<Utc>>,
    /// Why it did not answer; `null` if it did.
    error: Option<SourceError>,
    /// Requests since the start.
    requests_total: Option<u64>,
    /// Of them, failed.
    errors_total: Option<u64>,
    /// Requests in the trailing minute.
    requests_per_minute: Option<u32>,
    /// How many it may be asked.
    budget_per_minute: Option<u32>,
    /// How long the last listing of rooms took.
    latency_ms: Option<f64>,
    /// Age of the oldest listing of a room's participants.
    oldest_listing_seconds: Option<f64>,
    /// Whether egresses can be listed.
    egress_available: Option<bool>,
    /// Whether ingresses can be listed.
    ingress_available: Option<bool>,
}

/// Why a source did not answer.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(in crate::api) struct SourceError {
    /// When.
    at: DateTime<Utc>,
    /// A stable word for it.
    code: String,
    /// What happened.
    message: String,
}

/// A node's metrics.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(in crate::api) struct NodeSource {
    /// Its endpoint.
    url: String,
    /// LiveKit's `ND_…`, new with each start.
    node_id: Option<String>,
    /// `ok`, `down` or `unknown`.
    status: String,
    /// When it last answered.
    last_success_at: Option<DateTime<Utc>>,
    /// Why it did not; `null` if it did.
    error: Option<SourceError>,
    /// Restarts seen since the console started.
    restarts_total: u64,
    /// When the last of them was.
    restarted_at: Option<DateTime<Utc>>,
    /// How long the last answer took.
    latency_ms: Option<f64>,
    /// How far the console's clock is ahead of the node's; negative if it is behind. Below a second it
    /// reads 0.
    clock_skew_seconds: Option<f64>,
    /// Rooms, as it counts them.
    rooms: Option<f64>,
    /// Participants, as it counts them.
    participants: Option<f64>,
    /// Webhooks that it delivered since it started.
    webhooks_delivered: Option<f64>,
    /// Webhooks that it lost since it started, by reason.
    webhooks_lost: BTreeMap<String, f64>,
}

/// Reports of participants' own connections.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(in crate::api) struct ClientSource {
    /// `ok`, `silent` or `unknown`.
    status: String,
    /// When the last came.
    last_received_at: Option<DateTime<Utc>>,
    /// Received in the trailing minute.
    rate_per_minute: Option<f64>,
    /// Participants who report.
    reporting: Option<u64>,
}

/// How often a kind of drift was found since the start.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(in crate::api) struct DriftTotal {
    /// What was found.
    kind: String,
    /// How often.
    total: u64,
    /// When last.
    last_at: DateTime<Utc>,
}

/// A likely cause, and what to do.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(in crate::api) struct Diagnosis {
    /// A stable word for it.
    code: String,
    /// How much it matters.
    severity: Severity,
    /// What it is.
    title: String,
    /// What is going on, with the values that were seen.
    detail: String,
    /// What to change.
    remedy: String,
    /// Since when; `null` if that is not known.
    since: Option<DateTime<Utc>>,
    /// What was observed.
    evidence: Vec<String>,
}

impl From<doctor::Diagnosis> for Diagnosis {
    fn from(diagnosis: doctor::Diagnosis) -> Self {
        Self {
            code: diagnosis.code.to_owned(),
            severity: diagnosis.severity,
            title: diagnosis.title,
            detail: diagnosis.detail,
            remedy: diagnosis.remedy,
            since: diagnosis.since.map(Millis::to_utc),
            evidence: diagnosis.evidence,
        }
    }
}

impl Unattributed {
    pub(super) fn of(strangers: &DeliveryReport) -> Self {
        Self {
            refused_total: strangers.refused_total,
            refusals: refusals(&strangers.refusals),
            api_keys: strangers.unknown_keys.iter().map(|key| key.name.clone()).collect(),
        }
    }
}

fn refusals(refusals: &BTreeMap<&'static str, RefusalCount>) -> Vec<Refusals> {
    let shown = |(code, refusal): (&&'static str, &RefusalCount)| Refusals {
        code: (*code).to_owned(),
        count: refusal.count,
        last_at: refusal.last_at.to_utc(),
        detail: refusal.detail.clone(),
    };
    refusals.iter().map(shown).collect()
}

pub(super) fn is_open_webhook_gap(gap: &Gap) -> bool {
    gap.source == GapSource::Webhook && gap.ended_at.is_none()
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds are far below 2^53")]
const fn seconds(milliseconds: i64) -> f64 {
    milliseconds as f64 / 1000.0
}

pub(super) fn webhooks(report: &DeliveryReport, is_silent: bool) -> WebhookSource {
    let status = match report.last_received_at {
        _ if report.last_refused => "refusing",
        _ if is_silent => "silent",
        Some(_) => "ok",
        None => "unknown",
    };
    WebhookSource {
        status: status.to_owned(),
        last_received_at: report.last_received_at.map(Millis::to_utc),
        rate_per_minute: f64::from(report.received_per_minute),
        lag_seconds: report.lag_ms.map(seconds),
        received_total: report.received_total,
        duplicates_total: report.duplicates_total,
        events: report.events.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect(),
        refused_total: report.refused_total,
        refusals: refusals(&report.refusals),
        clock_skew_seconds: report.clock_skew_ms.map(seconds),
    }
}

fn error(failure: Option<&Failure>) -> Option<SourceError> {
    failure.map(|failure| SourceError {
        at: failure.at.to_utc(),
        code: failure.code.to_owned(),
        message: failure.message.clone(),
    })
}

pub(super) fn api(api: Option<&ApiStatus>, interval: Option<Duration>, now: Millis) -> ApiSource {
    let status = api_status(api, interval, now).to_owned();
    // What is not asked has counted nothing.
    let api = api.filter(|_| status != "off");
    ApiSource {
        status,
        url: api.and_then(|api| api.url.clone()),
        last_success_at: api.and_then(|api| api.last_success_at).map(Millis::to_utc),
        last_attempt_at: api.and_then(|api| api.last_attempt_at).map(Millis::to_utc),
        error: error(api.and_then(ApiStatus::trouble)),
        requests_total: api.map(|api| api.requests_total),
        errors_total: api.map(|api| api.errors_total),
        requests_per_minute: api.map(|api| api.requests_per_minute),
        budget_per_minute: api.map(|api| api.budget_per_minute),
        latency_ms: api.and_then(|api| api.latency_ms),
        oldest_listing_seconds: api.and_then(|api| api.oldest_listing_ms).map(seconds),
        egress_available: api.and_then(|api| api.egress_available),
        ingress_available: api.and_then(|api| api.ingress_available),
    }
}

pub(super) fn node(node: &NodeStatus, interval: Option<Duration>, now: Millis) -> NodeSource {
    NodeSource {
        url: node.url.clone(),
        node_id: node.node_id.as_ref().map(ToString::to_string),
        status: node_status(node, interval, now).to_owned(),
        last_success_at: node.last_success_at.map(Millis::to_utc),
        error: error(node.failure.as_ref()),
        restarts_total: node.restarts_total,
        restarted_at: node.restarted_at.map(Millis::to_utc),
        latency_ms: node.latency_ms,
        clock_skew_seconds: node.skew_ms.map(|age_ms| seconds(crate::model::skew_ms(age_ms))),
        rooms: node.rooms,
        participants: node.participants,
        webhooks_delivered: node.webhooks_delivered,
        webhooks_lost: node.webhooks_lost.clone(),
    }
}

/// A client reports every quarter of a minute; what has been silent for longer, milliseconds, is.
const CLIENTS_SILENT_MS: i64 = 60_000;

/// `reporting` is how many of those present report.
pub(super) fn clients(last: Option<Millis>, reporting: u64, now: Millis) -> ClientSource {
    let status = match last {
        None => "unknown",
        Some(at) if now.since(at) > CLIENTS_SILENT_MS => "silent",
        Some(_) => "ok",
    };
    ClientSource {
        status: status.to_owned(),
        last_received_at: last.map(Millis::to_utc),
        rate_per_minute: None,
        // Of whom nothing was heard, nothing is known.
        reporting: last.map(|_| reporting),
    }
}

pub(super) fn drift(api: Option<&ApiStatus>) -> Vec<DriftTotal> {
    let found = api.into_iter().flat_map(|api| &api.drift);
    let shown = |(kind, count): (&crate::model::Drift, &crate::model::DriftCount)| DriftTotal {
        kind: kind.as_str().to_owned(),
        total: count.total,
        last_at: count.last_at.to_utc(),
    };
    found.map(shown).collect()
}
