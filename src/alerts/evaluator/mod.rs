//! The evaluator: every interval, one of the processes that share the database evaluates all rules.
//!
//! The process that holds the lease evaluates. It writes the results of an evaluation (alerts,
//! states, audit, outbox) in one transaction that checks the lease again: a process that was
//! suspended cannot overwrite the results of another. If the transaction fails, nothing is changed,
//! and the next evaluation starts from the same stored states.

mod downtimes;
mod evidence;
mod memory;
mod open;
mod past;
mod round;
mod schedule;

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use self::downtimes::node_downtimes;
use self::memory::Memory;
pub use self::past::{PastEvaluator, PastRound};
use self::schedule::Schedule;
use super::catalog::{Catalog, SharedConfigured};
use super::engine::{Engine, TrackedAlert};
use super::evaluation::{Evaluation, NodeDowntime};
use super::status::Status;
use super::windows::{SLOT_MS, Windows, slot_of};
use crate::model::{Millis, NodeStatus, Sampled, Subject};
use crate::shared::Shared;
use crate::state::{State, frame};
use crate::store::{self, Lease, StoredState};
use crate::tasks;
use crate::watched::Watched as _;

/// The name of the lease.
pub const LEASE: &str = "alerting";

/// How long a lease is valid without renewal: another process takes over after that.
const LEASE_DURATION: Duration = Duration::from_secs(9);

/// How often the lease is renewed or requested.
const LEASE_PAUSE: Duration = Duration::from_secs(3);

/// How long an evaluation waits for the sample of its slot.
const SAMPLE_PATIENCE: Duration = Duration::from_secs(1);

/// How often an evaluation is repeated because a person changed an alert meanwhile.
const TRIES: u32 = 5;

/// How long releasing the lease may take at shutdown.
const LAST_LIMIT: Duration = Duration::from_secs(1);

/// The rule and subject under which the states hold the time of the last evaluation; no rule has
/// this name.
const LAST_EVALUATION: (&str, &str) = ("", "last_evaluation");

/// A shorter time without evaluation is only a restart, milliseconds.
const AWAY_MS: i64 = 60_000;

/// The length of the windows, milliseconds.
const PAST_MS: i64 = 3_600_000;

/// The task that evaluates rules.
pub struct Evaluator {
    /// The state, the store, and the feed of changes.
    pub shared: Shared,
    /// Receives samples.
    pub samples: mpsc::Receiver<Sampled>,
    /// The status of the nodes.
    pub nodes: watch::Receiver<Vec<NodeStatus>>,
    /// The rules and receivers of the configuration.
    pub configured: SharedConfigured,
    /// How often rules are evaluated.
    pub interval: Duration,
    /// The id of this process as the holder of the lease.
    pub holder: Uuid,
    /// Receives the status of the evaluator.
    pub status: watch::Sender<Status>,
    /// When this process started.
    pub started_at: Millis,
}

impl Evaluator {
    /// Evaluates until `token` is cancelled.
    pub async fn run(mut self, token: CancellationToken) -> anyhow::Result<()> {
        let deployments = self.look(State::deployments);
        let watched = deployments.into_iter().map(|known| (known.name, known.region));
        let mut memory = Memory::new(Windows::new(watched));
        let mut lease = tokio::time::interval(LEASE_PAUSE);
        lease.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut due = self.shared.clock.when(self.schedule().next(self.shared.clock.now()));
        loop {
            tasks::working(tasks::STALLED);
            tokio::select! {
                _ = lease.tick() => self.keep_lease(&mut memory).await,
                sampled = self.samples.recv() => match sampled {
                    Some(sampled) => memory.take(sampled),
                    None => break,
                },
                () = self.shared.clock.reach(due) => {
                    // Evaluates at moments of the schedule, so that a backtest gives the same
                    // result.
                    let at = self.schedule().latest(self.shared.clock.now());
                    self.run_round(&mut memory, at).await;
                    let now = self.shared.clock.now();
                    let next = self.shared.clock.when(self.schedule().after(at, now));
                    self.count_missed(next.saturating_duration_since(due));
                    due = next;
                }
                () = token.cancelled() => break,
            }
        }
        let _ =
            tokio::time::timeout(LAST_LIMIT, self.shared.store.release_lease(&self.lease())).await;
        Ok(())
    }

    fn lease(&self) -> Lease {
        Lease { name: LEASE.to_owned(), holder: self.holder }
    }

    fn interval_ms(&self) -> i64 {
        i64::try_from(self.interval.as_millis()).unwrap_or(i64::MAX).max(1)
    }

    fn schedule(&self) -> Schedule {
        Schedule(self.interval_ms())
    }

