//! Status of the sources: what the poller and the scraper last saw.

use std::collections::BTreeMap;

use super::{DeploymentName, Drift, Millis, NodeSample, Text};

/// A failure, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// When it happened.
    pub at: Millis,
    /// A stable code: `unreachable`, `timeout`, `unauthenticated`, `rate_limited`, … .
    pub code: &'static str,
    /// What happened, without secrets.
    pub message: String,
}

/// How often a kind of drift was found since the start, and when last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DriftCount {
    /// Number of findings.
    pub total: u64,
    /// When it was last found.
    pub last_at: Millis,
}

/// Status of one deployment's room API.
#[derive(Debug, Clone, PartialEq)]
pub struct ApiStatus {
    /// The deployment.
    pub deployment: DeploymentName,
    /// URL of its API, without a password; `None` if it is not polled.
    pub url: Option<String>,
    /// When the last request was made.
    pub last_attempt_at: Option<Millis>,
    /// When it last answered `ListRooms`.
    pub last_success_at: Option<Millis>,
    /// Why the last `ListRooms` failed; `None` if it succeeded.
    pub failure: Option<Failure>,
    /// Why participants cannot be listed though rooms can; `None` if they can, or if no request was
    /// made.
    pub participants_failure: Option<Failure>,
    /// Requests since the start.
    pub requests_total: u64,
    /// Requests that failed since the start.
    pub errors_total: u64,
    /// Requests in the trailing minute.
    pub requests_per_minute: u32,
    /// Allowed requests per minute.
    pub budget_per_minute: u32,
    /// Until when no request is made because the API refused too many requests.
    pub rate_limited_until: Option<Millis>,
    /// How long the last `ListRooms` took, milliseconds.
    pub latency_ms: Option<f64>,
    /// Rooms in the last `ListRooms`; `None` before the first.
    pub rooms: Option<u64>,
    /// Sum of their `num_participants` (people; LiveKit's cached count); `None` before the first.
    pub participants: Option<u64>,
    /// Rooms whose participants were listed since they were first seen.
    pub rooms_listed: u64,
    /// Age of the oldest listing of participants, milliseconds; `None` while a room has none.
    pub oldest_listing_ms: Option<i64>,
    /// Whether `ListEgress` answers: `None` if not requested yet, `Some(false)` without Redis.
    pub egress_available: Option<bool>,
    /// Whether `ListIngress` answers.
    pub ingress_available: Option<bool>,
    /// Drift found since the start, by kind.
    pub drift: BTreeMap<Drift, DriftCount>,
    /// Of that, what a webhook should have reported.
    pub losses_total: u64,
    /// Listed rooms that no other source confirms, the oldest first.
    pub phantoms: Vec<Phantom>,
    /// How the counts of the room API and of the nodes differ; `None` if they do not.
    pub count_mismatch: Option<CountMismatch>,
}

/// A listed room that no other source confirms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phantom {
    /// The room's name.
    pub name: Text,
    /// Since when no other source confirms it.
    pub since: Millis,
    /// What that is inferred from, in words.
    pub evidence: String,
}

/// The counts of the room API and of the nodes, where they differ. Neither includes rooms in doubt.
#[derive(Debug, Clone, PartialEq)]
pub struct CountMismatch {
    /// Since when they have differed in this way.
    pub since: Millis,
    /// Listed rooms.
    pub rooms: f64,
    /// Rooms that the nodes count.
    pub node_rooms: f64,
    /// People that LiveKit counts in the listed rooms.
    pub people: u64,
    /// Participants that the nodes count: an upper bound of the people.
    pub node_people_max: f64,
}

impl ApiStatus {
    /// The current failure, if any: if participants cannot be listed, drift is not corrected,
    /// either.
    pub fn trouble(&self) -> Option<&Failure> {
        self.failure.as_ref().or(self.participants_failure.as_ref())
    }

    /// The status before the first request.
    pub const fn new(
        deployment: DeploymentName,
        url: Option<String>,
        budget_per_minute: u32,
    ) -> Self {
        Self {
            deployment,
            url,
            last_attempt_at: None,
            last_success_at: None,
            failure: None,
            participants_failure: None,
            requests_total: 0,
            errors_total: 0,
            requests_per_minute: 0,
            budget_per_minute,
            rate_limited_until: None,
            latency_ms: None,
            rooms: None,
            participants: None,
            rooms_listed: 0,
            oldest_listing_ms: None,
            egress_available: None,
            ingress_available: None,
            drift: BTreeMap::new(),
            losses_total: 0,
            phantoms: Vec::new(),
            count_mismatch: None,
        }
    }
}

/// Status of one node's Prometheus endpoint.
#[derive(Debug, Clone, PartialEq)]
pub struct NodeStatus {
    /// The deployment.
    pub deployment: DeploymentName,
    /// The endpoint, without user name and password; identifies the node across restarts.
    pub url: String,
    /// LiveKit's `ND_…`, new at each restart; `None` before the first response.
    pub node_id: Option<Text>,
    /// When the last request was made.
    pub last_attempt_at: Option<Millis>,
    /// When it last answered.
    pub last_success_at: Option<Millis>,
    /// Why the last scrape failed; `None` if it succeeded.
    pub failure: Option<Failure>,
    /// Scrapes since the start.
    pub scrapes_total: u64,
    /// Scrapes that failed since the start.
    pub errors_total: u64,
    /// Restarts seen since the start: a new `node_id`, or counters that went back.
    pub restarts_total: u64,
    /// When the last of them was seen.
    pub restarted_at: Option<Millis>,
    /// When it had last answered before that restart.
    pub restarted_after: Option<Millis>,
    /// How long the last scrape took, milliseconds.
    pub latency_ms: Option<f64>,
    /// How far our clock was ahead of the node's at its last response, milliseconds, up to a second
    /// too much; `None` if its responses have no date.
    pub skew_ms: Option<i64>,
    /// Rooms, as the node counts them; `None` if not reported.
    pub rooms: Option<f64>,
    /// Participants, as the node counts them; `None` if not reported.
    pub participants: Option<f64>,
    /// Webhooks that it gave up or dropped since it started, by reason (`failure`, `age`, …).
    pub webhooks_lost: BTreeMap<String, f64>,
    /// Webhooks that it counts as delivered since it started.
    pub webhooks_delivered: Option<f64>,
    /// The sample of the last successful scrape; `None` before the first.
    pub latest: Option<NodeSample>,
}

impl NodeStatus {
    /// The status before the first scrape.
    pub const fn new(deployment: DeploymentName, url: String) -> Self {
        Self {
            deployment,
            url,
            node_id: None,
            last_attempt_at: None,
            last_success_at: None,
            failure: None,
            scrapes_total: 0,
            errors_total: 0,
            restarts_total: 0,
            restarted_at: None,
            restarted_after: None,
            latency_ms: None,
            skew_ms: None,
            rooms: None,
            participants: None,
            webhooks_lost: BTreeMap::new(),
            webhooks_delivered: None,
            latest: None,
        }
    }
}
