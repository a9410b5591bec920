//! The response types of `/api/sources`.

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

/// The sources of all deployments.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(in crate::api) struct SourcesReport {
    /// The time of this report.
    pub(super) at: DateTime<Utc>,
    /// The sources by deployment.
    pub(super) deployments: Vec<DeploymentSources>,
    /// Whether all `gaps` are complete; `false` while the database does not answer.
    pub(super) gaps_complete: bool,
    /// Requests to the webhook path that belong to no deployment.
    pub(super) unattributed: Unattributed,
}

/// The sources of one deployment.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(in crate::api) struct DeploymentSources {
    /// The deployment's name.
    pub(super) deployment: String,
    /// The deployment's region; `null` if not configured.
    pub(super) region: Option<String>,
    /// Whether its data is synthetic.
    pub(super) synthetic: bool,
    /// The names of the API keys that may sign its webhooks, never their secrets.
    pub(super) api_keys: Vec<String>,
    /// The webhooks.
    pub(super) webhooks: WebhookSource,
    /// The room API.
    pub(super) api: ApiSource,
    /// The nodes.
    pub(super) nodes: Vec<NodeSource>,
    /// The reports of participants' clients.
    pub(super) clients: ClientSource,
    /// The counts of rooms and participants by source.
    pub(super) counts: CountsBySource,
    /// Corrections by the room API since the start.
    pub(super) drift: Vec<DriftTotal>,
    /// Gaps that are open or ended in the last 24 hours, latest first.
    pub(super) gaps: Vec<Gap>,
    /// The likely problems, most severe first.
    pub(super) diagnoses: Vec<Diagnosis>,
}

/// Webhooks, since the start.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(in crate::api) struct WebhookSource {
    /// `ok`, `silent` (webhooks are proven to be missing), `refusing` (the last one was refused) or
    /// `unknown` (none was received).
    status: String,
    /// Time of the last accepted webhook; `null` if there was none.
    last_received_at: Option<DateTime<Utc>>,
    /// Number of webhooks accepted in the last minute.
    rate_per_minute: f64,
    /// Time from an event to its arrival, seconds, median of the latest webhooks; `null` without
    /// any. Up to a second too much, because LiveKit reports whole seconds.
    lag_seconds: Option<f64>,
    /// Number of accepted webhooks, without duplicates.
    received_total: u64,
    /// Number of duplicates.
    duplicates_total: u64,
    /// Number of accepted webhooks by event name; unknown names count as `other`.
    events: BTreeMap<String, u64>,
    /// Number of refused webhooks.
    refused_total: u64,
    /// Refused webhooks by reason.
    refusals: Vec<Refusals>,
    /// How far the console's clock is ahead of LiveKit's, seconds; negative if it is behind, 0
    /// below one second, `null` if not known.
    clock_skew_seconds: Option<f64>,
}

/// Refused requests with one reason.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(in crate::api) struct Refusals {
    /// The code in the response.
    code: String,
    /// Number of refused requests.
    count: u64,
    /// Time of the last one.
    last_at: DateTime<Utc>,
    /// Details of the last one.
    detail: String,
}

/// Requests to the webhook path that belong to no deployment; anybody can send them.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(in crate::api) struct Unattributed {
    /// Number of refused requests.
    refused_total: u64,
    /// Refused requests by reason.
    refusals: Vec<Refusals>,
    /// The latest unknown API keys in these requests.
    api_keys: Vec<String>,
}

/// The room API of a deployment. Values are `null` while it is switched off.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(in crate::api) struct ApiSource {
    /// `ok`, `down`, `rate_limited`, `off` (it is not polled) or `unknown` (not polled yet).
    status: String,
    /// Its URL.
    url: Option<String>,
    /// Time of the last successful request; `null` if there was none.
    last_success_at: Option<DateTime<Utc>>,
    /// Time of the last request; `null` if there was none.
    last_attempt_at: Option<DateTime<Utc>>,
    /// The current error; `null` if there is none.
    error: Option<SourceError>,
    /// Number of requests since the start.
    requests_total: Option<u64>,
    /// Number of them that failed.
    errors_total: Option<u64>,
    /// Number of requests in the last minute.
    requests_per_minute: Option<u32>,
    /// The configured limit of requests a minute.
    budget_per_minute: Option<u32>,
    /// Duration of the last listing of rooms, milliseconds; `null` if there was none.
    latency_ms: Option<f64>,
    /// Age of the oldest listing of a room's participants, seconds; `null` if there is none.
    oldest_listing_seconds: Option<f64>,
    /// Whether egresses can be listed; `null` if not known.
    egress_available: Option<bool>,
    /// Whether ingresses can be listed; `null` if not known.
    ingress_available: Option<bool>,
}

