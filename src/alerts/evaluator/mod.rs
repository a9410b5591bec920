//! The evaluator: every interval, all rules against what is observed, by one process of all that
//! share the database.
//!
//! Whoever holds the lease evaluates. What an evaluation comes to (alerts, states, audit, outbox) is
//! one transaction that checks the lease again: a process that was suspended cannot write what
//! another has overtaken. Where the database refuses, nothing has happened, and the next tick comes
//! to the same from the same beginning.

mod evidence;
mod memory;
mod round;
mod schedule;

use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use self::memory::Memory;
use self::schedule::Schedule;
use super::catalog::{Catalog, SharedConfigured};
use super::engine::{Engine, Kept};
use super::evaluation::{Evaluation, NodeFigures};
use super::status::Status;
use super::windows::{SLOT_MS, Windows, slot_of};
use crate::model::{Millis, NodeStatus, Sampled, Subject, Text};
use crate::shared::Shared;
use crate::state::{State, frame};
use crate::store::{self, Lease, StoredState};
use crate::tasks;

/// What the lease is for.
pub const LEASE: &str = "alerting";

/// How long a lease holds that is not kept: another process takes over after it.
const LEASE_DURATION: Duration = Duration::from_secs(9);

/// How often it is kept, or asked for.
const LEASE_PAUSE: Duration = Duration::from_secs(3);

/// How long an evaluation waits for the sample of its slot.
const SAMPLE_PATIENCE: Duration = Duration::from_secs(1);

/// How often an evaluation begins anew because somebody acted on an alert meanwhile.
const TRIES: u32 = 5;

/// How long giving the lease back may take at the end.
const LAST_LIMIT: Duration = Duration::from_secs(1);

/// Under which name the time of the last evaluation is kept among the states: no rule's.
const LAST_EVALUATION: (&str, &str) = ("", "last_evaluation");

/// Who did not evaluate for no longer, milliseconds, was only started again.
const AWAY_MS: i64 = 60_000;

/// The past that windows look at, milliseconds.
const PAST_MS: i64 = 3_600_000;

