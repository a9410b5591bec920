//! The poller: asks one deployment's API what is going on, and writes to the journal what webhooks
//! did not tell.
//!
//! Each turn it lists the rooms, then the participants of those rooms where that tells something
//! new (`state::reconcile` says which), a few at a time and within a budget of requests a minute;
//! egresses and ingresses every half minute, and the nodes of rooms for which nothing else speaks.

mod budget;
mod jobs;
mod nodes;
mod participants;
mod views;

use std::sync::{Arc, RwLock};
use std::time::{Duration, Instant};

use futures_util::{StreamExt as _, stream};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::ingest::journal::{AppendError, Journal};
use crate::livekit::{ApiError, Client, Envelope, convert};
use crate::metrics::Metrics;
use crate::model::{
    ApiStatus, DeploymentName, DriftCount, Failure, Finding, Millis, NodeStatus, Source,
};
use crate::state::State;
use crate::state::reconcile::{Asked, Reconciler, Witnesses};
use crate::tasks;

use budget::Budget;
pub use views::Views;

/// Listings of participants that are on their way at once.
const AT_ONCE: usize = 8;
/// Findings that wait for the disk at once: fewer than it takes in one go, so that webhooks are not
/// kept waiting.
const APPENDS: usize = 256;
/// How long the first turn waits for the replay of the journal: some 500,000 events. One that has
/// nothing to replay does not say so.
const REPLAY_LIMIT: Duration = Duration::from_secs(10);
/// A turn comes up to this share of the interval later, so that several consoles and deployments do
/// not ask in step.
const JITTER: f64 = 0.1;

const LOCK: &str = "no holder of this lock panics";

/// What a poller is made of.
#[derive(Debug)]
pub struct Parts {
    /// What is polled.
    pub deployment: DeploymentName,
    /// Its API, one client a key: while a key is being replaced, the one that works is used.
    pub clients: Vec<Client>,
    /// How often rooms are listed.
    pub interval: Duration,
    /// Requests a minute, at most.
    pub requests_per_minute: u32,
    /// What is known.
    pub state: Arc<RwLock<State>>,
    /// Where findings go.
    pub journal: Journal,
    /// What somebody looks at.
    pub views: Arc<Views>,
    /// How the nodes are doing, of all deployments: what they count is held against what is listed.
    pub nodes: watch::Receiver<Vec<NodeStatus>>,
    /// What is counted.
    pub metrics: Arc<Metrics>,
    /// The time.
    pub clock: Clock,
}

/// Polls one deployment.
#[derive(Debug)]
pub struct Poller {
    parts: Parts,
    /// Which client works.
    current: usize,
    reconciler: Reconciler,
    budget: Budget,
    status: watch::Sender<ApiStatus>,
    jobs_at: Option<Millis>,
    /// This LiveKit does not tell whether a room's node is there.
    nodes_are_silent: bool,
}

impl Poller {
    /// A poller that has asked nothing yet.
    pub fn new(parts: Parts) -> Self {
        let url = parts.clients.first().map(|client| client.host().to_owned());
        let deployment = Arc::clone(&parts.deployment);
        let status = ApiStatus::new(Arc::clone(&deployment), url, parts.requests_per_minute);
        Self {
            budget: Budget::new(parts.requests_per_minute, parts.clock.now()),
            reconciler: Reconciler::new(deployment),
            status: watch::Sender::new(status),
            current: 0,
            jobs_at: None,
            nodes_are_silent: false,
            parts,
        }
    }

    /// How it is doing.
    pub fn status(&self) -> watch::Receiver<ApiStatus> {
        self.status.subscribe()
    }

    /// Polls until `token` is cancelled. `applied` tells how far the journal is applied: what it held
    /// at the start comes first, or it would be found as if no webhook had told it.
    pub async fn run(
        mut self,
        token: CancellationToken,
        mut applied: watch::Receiver<u64>,
    ) -> anyhow::Result<()> {
        if self.parts.clients.is_empty() {
            return Ok(());
        }
        let held = self.parts.journal.next();
        tokio::select! {
            () = token.cancelled() => return Ok(()),
            _ = applied.wait_for(|applied| *applied >= held) => {}
            () = tokio::time::sleep(REPLAY_LIMIT) => {}
        }
        let mut due = self.parts.clock.moment();
        loop {
            tasks::working(self.parts.interval + tasks::STALLED);
            tokio::select! {
                () = token.cancelled() => return Ok(()),
                () = self.parts.clock.reach(due) => {}
            }
            tokio::select! {
                () = token.cancelled() => return Ok(()),
                () = self.turn() => {}
            }
            due = self.next_turn(due);
        }
    }

