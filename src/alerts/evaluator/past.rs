//! Evaluates the rules over a past that is made faster than time passes. The rounds are those of
//! the live evaluator; only what changes something is written.

use std::sync::Arc;

use super::downtimes::node_downtimes;
use super::memory::Memory;
use super::{LAST_EVALUATION, evidence, round};
use crate::alerts::catalog::{Catalog, Configured};
use crate::alerts::evaluation::Evaluation;
use crate::alerts::windows::Windows;
use crate::model::{Deployment, Millis, NodeStatus, Rule, Sampled, Subject};
use crate::state::State;
use crate::store::{self, AlertBatch, Store, StoredAlert, StoredState};

/// Evaluates the rules over a past.
pub struct PastEvaluator {
    catalog: Catalog,
    memory: Memory,
    deployments: Vec<Deployment>,
    open: Vec<StoredAlert>,
    started_at: Millis,
}

/// A round that changes something.
pub struct PastRound(round::RoundOutcome);

impl PastRound {
    /// What it changes.
    pub const fn batch(&self) -> &AlertBatch {
        &self.0.batch
    }
}

impl PastEvaluator {
    /// Evaluates the rules of `configured` from `started_at` on; nobody is notified.
    pub async fn new(
        store: &Store,
        configured: &Configured,
        deployments: Vec<Deployment>,
        started_at: Millis,
    ) -> Result<Self, store::Error> {
        let watched =
            deployments.iter().map(|known| (Arc::clone(&known.name), known.region.clone()));
        let windows = Windows::new(watched);
        let catalog = Catalog::read(store, configured).await?;
        let memory = Memory::new(windows);
        Ok(Self { catalog, memory, deployments, open: Vec::new(), started_at })
    }

    /// Adds samples.
    pub fn take(&mut self, sampled: Sampled) {
        self.memory.take(sampled);
    }

    /// The console was down since the last evaluation.
    pub fn was_down(&mut self) {
        if let Some(last) = self.memory.evaluated_at {
            self.memory.engine.was_not_evaluated(last);
        }
    }

    /// Evaluates at `now`; returns the round if it changes something. It counts once it is
    /// [`recorded`](Self::recorded).
    pub fn evaluate(
        &mut self,
        state: &State,
        nodes: &[NodeStatus],
        now: Millis,
    ) -> Option<PastRound> {
        let (rooms, joins) = (state.room_figures(now), state.join_figures(now));
        let nodes = node_downtimes(&self.deployments, nodes, self.started_at, now);
        let evaluation = Evaluation::new(now, &self.memory.windows, rooms, joins, nodes);
        let evidence = |rule: &Rule, subject: &Subject| evidence::gather(state, rule, subject, now);
        let open = self.open.clone();
        let round =
            round::evaluate(&self.catalog, &self.memory.engine, open, &evaluation, &evidence);
        self.memory.evaluated_at = Some(now);
        let AlertBatch { opened, changed, steps, states, forgotten, .. } = &round.batch;
        let is_unchanged = opened.is_empty()
            && changed.is_empty()
            && steps.is_empty()
            && states.is_empty()
            && forgotten.is_empty();
        if is_unchanged {
            self.memory.engine = round.engine;
            return None;
        }
        Some(PastRound(round))
    }

    /// Takes over a round whose batch is written; `open` are the open alerts of the store.
    pub fn recorded(&mut self, round: PastRound, open: Vec<StoredAlert>) {
        self.memory.engine = round.0.engine;
        self.open = open;
    }

    /// A person changed an alert; `open` are the open alerts of the store.
    pub fn amended(&mut self, open: Vec<StoredAlert>) {
        self.open = open;
    }

    /// What the live evaluator needs to go on: when the rules were last evaluated.
    pub fn last(&self) -> AlertBatch {
        let at = self.memory.evaluated_at.unwrap_or(self.started_at);
        let state = StoredState {
            rule: LAST_EVALUATION.0.to_owned(),
            subject: LAST_EVALUATION.1.to_owned(),
            state: at.0.to_string(),
        };
        AlertBatch { states: vec![state], ..AlertBatch::default() }
    }
}
