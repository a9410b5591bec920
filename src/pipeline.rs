//! THE loop: applies events from the journal, in order, to the state, and publishes the changes.
//!
//! ```text
//! journal ──▶ Pipeline: state.apply → metrics, feed ──▶ WebSocket
//!    └──────▶ Storage (pipeline/storage.rs): sessions and events → store, then the cursor
//! ```
//!
//! Both read the same journal, each at its own pace: the live state does not wait for the database,
//! and what is not stored yet is read again when the database is back. Storage never overtakes the
//! pipeline, so the cursor never passes an event whose effect is not stored.

pub mod gaps;
pub mod nodes;
pub mod sampling;
pub mod storage;
pub mod timers;

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use parking_lot::{RwLock, RwLockWriteGuard};
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::ingest::{Follower, Intake, Reports};
use crate::metrics::Metrics;
use crate::model::{Drift, Event, Millis, Source};
use crate::state::feed::{Feed, Frame, Topic};
use crate::state::{ParticipantOutcome, State, StateChange, Tally, frame};
use crate::tasks;

/// Under load, the interval between two reads of the journal: each read wakes a thread, which costs
/// more than applying an event. After an idle time an event is applied at once.
const GATHER: Duration = Duration::from_millis(5);

/// The most events that are applied under one lock of the state: about a millisecond's work.
const BATCH_EVENTS: usize = 256;

/// Applies events.
#[derive(Debug)]
pub struct Pipeline {
    /// Where events come from.
    pub follower: Follower,
    /// The state to which they are applied.
    pub state: Arc<RwLock<State>>,
    /// Where changes are published.
    pub feed: Feed,
    /// The console's own metrics.
    pub metrics: Arc<Metrics>,
    /// The time.
    pub clock: Clock,
    /// Sequence number of the next event to apply: all before it are in the state.
    pub applied: watch::Sender<u64>,
    /// Receives the ids of replayed events, so that a repetition is recognised.
    pub intake: Arc<Intake>,
    /// Receives the ids of replayed client reports.
    pub reports: Arc<Reports>,
    /// When the console started: events received before it are replayed.
    pub started_at: Millis,
}

impl Pipeline {
    /// Applies events until `drain` is cancelled and the journal has no more.
    pub async fn run(mut self, drain: CancellationToken) -> anyhow::Result<()> {
        let mut last = None;
        loop {
            tasks::idle();
            let more = async {
                if let Some(last) = last {
                    sleep_until(last + GATHER).await;
                }
                self.follower.wait().await
            };
            let draining = tokio::select! {
                () = drain.cancelled() => true,
                more = more => !more,
            };
            last = Some(Instant::now());
            tasks::working(tasks::STALLED);
            while self.apply_next()? {
                tasks::working(tasks::STALLED);
                tokio::task::yield_now().await;
            }
            if draining {
                return Ok(());
            }
        }
    }

    /// Applies the next events of the journal; returns whether there were any.
    pub fn apply_next(&mut self) -> anyhow::Result<bool> {
        let events = self.follower.read(BATCH_EVENTS, u64::MAX).context("reading the journal")?;
        let is_some = !events.is_empty();
        if is_some {
            let events: Vec<_> = events.iter().map(|(_, event)| &**event).collect();
            self.apply(&events);
        }
        // Events that are missing from the journal count as applied.
        let next = self.follower.next();
        self.applied.send_if_modified(|applied| std::mem::replace(applied, next) != next);
        Ok(is_some)
    }

    /// Applies these events.
    pub fn apply(&self, events: &[&Event]) {
        for event in events.iter().filter(|event| event.received_at < self.started_at) {
            match event.source {
                Source::Client => self.reports.remember(&event.deployment, &event.id),
                _ => self.intake.remember(&event.deployment, &event.id),
            }
        }
        {
            let mut state = self.state.write();
            let mut changes = Vec::new();
            for event in events {
                changes.extend(state.apply(event));
            }
            self.observe_clocks(&mut state, events);
            let tally = state.take_tally();
            // The downgraded lock lets readers in while frames are encoded, and no writer.
            publish_changes(&RwLockWriteGuard::downgrade(state), changes, &self.feed, &self.clock);
            count(&self.metrics, tally);
        }
        for event in events.iter().filter(|event| event.received_at >= self.started_at) {
            self.observe(event);
        }
    }
}

