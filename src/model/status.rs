//! How the sources are doing: what the poller and the scraper last saw, for whoever shows it.

use std::collections::BTreeMap;

use super::{DeploymentName, Drift, Millis, NodeSample, Text};

/// A failure, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// When.
    pub at: Millis,
    /// A stable word for it: `unreachable`, `timeout`, `unauthenticated`, `rate_limited`, … .
    pub code: &'static str,
    /// What happened, without secrets.
    pub message: String,
}

/// How often a kind of drift was found since the start, and when last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DriftCount {
    /// How often.
    pub total: u64,
    /// When last.
    pub last_at: Millis,
}

/// How one deployment's room API is doing.
#[derive(Debug, Clone, PartialEq)]
pub struct ApiStatus {
    /// The deployment.
    pub deployment: DeploymentName,
    /// Where its API is, without a password; `None` if it is not polled.
    pub url: Option<String>,
    /// When it was last asked.
    pub last_attempt_at: Option<Millis>,
    /// When it last answered `ListRooms`.
    pub last_success_at: Option<Millis>,
    /// Why the last `ListRooms` failed; `None` if it did not.
    pub failure: Option<Failure>,
    /// Why no participants can be listed, though rooms can; `None` if they can, or none were asked for.
    pub participants_failure: Option<Failure>,
    /// Requests since the start.
    pub requests_total: u64,
    /// Requests that failed since the start.
    pub errors_total: u64,
    /// Requests in the trailing minute.
    pub requests_per_minute: u32,
    /// How many requests a minute it may be asked.
    pub budget_per_minute: u32,
    /// Until when it is left alone because it said that it was asked too often.
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
    /// Whether `ListEgress` answers: `None` not asked yet, `Some(false)` without Redis.
    pub egress_available: Option<bool>,
    /// Whether `ListIngress` answers.
    pub ingress_available: Option<bool>,
    /// What was found, by kind, since the start.
    pub drift: BTreeMap<Drift, DriftCount>,
    /// Of that, what a webhook should have told.
    pub losses_total: u64,
    /// Rooms that are listed and that nothing else speaks for, the oldest first.
    pub phantoms: Vec<Phantom>,
    /// How the room API and the nodes count differently; `None` if they do not.
    pub apart: Option<Apart>,
}

/// A room that is listed and that nothing else speaks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phantom {
    /// Its name.
    pub name: Text,
    /// Since when that is so.
    pub since: Millis,
    /// What it is concluded from.
    pub evidence: String,
}

/// The counts of the room API and of the nodes, where they differ. Rooms in doubt are in none.
#[derive(Debug, Clone, PartialEq)]
pub struct Apart {
    /// Since when they have differed in this way.
    pub since: Millis,
    /// Rooms listed.
    pub rooms: f64,
    /// Rooms that the nodes count.
    pub node_rooms: f64,
    /// The people whom LiveKit counts in the rooms listed.
    pub people: u64,
    /// Participants whom the nodes count: there are no more, and may be fewer.
    pub node_people_most: f64,
}

impl ApiStatus {
    /// What is wrong with it: with nobody listed nothing is healed, either.
    pub fn trouble(&self) -> Option<&Failure> {
        self.failure.as_ref().or(self.participants_failure.as_ref())
    }

    /// Nothing was asked yet.
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
            apart: None,
        }
    }
}

/// How one node's Prometheus endpoint is doing.
#[derive(Debug, Clone, PartialEq)]
pub struct NodeStatus {
    /// The deployment.
    pub deployment: DeploymentName,
    /// The endpoint, without user name and password: what names the node across its restarts.
    pub url: String,
    /// LiveKit's `ND_…`, new at each restart; `None` before the first answer.
    pub node_id: Option<Text>,
    /// When it was last asked.
    pub last_attempt_at: Option<Millis>,
    /// When it last answered.
    pub last_success_at: Option<Millis>,
    /// Why the last scrape failed; `None` if it did not.
    pub failure: Option<Failure>,
    /// Scrapes since the start.
    pub scrapes_total: u64,
    /// Scrapes that failed since the start.
    pub errors_total: u64,
    /// Restarts seen since the start: a new `node_id`, or counters that went back.
    pub restarts_total: u64,
    /// When the last of them was seen.
    pub restarted_at: Option<Millis>,
    /// When it had last answered before that.
    pub restarted_after: Option<Millis>,
    /// How long the last scrape took, milliseconds.
    pub latency_ms: Option<f64>,
    /// How far our clock was ahead of the node's at its last answer, milliseconds, up to a second too
    /// much; `None` if it does not date its answers.
    pub skew_ms: Option<i64>,
    /// Rooms, as the node counts them; `None` if it does not tell.
    pub rooms: Option<f64>,
    /// Participants, as the node counts them; `None` if it does not tell.
    pub participants: Option<f64>,
    /// Webhooks that it gave up or dropped since it started, by reason (`failure`, `age`, …).
    pub webhooks_lost: BTreeMap<String, f64>,
    /// Webhooks that it counts as delivered since it started.
    pub webhooks_delivered: Option<f64>,
    /// What the last scrape that succeeded told; `None` before the first.
    pub latest: Option<NodeSample>,
}

impl NodeStatus {
    /// It was not asked yet.
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
