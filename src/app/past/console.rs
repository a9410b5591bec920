//! A console in the past: folds, samples, compares, evaluates and acts at each slot of its clock,
//! with the parts of the live console.

use std::iter::Peekable;
use std::sync::Arc;
use std::vec;

use anyhow::Context as _;
use parking_lot::RwLock;
use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot, watch};

use super::hours::Hour;
use super::incidents::Incidents;
use super::listings::Listings;
use super::people::People;
use crate::alerts::amend::{self, Amender};
use crate::alerts::evaluator::PastEvaluator;
use crate::clock::Clock;
use crate::ingest::scrape::NodeReader;
use crate::ingest::{Intake, Reports};
use crate::livekit::Holder;
use crate::model::{
    DeploymentName, Event, Millis, NodeSample, NodeStatus, SourceSample, SystemSample,
};
use crate::pipeline::Pipeline;
use crate::pipeline::gaps::{Gaps, KnownGaps};
use crate::pipeline::sampling::{Drifts, Sampling};
use crate::pipeline::storage::with_contained;
use crate::simulator::Restarts;
use crate::state::State;
use crate::store::SharedStore;
use crate::watched::Watched as _;

/// The slots of samples, milliseconds.
pub(super) const SLOT: i64 = 10_000;

const MINUTE: i64 = 60_000;

/// How often LiveKit's rooms are listed in quiet times, milliseconds: twice in a row, since the
/// reconciler believes nothing that only one listing shows.
const LISTED_EVERY: i64 = 60 * MINUTE;

/// How long after a crash of the node the rooms are listed in each slot, milliseconds.
const AFTER_CRASH: i64 = 2 * MINUTE;

/// Rows that are written together: a commit costs more than a row.
const ROWS: usize = 6000;

/// What is written at once.
#[derive(Default)]
pub(super) struct Rows {
    pub(super) events: Vec<Arc<Event>>,
    pub(super) system: Vec<SystemSample>,
    pub(super) sources: Vec<SourceSample>,
    pub(super) nodes: Vec<NodeSample>,
    /// Receives when it is written.
    pub(super) written: Option<oneshot::Sender<()>>,
}

/// The console of the past.
pub(super) struct PastConsole {
    pub(super) seed: u64,
    pub(super) deployment: DeploymentName,
    pub(super) clock: Clock,
    pub(super) state: Arc<RwLock<State>>,
    pub(super) store: SharedStore,
    pub(super) runtime: Handle,
    pub(super) intake: Arc<Intake>,
    pub(super) reports: Reports,
    pub(super) pipeline: Pipeline,
    pub(super) sampling: Sampling,
    pub(super) drifts: Drifts,
    pub(super) listings: Listings,
    pub(super) node: NodeReader,
    pub(super) nodes: watch::Sender<Vec<NodeStatus>>,
    pub(super) evaluator: PastEvaluator,
    /// From then on gaps are looked for and rules evaluated in each slot; before, each minute.
    pub(super) lively_from: Millis,
    pub(super) people: People,
    pub(super) amender: Amender,
    pub(super) gaps: Gaps,
    pub(super) known_gaps: KnownGaps,
    pub(super) incidents: Incidents,
    pub(super) restarts: Restarts,
    pub(super) is_down: bool,
    pub(super) rows: Rows,
    pub(super) writer: mpsc::Sender<Rows>,
}

/// What LiveKit, its clients and its node say in an hour, in order.
struct Inputs {
    webhooks: Peekable<vec::IntoIter<(Event, Option<Millis>)>>,
    reports: Peekable<vec::IntoIter<(Millis, Holder, Vec<u8>)>>,
    metrics: Peekable<vec::IntoIter<(Millis, String)>>,
}

impl PastConsole {
    /// Lives through an hour.
    pub(super) fn live(&mut self, hour: Hour) -> anyhow::Result<()> {
        self.listings.prepare(hour.from, hour.to);
        let mut inputs = Inputs {
            webhooks: hour.webhooks.into_iter().peekable(),
            reports: hour.reports.into_iter().peekable(),
            metrics: hour.metrics.into_iter().peekable(),
        };
        let mut at = Millis((hour.from.0.div_euclid(SLOT) + 1) * SLOT);
        while at <= hour.to {
            self.slot(&mut inputs, at)?;
            at = at.plus(SLOT);
        }
        self.take_webhooks(&mut inputs, hour.to);
        self.take_reports(&mut inputs, hour.to);
        if self.rows.events.len() + self.rows.system.len() >= ROWS {
            self.write(None)?;
        }
        Ok(())
    }

    /// Writes what is left, and what the live evaluator needs.
    pub(super) fn end(mut self) -> anyhow::Result<()> {
        self.write(None)?;
        let last = self.evaluator.last();
        self.runtime.block_on(self.store.record(&last)).context("writing the last evaluation")?;
        Ok(())
    }