impl Pipeline {
    /// Updates the clock skews from the tokens of these webhooks.
    fn observe_clocks(&self, state: &mut State, events: &[&Event]) {
        for event in events.iter().filter(|event| event.source == Source::Webhook) {
            let skews = self.intake.deliveries().skews(&event.deployment, event.received_at);
            if let Some(skews) = skews {
                state.observe_skews(&event.deployment, skews);
            }
        }
    }

    /// Counts drift and missing webhooks; a repeated finding does not count.
    fn observe(&self, event: &Event) {
        if event.source == Source::Poll {
            if !self.intake.is_new(&event.deployment, &event.id) {
                return;
            }
            if let Some(drift) = Drift::from_name(&event.name) {
                let labels = [&*event.deployment, drift.as_str()];
                self.metrics.drift_total.with_label_values(&labels).inc();
            }
        }
        self.intake.deliveries().observe(event);
    }
}

/// Publishes `changes` to the feed. The caller holds the lock of the state, so that frames leave in
/// the order of their `seq`.
fn publish_changes(state: &State, changes: Vec<StateChange>, feed: &Feed, clock: &Clock) {
    if changes.is_empty() || !feed.wants_rooms() {
        return;
    }
    let is_wanted = |change: &StateChange| {
        let room = change.room.as_ref();
        room.is_some_and(|room| feed.wants(Topic::Rooms, Some(&room.sid)))
    };
    let changes = changes.into_iter().filter(is_wanted).collect();
    let now = clock.now();
    for change in latest(changes) {
        let (room, participant, job) = state.describe(&change, now);
        if let Some(room) = &room {
            let name = change.kind.as_str();
            feed.publish(&frame::room_update(
                state.revision(),
                name,
                room,
                participant.as_ref(),
                job.as_ref(),
            ));
        }
    }
}

/// Only the last of several changes of the same kind and subject: each frame shows the current
/// state, so an earlier one would be the same.
fn latest(changes: Vec<StateChange>) -> Vec<StateChange> {
    let mut seen = HashSet::new();
    let mut latest: Vec<_> = changes
        .into_iter()
        .rev()
        .filter(|change| {
            seen.insert((
                change.kind,
                change.room.clone(),
                change.participant.clone(),
                change.job.clone(),
            ))
        })
        .collect();
    latest.reverse();
    latest
}

/// Counts how participant sessions and rooms ended.
fn count(metrics: &Metrics, tally: Tally) {
    for (became, times) in tally.participants {
        let deployment = &*became.deployment;
        let kind = became.kind.unwrap_or("unknown");
        if became.from.is_none() && became.to != ParticipantOutcome::Aborted {
            metrics.joins_total.with_label_values(&[deployment, kind]).inc_by(times);
        }
        match (became.to, became.from) {
            (ParticipantOutcome::Departed(departure), _) if became.ends => {
                let labels = [deployment, kind, departure.as_str()];
                metrics.departures_total.with_label_values(&labels).inc_by(times);
            }
            (ParticipantOutcome::Aborted, _) if became.ends => {
                metrics.aborted_connections_total.with_label_values(&[deployment]).inc_by(times);
            }
            (to, Some(from)) => {
                let labels = [deployment, from.as_str(), to.as_str()];
                metrics.departures_revised_total.with_label_values(&labels).inc_by(times);
            }
            _ => {}
        }
    }
    for (deployment, seconds) in tally.rooms {
        metrics.room_duration_seconds.with_label_values(&[&*deployment]).observe(seconds);
    }
}

/// Publishes a frame about all deployments together.
fn publish_metrics(state: &State, feed: &Feed, clock: &Clock) {
    let now = clock.now();
    let metrics = crate::model::SystemMetrics::sum(now, &state.samples(now));
    let frame: Frame = frame::metrics_update(state.revision(), &metrics);
    feed.publish(&frame);
}
