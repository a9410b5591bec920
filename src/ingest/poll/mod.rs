//! The poller: lists rooms, participants and jobs by one deployment's API, and writes to the
//! journal what webhooks did not report.
//!
//! Each poll lists the rooms, then the participants of the rooms where that may show something new
//! (`state::reconcile` decides which), a few at a time and within a budget of requests a minute. It
//! lists egresses and ingresses every half minute, and asks the nodes of rooms that no other source
//! confirms.

mod budget;
mod jobs;
mod nodes;
mod participants;
mod views;

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::{StreamExt as _, stream};
use parking_lot::RwLock;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::ingest::journal::{AppendError, Journal};
use crate::livekit::{ApiError, Client, Envelope, convert};
use crate::metrics::Metrics;
use crate::model::{
    ApiStatus, DeploymentName, DriftCount, Event, Failure, Finding, Millis, NodeStatus, Source,
};
use crate::state::State;
use crate::state::reconcile::{Corroboration, ListingRequest, Reconciler};
use crate::tasks;
use crate::watched::{Watched as _, seen};

use budget::Budget;
pub use views::Views;

/// The most listings of participants that are under way at once.
const AT_ONCE: usize = 8;
/// The most findings that wait for the disk at once: fewer than the journal writes in one group, so
/// that webhooks do not wait for them.
const APPENDS: usize = 256;
/// The longest time that the first poll waits for the replay of the journal: some 500,000 events.
const REPLAY_LIMIT: Duration = Duration::from_secs(10);
/// A poll comes up to this share of the interval later, so that several consoles and deployments do
/// not poll at the same moments.
const JITTER: f64 = 0.1;

/// The parts of a poller.
#[derive(Debug)]
pub struct Parts {
    /// The deployment to poll.
    pub deployment: DeploymentName,
    /// Its API, one client per key: during a key rotation, the key that works is used. A reload
    /// replaces them.
    pub clients: watch::Receiver<Arc<[Client]>>,
    /// How often rooms are listed.
    pub interval: Duration,
    /// The most requests a minute.
    pub requests_per_minute: u32,
    /// The current state.
    pub state: Arc<RwLock<State>>,
    /// Where findings go.
    pub journal: Journal,
    /// The rooms that users look at.
    pub views: Arc<Views>,
    /// The status of the nodes of all deployments: their counts are compared with the listings.
    pub nodes: watch::Receiver<Vec<NodeStatus>>,
    /// The console's own metrics.
    pub metrics: Arc<Metrics>,
    /// The time.
    pub clock: Clock,
}

/// Polls one deployment.
#[derive(Debug)]
pub struct Poller {
    parts: Parts,
    clients: Arc<[Client]>,
    /// Which client works.
    current: usize,
    reconciler: Reconciler,
    budget: Budget,
    status: watch::Sender<ApiStatus>,
    jobs_at: Option<Millis>,
    /// This LiveKit cannot report whether a room's node is there.
    cannot_ask_nodes: bool,
}

impl Poller {
    /// A poller that has not polled yet.
    pub fn new(mut parts: Parts) -> Self {
        let clients = seen(&mut parts.clients);
        let url = clients.first().map(|client| client.host().to_owned());
        let deployment = Arc::clone(&parts.deployment);
        let status = ApiStatus::new(Arc::clone(&deployment), url, parts.requests_per_minute);
        Self {
            budget: Budget::new(parts.requests_per_minute, parts.clock.now()),
            reconciler: Reconciler::new(deployment),
            status: watch::Sender::new(status),
            current: 0,
            jobs_at: None,
            cannot_ask_nodes: false,
            clients,
            parts,
        }
    }

    /// The status of the API.
    pub fn status(&self) -> watch::Receiver<ApiStatus> {
        self.status.subscribe()
    }

    /// Polls until `token` is cancelled. `applied` is the sequence number up to which the journal
    /// is applied. What the journal held at the start is applied first; otherwise the poller would
    /// report it as missed by webhooks.
    pub async fn run(
        mut self,
        token: CancellationToken,
        mut applied: watch::Receiver<u64>,
    ) -> anyhow::Result<()> {
        if self.clients.is_empty() {
            return Ok(());
        }
        let replay_end = self.parts.journal.next();
        tokio::select! {
            () = token.cancelled() => return Ok(()),
            _ = applied.wait_for(|applied| *applied >= replay_end) => {}
            () = tokio::time::sleep(REPLAY_LIMIT) => {}
        }
        let mut due = self.parts.clock.moment();
        loop {
            tasks::working(self.parts.interval + tasks::STALLED);
            tokio::select! {
                () = token.cancelled() => return Ok(()),
                () = self.parts.clock.reach(due) => {}
            }
            self.take_new_clients();
            tokio::select! {
                () = token.cancelled() => return Ok(()),
                () = self.poll_once() => {}
            }
            due = self.next_due(due);
        }
    }

    /// The time of the next poll. After a poll that took longer than the interval only one follows,
    /// not all that were missed.
    fn next_due(&self, due: Instant) -> Instant {
        let wait = self.parts.interval.mul_f64(1.0 + rand::random::<f64>() * JITTER);
        (due + wait).max(self.parts.clock.moment())
    }

    async fn poll_once(&mut self) {
        let now = self.parts.clock.now();
        if self.budget.waits_until(now).is_none() {
            self.list_rooms(now).await;
        }
        if self.status.current().failure.is_none() {
            self.list_participants().await;
            self.list_jobs().await;
            self.ask_nodes().await;
        }
        self.report();
    }