    fn look<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        self.shared.glance(look)
    }

    async fn keep_lease(&self, memory: &mut Memory) {
        let Ok(held) = self.shared.store.take_lease(&self.lease(), LEASE_DURATION).await else {
            // The database is unavailable. Each write checks the lease again.
            return;
        };
        let before = self.status.current().leader;
        if !held {
            memory.is_loaded = false;
        }
        if before == Some(held) {
            return;
        }
        if held {
            memory.is_loaded = false;
            tracing::info!("this process evaluates alert rules");
        } else if before == Some(true) {
            tracing::warn!("another process evaluates alert rules now");
        }
        self.status.send_modify(|status| {
            status.leader = Some(held);
            status.leading = held.then(|| self.shared.clock.moment());
            if !held {
                status.rules.clear();
                status.error = None;
            }
        });
        self.shared.metrics.evaluator_leader.set(i64::from(held));
        if !held {
            self.shared.metrics.forget_alerting();
        }
    }

    async fn run_round(&mut self, memory: &mut Memory, now: Millis) {
        if self.status.current().leader != Some(true) {
            self.keep_lease(memory).await;
            if self.status.current().leader != Some(true) {
                return;
            }
        }
        let late_ms = self.shared.clock.now().since(now).max(0);
        self.await_sample(memory, now).await;
        let began = Instant::now();
        let outcome = self.evaluate(memory, now).await;
        let duration = began.elapsed();
        self.shared.metrics.evaluation_seconds.observe(duration.as_secs_f64());
        if let Err(error) = &outcome {
            self.shared.metrics.evaluation_failures_total.inc();
            if self.status.current().error.is_none() {
                tracing::warn!(%error, "alert rules could not be evaluated; they are tried again");
            }
            memory.is_loaded = false;
        }
        let lost = matches!(outcome, Err(store::Error::LeaseLost));
        self.status.send_modify(|status| {
            match &outcome {
                Ok(_) => {
                    status.evaluated_at = Some(now);
                    status.evaluated = Some(self.shared.clock.moment());
                    status.duration_ms = Some(duration.as_secs_f64() * 1000.0);
                    status.late_ms = late_ms;
                    status.error = None;
                    status.subjects = memory.engine.states().count();
                }
                Err(error) => {
                    status.failures_total += 1;
                    status.error = Some(error.to_string());
                }
            }
            if let Ok(rules) = outcome {
                status.rules = rules;
            }
            if lost {
                (status.leader, status.leading) = (Some(false), None);
            }
        });
        if lost {
            self.shared.metrics.evaluator_leader.set(0);
            self.shared.metrics.forget_alerting();
        }
        if self.status.current().error.is_none() {
            self.shared.metrics.evaluation_timestamp_seconds.set(now.seconds_since(Millis(0)));
        }
    }

    /// Counts the evaluations that were skipped between two that are `apart`, because the first
    /// took too long or began too late. Uses the monotonic clock, so setting the clock skips
    /// nothing.
    fn count_missed(&self, apart: Duration) {
        let intervals = apart.as_secs_f64() / self.interval.as_secs_f64();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a small number"
        )]
        let missed = (intervals.round() as u64).saturating_sub(1);
        if missed > 0 && self.status.current().leader == Some(true) {
            self.shared.metrics.evaluations_missed_total.inc_by(missed);
            self.status.send_modify(|status| status.missed_total += missed);
        }
    }

    /// Waits a moment for the sample of this evaluation: both follow the same clock.
    async fn await_sample(&mut self, memory: &mut Memory, now: Millis) {
        let slot = slot_of(now);
        let (receiver, clock) = (&mut self.samples, &self.shared.clock);
        let waiting = async {
            while !memory.has_sample(slot, clock.now()) {
                let Some(sampled) = receiver.recv().await else { break };
                memory.take(sampled);
            }
        };
        // Without the sample, its values are unknown in this evaluation.
        let _ = tokio::time::timeout(SAMPLE_PATIENCE, waiting).await;
        if !memory.has_sample(slot, self.shared.clock.now()) {
            memory.windows.forget_from(slot);
        }
    }

    async fn evaluate(
        &self,
        memory: &mut Memory,
        now: Millis,
    ) -> Result<std::collections::BTreeMap<String, super::engine::RuleState>, store::Error> {
        let mut tries = 0;
        loop {
            if !memory.is_loaded {
                self.load(memory, now).await?;
            }
            // The process was suspended or the clock was set: the time between is unknown, as after
            // a restart.
            if let Some(last) = memory.evaluated_at.filter(|last| self.was_away(*last, now)) {
                memory.engine.was_not_evaluated(last);
            }
            match self.try_evaluate(memory, now).await {
                Ok(rules) => {
                    memory.evaluated_at = Some(now);
                    return Ok(rules);
                }
                Err(store::Error::Conflict) if tries < TRIES => tries += 1,
                outcome => return outcome,
            }
        }
    }

    async fn try_evaluate(
        &self,
        memory: &mut Memory,
        now: Millis,
    ) -> Result<std::collections::BTreeMap<String, super::engine::RuleState>, store::Error> {
        let catalog = Catalog::read(&self.shared.store, &self.configured).await?;
        let open = self.shared.store.open_alerts().await?;
        let state = Arc::clone(&self.shared.state);
        let figures = tokio::task::spawn_blocking(move || {
            let state = state.read();
            (state.room_figures(now), state.join_figures(now))
        });
        // A panic there ends this task as well.
        let (rooms, joins) = figures.await.expect("figures are read without a panic");
        let evaluation =
            Evaluation::new(now, &memory.windows, rooms, joins, self.node_downtimes(now));
        let evidence = |rule: &crate::model::Rule, subject: &Subject| {
            self.look(|state| evidence::gather(state, rule, subject, now))
        };
        let mut outcome = round::evaluate(&catalog, &memory.engine, open, &evaluation, &evidence);
        outcome.batch.lease = Some(self.lease());
        outcome.batch.states.push(StoredState {
            rule: LAST_EVALUATION.0.to_owned(),
            subject: LAST_EVALUATION.1.to_owned(),
            state: now.0.to_string(),
        });
        let head = self.shared.store.record(&outcome.batch).await?;
        memory.engine = outcome.engine;
        self.count_audit(head.sequence);
        for (_, transition) in &outcome.batch.steps {
            let kind = transition.kind.as_str();
            self.shared.metrics.alert_transitions_total.with_label_values(&[kind]).inc();
        }
        for alert in &outcome.alerts {
            self.shared.feed.publish(&frame::alert(self.look(State::revision), alert));
        }
        let deployments = self.look(State::deployments);
        open::add_rules(&mut outcome.open, catalog.enabled(), &deployments);
        open::export(&self.shared.metrics, &memory.open, &outcome.open);
        memory.open = outcome.open;
        Ok(outcome.rules)
    }

    /// Loads the stored states, of an earlier process or of another.
    async fn load(&self, memory: &mut Memory, now: Millis) -> Result<(), store::Error> {
        let mut engine = Engine::default();
        let mut last = None;
        for stored in self.shared.store.alert_states().await? {
            if (stored.rule.as_str(), stored.subject.as_str()) == LAST_EVALUATION {
                last = stored.state.parse().ok().map(Millis);
                continue;
            }
            let parsed: Option<TrackedAlert> = serde_json::from_str(&stored.state).ok();
            if let Some((subject, state)) = Subject::from_key(&stored.subject).zip(parsed) {
                engine.adopt(&stored.rule, subject, state);
            } else {
                tracing::error!(
                    rule = stored.rule,
                    subject = stored.subject,
                    "a stored state of an alert rule cannot be parsed; it is ignored"
                );
            }
        }
        // A shorter time without evaluation is a restart; the stored samples have no gap either.
        if let Some(last) = last.filter(|last| self.was_away(*last, now)) {
            engine.was_not_evaluated(last);
        }
        if !memory.has_past {
            let from = slot_of(now.plus(-PAST_MS));
            for sample in self.shared.store.history(from, now, SLOT_MS, None, None).await? {
                memory.windows.take_system(sample);
            }
            for sample in self.shared.store.source_samples(from, now, None).await? {
                memory.windows.take_source(sample);
            }
            memory.has_past = true;
        }
        memory.engine = engine;
        memory.is_loaded = true;
        if let Ok(head) = self.shared.store.audit_head().await {
            self.count_audit(head.sequence);
        }
        Ok(())
    }

    #[expect(clippy::cast_precision_loss, reason = "a trail has far fewer lines than 2^53")]
    fn count_audit(&self, sequence: u64) {
        self.shared.metrics.audit_sequence.set(sequence as f64);
    }

    /// Whether the time since the last evaluation is so long that it counts as not evaluated.
    fn was_away(&self, last: Millis, now: Millis) -> bool {
        now.since(last) > self.interval_ms().saturating_mul(3).max(AWAY_MS)
    }

    fn node_downtimes(&self, now: Millis) -> Vec<NodeDowntime> {
        let deployments = self.look(State::deployments);
        node_downtimes(&deployments, &self.nodes.current(), self.started_at, now)
    }
}