/// The error of a source.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(in crate::api) struct SourceError {
    /// When it occurred.
    at: DateTime<Utc>,
    /// A stable code for programs.
    code: String,
    /// The error message.
    message: String,
}

/// The metrics endpoint of a node.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(in crate::api) struct NodeSource {
    /// The URL of the endpoint.
    url: String,
    /// LiveKit's node id `ND_…`, new at each restart; `null` before the first successful scrape.
    node_id: Option<String>,
    /// `ok`, `down` or `unknown` (not scraped yet).
    status: String,
    /// Time of the last successful scrape; `null` if there was none.
    last_success_at: Option<DateTime<Utc>>,
    /// Why the last scrape failed; `null` if it succeeded.
    error: Option<SourceError>,
    /// Number of restarts seen since the console started.
    restarts_total: u64,
    /// Time of the last restart; `null` if there was none.
    restarted_at: Option<DateTime<Utc>>,
    /// Duration of the last scrape, milliseconds; `null` if there was none.
    latency_ms: Option<f64>,
    /// How far the console's clock is ahead of the node's, seconds; negative if it is behind, 0
    /// below one second, `null` if not known.
    clock_skew_seconds: Option<f64>,
    /// Rooms, by the node's own count; `null` if not known.
    rooms: Option<f64>,
    /// Participants, by the node's own count; `null` if not known.
    participants: Option<f64>,
    /// Webhooks delivered since the node started, by its own count; `null` if not known.
    webhooks_delivered: Option<f64>,
    /// Webhooks lost since the node started, by reason.
    webhooks_lost: BTreeMap<String, f64>,
}

/// Reports of clients about their own connections.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(in crate::api) struct ClientSource {
    /// `ok`, `silent` (no report for a minute) or `unknown` (no report since the start).
    status: String,
    /// Time of the last report; `null` if there was none.
    last_received_at: Option<DateTime<Utc>>,
    /// Number of reports received in the last minute; `null` if not known.
    rate_per_minute: Option<f64>,
    /// Number of present participants whose clients report; `null` if there was no report.
    reporting: Option<u64>,
}

/// The findings of one kind of drift since the start.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(in crate::api) struct DriftTotal {
    /// The kind of drift.
    kind: String,
    /// Number of findings.
    total: u64,
    /// Time of the last one.
    last_at: DateTime<Utc>,
}

/// A likely problem, and how to solve it.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(in crate::api) struct Diagnosis {
    /// A stable code for programs.
    code: String,
    /// The severity.
    severity: Severity,
    /// The problem in short.
    title: String,
    /// The problem in detail, with the observed values.
    detail: String,
    /// How to solve it.
    remedy: String,
    /// When it began; `null` if not known.
    since: Option<DateTime<Utc>>,
    /// The observations.
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
    pub(super) fn of(report: &DeliveryReport) -> Self {
        Self {
            refused_total: report.refused_total,
            refusals: refusals(&report.refusals),
            api_keys: report.unknown_keys.iter().map(|key| key.name.clone()).collect(),
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
    // An API that is switched off has no values.
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

/// Clients count as silent after so long without a report, milliseconds; a client reports every 15
/// seconds.
const CLIENTS_SILENT_MS: i64 = 60_000;

/// `reporting` is the number of present participants whose clients report.
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
        // Without a report since the start the number is not known.
        reporting: last.map(|_| reporting),
    }
}

pub(super) fn drift(api: Option<&ApiStatus>) -> Vec<DriftTotal> {
    let counts = api.into_iter().flat_map(|api| &api.drift);
    let shown = |(kind, count): (&crate::model::Drift, &crate::model::DriftCount)| DriftTotal {
        kind: kind.as_str().to_owned(),
        total: count.total,
        last_at: count.last_at.to_utc(),
    };
    counts.map(shown).collect()
}