    /// A turn that took longer than the interval is followed by the next, not by all missed.
    fn next_turn(&self, due: Instant) -> Instant {
        let wait = self.parts.interval.mul_f64(1.0 + rand::random::<f64>() * JITTER);
        (due + wait).max(self.parts.clock.moment())
    }

    async fn turn(&mut self) {
        let now = self.parts.clock.now();
        if self.budget.waits_until(now).is_none() {
            self.list_rooms(now).await;
        }
        if self.status.borrow().failure.is_none() {
            self.list_participants().await;
            self.list_jobs().await;
            self.ask_nodes().await;
        }
        self.report();
    }

    async fn list_rooms(&mut self, at: Millis) {
        let began = Instant::now();
        self.budget.spend(at);
        let answer = self.client().rooms(at).await;
        let latency = began.elapsed();
        self.observe("list_rooms", latency, answer.as_ref().err());
        let rooms = match answer {
            Ok(rooms) => rooms,
            Err(error) => return self.failed(at, &error),
        };
        self.budget.answered();
        let asked = Asked { at, answered_at: self.parts.clock.now() };
        let findings = {
            let state = self.parts.state.read().expect(LOCK);
            let witnesses = Witnesses::of(
                &self.parts.nodes.borrow(),
                &self.parts.deployment,
                asked.answered_at,
            );
            self.reconciler.rooms(&state, &rooms, asked, &witnesses)
        };
        self.status.send_modify(|status| {
            if status.failure.take().is_some() {
                tracing::info!(deployment = &*status.deployment, "LiveKit's API answers again");
            }
            status.last_attempt_at = Some(at);
            status.last_success_at = Some(at);
            status.latency_ms = Some(latency.as_secs_f64() * 1000.0);
            status.rooms = Some(rooms.len() as u64);
            status.participants =
                Some(rooms.iter().map(|room| u64::from(room.num_participants)).sum());
        });
        self.keep(findings).await;
    }

    fn failed(&mut self, at: Millis, error: &ApiError) {
        let now = self.parts.clock.now();
        match error {
            ApiError::RateLimited(_) => self.budget.refused(at, now),
            ApiError::Unauthenticated(..) => {
                self.current = (self.current + 1) % self.parts.clients.len();
            }
            _ => self.reconciler.unanswered(at),
        }
        self.status.send_modify(|status| {
            status.last_attempt_at = Some(at);
            // Of a clock that was set back meanwhile.
            status.last_success_at = status.last_success_at.map(|success| success.min(at));
            let failure = Failure { at, code: error.code(), message: error.to_string() };
            if status.failure.as_ref().is_none_or(|known| known.code != failure.code) {
                tracing::warn!(deployment = &*status.deployment, "{error}; it is asked again");
            }
            status.failure = Some(failure);
        });
    }

    /// Writes findings to the journal. Those that it does not take are found again.
    async fn keep(&mut self, findings: Vec<Finding>) {
        let mut appends = Vec::with_capacity(findings.len());
        for finding in findings {
            let Some(envelope) = envelope(&finding) else { continue };
            let Parts { clock, deployment, journal, .. } = &self.parts;
            let event = Arc::new(convert(envelope, deployment, Source::Poll, clock.now()));
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
                    tracing::error!(%error, finding.id = %finding.id, "a finding is given up");
                }
                Err(_) => lost.push(finding),
            }
        }
        if !lost.is_empty() {
            tracing::warn!(
                findings = lost.len(),
                "the journal takes no findings; found again later"
            );
            self.reconciler.take_back(&lost);
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
        let phantoms = self.reconciler.unspoken_for(&self.parts.state.read().expect(LOCK));
        let apart = self.reconciler.apart();
        self.status.send_modify(|status| {
            status.requests_per_minute = requests;
            status.rooms_listed = listed;
            status.phantoms = phantoms;
            status.apart = apart;
            status.oldest_listing_ms = oldest;
            status.rate_limited_until = limited;
        });
    }

    fn client(&self) -> &Client {
        &self.parts.clients[self.current]
    }
}

fn envelope(finding: &Finding) -> Option<Envelope> {
    let json = serde_json::to_string(finding).ok()?;
    Some(Envelope::of(finding.id.clone(), finding.drift.as_str().into(), &json))
}