/// Evaluates rules.
pub struct Evaluator {
    /// The state, the store, and whoever follows changes.
    pub shared: Shared,
    /// What is sampled.
    pub samples: mpsc::Receiver<Sampled>,
    /// How the nodes are doing.
    pub nodes: watch::Receiver<Vec<NodeStatus>>,
    /// Rules and receivers of the configuration.
    pub configured: SharedConfigured,
    /// How often rules are evaluated.
    pub interval: Duration,
    /// Who this process is.
    pub holder: Uuid,
    /// Notified how it is doing.
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
        let mut due = self.shared.clock.when(self.ticks().next(self.shared.clock.now()));
        loop {
            tasks::working(tasks::STALLED);
            tokio::select! {
                _ = lease.tick() => self.keep_lease(&mut memory).await,
                sampled = self.samples.recv() => match sampled {
                    Some(sampled) => memory.take(sampled),
                    None => break,
                },
                () = self.shared.clock.reach(due) => {
                    // Evaluated is the grid, so that a backtest comes to the same.
                    let at = self.ticks().latest(self.shared.clock.now());
                    self.tick(&mut memory, at).await;
                    let next = self.shared.clock.when(self.ticks().behind(at, self.shared.clock.now()));
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

    fn ticks(&self) -> Schedule {
        Schedule(self.interval_ms())
    }

    fn look<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        self.shared.glance(look)
    }

    async fn keep_lease(&self, memory: &mut Memory) {
        let Ok(held) = self.shared.store.take_lease(&self.lease(), LEASE_DURATION).await else {
            // Whether it is still held is checked wherever something is written.
            return;
        };
        let before = self.status.borrow().leader;
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

    async fn tick(&mut self, memory: &mut Memory, now: Millis) {
        if self.status.borrow().leader != Some(true) {
            self.keep_lease(memory).await;
            if self.status.borrow().leader != Some(true) {
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
            if self.status.borrow().error.is_none() {
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
        if self.status.borrow().error.is_none() {
            self.shared.metrics.evaluation_timestamp_seconds.set(now.seconds_since(Millis(0)));
        }
    }

    /// Counts evaluations that were left out between two that are so far apart: because the first
    /// took too long, or began too late. By what passed: a clock that is set leaves nothing out.
    fn count_missed(&self, apart: Duration) {
        let intervals = apart.as_secs_f64() / self.interval.as_secs_f64();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a small number"
        )]
        let missed = (intervals.round() as u64).saturating_sub(1);
        if missed > 0 && self.status.borrow().leader == Some(true) {
            self.shared.metrics.evaluations_missed_total.inc_by(missed);
            self.status.send_modify(|status| status.missed_total += missed);
        }
    }

    /// Waits a moment for the sample that belongs to the tick: both come by the same clock.
    async fn await_sample(&mut self, memory: &mut Memory, now: Millis) {
        let slot = slot_of(now);
        let (told, clock) = (&mut self.samples, &self.shared.clock);
        let waiting = async {
            while !memory.has_sample(slot, clock.now()) {
                let Some(sampled) = told.recv().await else { break };
                memory.take(sampled);
            }
        };
        // Without it, what it would tell is unknown at this tick.
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
            // Suspended, or by a clock that was set: what passed is not known, as after a restart.
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
            let state = state.read().unwrap_or_else(PoisonError::into_inner);
            (state.room_figures(now), state.join_figures(now))
        });
        // A panic there is one of ours, and ends the task as one of its own would.
        let (rooms, joins) = figures.await.expect("figures are read without a panic");
        let tick = Evaluation::new(now, &memory.windows, rooms, joins, self.node_figures(now));
        let evidence = |rule: &crate::model::Rule, subject: &Subject| {
            self.look(|state| evidence::gather(state, rule, subject, now))
        };
        let mut outcome = round::evaluate(&catalog, &memory.engine, open, &tick, &evidence);
        outcome.batch.lease = Some(self.lease());
        outcome.batch.states.push(StoredState {
            rule: LAST_EVALUATION.0.to_owned(),
            subject: LAST_EVALUATION.1.to_owned(),
            state: now.0.to_string(),
        });
        let head = self.shared.store.record(&outcome.batch).await?;
        memory.engine = outcome.engine;
        self.shared.metrics.audit_sequence.set(i64::try_from(head.sequence).unwrap_or(i64::MAX));
        for (_, transition) in &outcome.batch.steps {
            let kind = transition.kind.as_str();
            self.shared.metrics.alert_transitions_total.with_label_values(&[kind]).inc();
        }
        for alert in &outcome.alerts {
            self.shared.feed.publish(&frame::alert(self.look(State::revision), alert));
        }
        for (severity, count) in outcome.open {
            self.shared.metrics.alerts_open.with_label_values(&[severity.as_str()]).set(count);
        }
        Ok(outcome.rules)
    }

    /// Takes over what was kept, by an earlier process or by another.
    async fn load(&self, memory: &mut Memory, now: Millis) -> Result<(), store::Error> {
        let mut engine = Engine::default();
        let mut last = None;
        for kept in self.shared.store.alert_states().await? {
            if (kept.rule.as_str(), kept.subject.as_str()) == LAST_EVALUATION {
                last = kept.state.parse().ok().map(Millis);
                continue;
            }
            let parsed: Option<Kept> = serde_json::from_str(&kept.state).ok();
            if let Some((subject, state)) = Subject::from_key(&kept.subject).zip(parsed) {
                engine.adopt(&kept.rule, subject, state);
            } else {
                tracing::error!(
                    rule = kept.rule,
                    subject = kept.subject,
                    "a state of an alert rule is not understood; it begins anew"
                );
            }
        }
        // A shorter time without evaluation is a restart, and no gap in what is stored, either.
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
            self.shared
                .metrics
                .audit_sequence
                .set(i64::try_from(head.sequence).unwrap_or(i64::MAX));
        }
        Ok(())
    }

    /// Whether it is so long since the last evaluation that this was no evaluating.
    fn was_away(&self, last: Millis, now: Millis) -> bool {
        now.since(last) > self.interval_ms().saturating_mul(3).max(AWAY_MS)
    }

    fn node_figures(&self, now: Millis) -> Vec<NodeFigures> {
        let regions = self.look(State::deployments);
        let nodes = self.nodes.borrow();
        let figures = nodes.iter().map(|node| {
            let region = regions.iter().find(|known| known.name == node.deployment);
            let down_seconds = match (&node.failure, node.last_success_at) {
                (None, Some(_)) => Some(0.0),
                (Some(_), success) => Some(now.seconds_since(success.unwrap_or(self.started_at))),
                (None, None) => None,
            };
            NodeFigures {
                deployment: Arc::clone(&node.deployment),
                region: region.and_then(|known| known.region.clone()),
                url: Text::from(node.url.as_str()),
                down_seconds,
            }
        });
        figures.collect()
    }
}