    fn slot(&mut self, inputs: &mut Inputs, at: Millis) -> anyhow::Result<()> {
        self.clock.set(at);
        if self.incidents.is_down(at) {
            self.is_down = true;
            while inputs.reports.next_if(|(received, ..)| *received < at).is_some() {}
            while inputs.metrics.next_if(|(read, _)| *read <= at).is_some() {}
            return Ok(());
        }
        if std::mem::take(&mut self.is_down) {
            self.start_again(at)?;
        }
        self.take_webhooks(inputs, at);
        self.take_reports(inputs, at);
        self.take_metrics(inputs, at);
        self.listings.answered(at);
        if self.is_listed(at) {
            let node = self.node.status();
            let found = self.listings.compare(&mut self.state.write(), node, at);
            self.apply(found);
        }
        if at.0 % MINUTE == 0 {
            let mut state = self.state.write();
            state.infer_silent_job_ends(at);
            state.evict(at);
        }
        self.state.write().forget_quality(at);
        let sampled = self.sampling.take(&mut self.drifts, at);
        self.rows.system.extend(sampled.system.iter().cloned());
        self.rows.sources.extend(sampled.sources.iter().cloned());
        self.evaluator.take(sampled);
        if at.0 % MINUTE == 0 || at >= self.lively_from {
            self.runtime.block_on(self.gaps.turn(&mut self.known_gaps));
            self.evaluate(at)?;
            self.act(at)?;
        }
        Ok(())
    }

    fn take_webhooks(&mut self, inputs: &mut Inputs, before: Millis) {
        let mut events = Vec::new();
        while let Some((event, happened_at)) =
            inputs.webhooks.next_if(|(event, _)| event.received_at < before)
        {
            if self.intake.is_new(&event.deployment, &event.id) {
                self.intake.received(&event, happened_at);
                events.push(event);
            }
        }
        self.apply(events);
    }

    fn take_reports(&mut self, inputs: &mut Inputs, before: Millis) {
        let mut events = Vec::new();
        while let Some((at, holder, body)) = inputs.reports.next_if(|(at, ..)| *at < before) {
            self.clock.set(at);
            // A report that is refused is lost, as it is live.
            events.extend(self.reports.event(holder, &body).ok());
        }
        self.clock.set(before);
        self.apply(events);
    }

    fn take_metrics(&mut self, inputs: &mut Inputs, until: Millis) {
        while let Some((at, text)) = inputs.metrics.next_if(|(at, _)| *at <= until) {
            // The simulated node writes the format that the reader reads.
            let Ok(sample) = self.node.read(&text, at, self.clock.moment()) else { continue };
            if let Some(score) = sample.figures.quality.and_then(|quality| quality.score) {
                self.state.write().observe_node_quality(&self.deployment, at, score);
            }
            self.rows.nodes.push(sample);
            self.nodes.send_replace(vec![self.node.status().clone()]);
        }
    }

    fn apply(&mut self, events: Vec<Event>) {
        if events.is_empty() {
            return;
        }
        let events: Vec<_> = events.into_iter().map(Arc::new).collect();
        let applied: Vec<_> = events.iter().map(|event| &**event).collect();
        self.pipeline.apply(&applied);
        self.rows.events.extend(events.into_iter().flat_map(with_contained));
    }

    fn is_listed(&self, at: Millis) -> bool {
        at.0 % LISTED_EVERY < 2 * SLOT
            || self.incidents.is_troubled(at)
            || self.restarts.between(at.plus(-AFTER_CRASH), at).next().is_some()
    }

    fn evaluate(&mut self, at: Millis) -> anyhow::Result<()> {
        let nodes = self.nodes.current();
        let round = self.evaluator.evaluate(&self.state.read(), &nodes, at);
        let Some(round) = round else { return Ok(()) };
        let batch = round.batch();
        for new in &batch.opened {
            self.people.see(self.seed, &new.alert);
        }
        let recorded = self.runtime.block_on(async {
            self.store.record(batch).await?;
            self.store.open_alerts().await
        });
        self.evaluator.recorded(round, recorded.context("writing alerts")?);
        Ok(())
    }

    fn act(&mut self, now: Millis) -> anyhow::Result<()> {
        while let Some(due) = self.people.next(now) {
            let acted = self.amender.alert(&due.alert, &due.action, due.by, due.note);
            match self.runtime.block_on(acted) {
                // The alert has resolved by itself meanwhile.
                Ok(_) | Err(amend::Error::Refused(_)) => {}
                Err(error) => anyhow::bail!("acting on an alert of the past: {error:?}"),
            }
            let open = self.runtime.block_on(self.store.open_alerts());
            self.evaluator.amended(open.context("reading alerts")?);
        }
        Ok(())
    }

    /// The console starts again after it was down.
    fn start_again(&mut self, now: Millis) -> anyhow::Result<()> {
        let (written, is_written) = oneshot::channel();
        self.write(Some(written))?;
        // If the writer has failed, it says why.
        let _ = is_written.blocking_recv();
        self.evaluator.was_down();
        self.node = self.node.again();
        self.nodes.send_replace(vec![self.node.status().clone()]);
        self.gaps.started_at = now;
        self.known_gaps = KnownGaps::default();
        Ok(())
    }

    fn write(&mut self, written: Option<oneshot::Sender<()>>) -> anyhow::Result<()> {
        let rows = Rows { written, ..std::mem::take(&mut self.rows) };
        self.writer.blocking_send(rows).ok().context("the past cannot be written")
    }
}