    async fn list_rooms(&mut self, at: Millis) {
        let began = Instant::now();
        self.budget.spend(at);
        let response = self.client().rooms(at).await;
        let latency = began.elapsed();
        self.observe("list_rooms", latency, response.as_ref().err());
        let rooms = match response {
            Ok(rooms) => rooms,
            Err(error) => return self.failed(at, &error),
        };
        self.budget.accepted();
        self.parts.state.write().set_reported(&self.parts.deployment);
        let asked = ListingRequest { at, answered_at: self.parts.clock.now() };
        let findings = {
            let state = self.parts.state.read();
            let corroboration = Corroboration::of(
                &self.parts.nodes.current(),
                &self.parts.deployment,
                asked.answered_at,
            );
            self.reconciler.rooms(&state, &rooms, asked, &corroboration)
        };
        self.status.send_modify(|status| {
            if status.failure.take().is_some() {
                tracing::info!(deployment = &*status.deployment, "LiveKit's API responds again");
            }
            status.last_attempt_at = Some(at);
            status.last_success_at = Some(at);
            status.latency_ms = Some(latency.as_secs_f64() * 1000.0);
            status.rooms = Some(rooms.len() as u64);
            status.participants =
                Some(rooms.iter().map(|room| u64::from(room.num_participants)).sum());
        });
        self.append_findings(findings).await;
    }

    /// Uses the clients of the latest configuration.
    fn take_new_clients(&mut self) {
        if self.parts.clients.has_changed().unwrap_or(false) {
            self.clients = seen(&mut self.parts.clients);
            self.current = 0;
        }
    }

    fn failed(&mut self, at: Millis, error: &ApiError) {
        let now = self.parts.clock.now();
        match error {
            ApiError::RateLimited(_) => self.budget.refused(at, now),
            ApiError::Unauthenticated(..) => {
                self.current = (self.current + 1) % self.clients.len();
            }
            _ => self.reconciler.note_failed_request(at),
        }
        self.status.send_modify(|status| {
            status.last_attempt_at = Some(at);
            // The clock may have been set back meanwhile.
            status.last_success_at = status.last_success_at.map(|success| success.min(at));
            let failure = Failure { at, code: error.code(), message: error.to_string() };
            if status.failure.as_ref().is_none_or(|known| known.code != failure.code) {
                tracing::warn!(
                    deployment = &*status.deployment,
                    "{error}; the console tries again"
                );
            }
            status.failure = Some(failure);
        });
    }

    /// Writes findings to the journal. A finding that the journal refuses is detected again later.
    async fn append_findings(&mut self, findings: Vec<Finding>) {
        let mut appends = Vec::with_capacity(findings.len());
        for finding in findings {
            let Parts { clock, deployment, journal, .. } = &self.parts;
            let Some(event) = event(&finding, deployment, clock.now()) else { continue };
            let event = Arc::new(event);
            appends.push(async move { (finding, journal.append_event(event).await) });
        }
        let appended: Vec<_> = stream::iter(appends).buffered(APPENDS).collect().await;
        let mut lost = Vec::new();
        for (finding, outcome) in appended {
            match outcome {
                Ok(_) => self.status.send_modify(|status| {
                    let count = status
                        .drift
                        .entry(finding.drift)
                        .or_insert(DriftCount { total: 0, last_at: finding.at });
                    count.total += 1;
                    status.losses_total += u64::from(finding.is_loss());
                    count.last_at = finding.at;
                }),
                Err(error @ AppendError::TooLarge { .. }) => {
                    tracing::error!(
                        %error, finding.id = %finding.id,
                        "a finding is too large for the journal and is dropped"
                    );
                }
                Err(_) => lost.push(finding),
            }
        }
        if !lost.is_empty() {
            tracing::warn!(
                findings = lost.len(),
                "the journal refuses findings; they are detected again later"
            );
            self.reconciler.forget_reported(&lost);
        }
    }

    fn observe(&self, call: &'static str, latency: Duration, error: Option<&ApiError>) {
        let deployment = &*self.parts.deployment;
        let metrics = &self.parts.metrics;
        metrics
            .poll_request_seconds
            .with_label_values(&[deployment, call])
            .observe(latency.as_secs_f64());
        self.status.send_modify(|status| {
            status.requests_total += 1;
            status.errors_total += u64::from(error.is_some());
        });
        if let Some(error) = error {
            metrics.poll_errors_total.with_label_values(&[deployment, error.code()]).inc();
        }
    }

    fn report(&mut self) {
        let now = self.parts.clock.now();
        let requests = self.budget.spent_in_a_minute(now);
        let (listed, oldest) = self.reconciler.coverage(now);
        let limited = self.budget.waits_until(now);
        let phantoms = self.reconciler.unconfirmed_rooms(&self.parts.state.read());
        let count_mismatch = self.reconciler.count_mismatch();
        self.status.send_modify(|status| {
            status.requests_per_minute = requests;
            status.rooms_listed = listed;
            status.phantoms = phantoms;
            status.count_mismatch = count_mismatch;
            status.oldest_listing_ms = oldest;
            status.rate_limited_until = limited;
        });
    }

    fn client(&self) -> &Client {
        &self.clients[self.current]
    }
}

/// The event that reports a finding.
pub fn event(finding: &Finding, deployment: &DeploymentName, received_at: Millis) -> Option<Event> {
    Some(convert(envelope(finding)?, deployment, Source::Poll, received_at))
}

fn envelope(finding: &Finding) -> Option<Envelope> {
    let json = serde_json::to_string(finding).ok()?;
    Some(Envelope::of(finding.id.clone(), finding.drift.as_str().into(), &json))
}
