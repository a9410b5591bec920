//! The replay of subjects that come and go: it evaluates only moments at which something changes.
//!
//! Between two changes of an observation, a state changes by time alone, and [`next_change`] says
//! when. So evaluating these subjects at these moments equals evaluating every subject at every
//! moment; a property test compares both.

use std::cmp::Reverse;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, VecDeque};
use std::sync::Arc;

use super::grid::Grid;
use super::log::AlertLog;
use crate::alerts::engine::Engine;
use crate::alerts::evaluate::{
    AlertState, Condition, FLAP_WINDOW_MS, Observation, Phase, next_change,
};
use crate::model::{Millis, Rule, Subject, Text};

/// Subjects that come and go, and what a rule observes of them.
pub(super) trait Scene: Send + 'static {
    /// Whether an observation grows by time alone.
    const GROWS: bool;
    /// The observation of a missing subject.
    const MISSING: Observation;

    /// When something changes next; `None` if no change is known.
    fn next(&self) -> Option<Millis>;
    /// Applies all changes up to `moment`, and adds the changed subjects to `changed`.
    fn advance(&mut self, moment: Millis, changed: &mut Vec<u32>);
    /// A subject and its region; `None` if the rule does not observe it.
    fn subject(&self, number: u32) -> Option<&(Subject, Option<Text>)>;
    /// The number of a subject; `None` if it is missing.
    fn number(&self, subject: &Subject) -> Option<u32>;
    /// The observation of a subject at `at`, which must not be after its next change.
    fn observe(&self, number: u32, at: Millis) -> Observation;
    /// When a subject changes next after `at`, other than by time alone.
    fn changes_at(&self, number: u32, at: Millis) -> Option<Millis>;
}

/// Replays a scene through an engine.
pub(super) struct Replay<S> {
    /// The subjects.
    pub(super) scene: S,
    /// The alerts.
    pub(super) log: AlertLog,
    rule: Rule,
    condition: Condition,
    grid: Arc<Grid>,
    engine: Engine,
    /// Subjects to evaluate at a moment, because time alone may change them.
    agenda: BinaryHeap<Reverse<(Millis, Subject)>>,
    /// Subjects that do not fire because of the limit of open alerts.
    suppressed: BTreeSet<Subject>,
    /// The first moment after each time without evaluation.
    resumptions: VecDeque<Millis>,
    changed: Vec<u32>,
}

type Observed = BTreeMap<Subject, (Option<Text>, Observation)>;

impl<S: Scene> Replay<S> {
    pub(super) fn new(scene: S, log: AlertLog, rule: Rule, grid: Arc<Grid>) -> Self {
        Self {
            scene,
            log,
            condition: Condition::of(&rule),
            rule,
            resumptions: grid.resumptions().into(),
            grid,
            engine: Engine::default(),
            agenda: BinaryHeap::new(),
            suppressed: BTreeSet::new(),
            changed: Vec::new(),
        }
    }

    /// Replays every moment before `end`.
    pub(super) fn run(&mut self, end: Millis) {
        let end = end.min(self.grid.to());
        while let Some(moment) = self.next().filter(|moment| *moment < end) {
            self.evaluate(moment);
        }
    }

    /// Ends the range.
    pub(super) fn finish(&mut self) {
        self.run(self.grid.to());
        if S::GROWS
            && let Some(last) = self.grid.evaluated_before(self.grid.to())
        {
            for subject in self.log.open() {
                self.record_value(&subject, last);
            }
        }
        self.log.finish(self.grid.to());
    }

    /// The next moment at which something may happen.
    fn next(&self) -> Option<Millis> {
        let changes = self.scene.next().map(|at| self.grid.at_or_after(at));
        let due = self.agenda.peek().map(|Reverse((at, _))| *at);
        let resumes = self.resumptions.front().copied();
        let first = [changes, due, resumes].into_iter().flatten().min()?;
        Some(self.grid.evaluated(first))
    }

    fn evaluate(&mut self, moment: Millis) {
        let before = self.grid.evaluated_before(moment);
        let mut changed = std::mem::take(&mut self.changed);
        self.scene.advance(moment, &mut changed);
        changed.sort_unstable();
        changed.dedup();
        let mut observed = Observed::new();
        for number in &changed {
            let Some((subject, region)) = self.scene.subject(*number) else { continue };
            let observation = self.scene.observe(*number, moment);
            let tracked = self.engine.tracked(&self.rule.name, subject);
            if self.changes_state(tracked.map(|tracked| &tracked.state), observation, moment) {
                observed.insert(subject.clone(), (region.clone(), observation));
            }
            if let Some(at) = self.flips_at(*number, observation, moment) {
                self.agenda.push(Reverse((at, subject.clone())));
            }
        }
        while let Some(Reverse((_, subject))) =
            self.agenda.peek().filter(|due| due.0.0 <= moment).cloned()
        {
            self.agenda.pop();
            self.look(subject, moment, &mut observed);
        }
        while self.resumptions.front().is_some_and(|at| *at <= moment) {
            self.resumptions.pop_front();
            if let Some(before) = before {
                self.engine.was_not_evaluated(before);
            }
            let state: Vec<_> = self.engine.states().map(|it| it.1.clone()).collect();
            for subject in state {
                self.look(subject, moment, &mut observed);
            }
        }
        self.admit_suppressed(moment, &mut observed);
        if S::GROWS
            && let Some(before) = before
        {
            self.remember(&changed, &observed, before);
        }
        self.evaluate_observed(moment, observed);
        if !S::GROWS {
            self.remember(&changed, &Observed::new(), moment);
        }
        changed.clear();
        self.changed = changed;
    }

    /// Observes a subject.
    fn look(&self, subject: Subject, moment: Millis, observed: &mut Observed) {
        let Entry::Vacant(entry) = observed.entry(subject) else { return };
        let seen = self.scene.number(entry.key()).and_then(|number| {
            let (_, region) = self.scene.subject(number)?;
            Some((region.clone(), self.scene.observe(number, moment)))
        });
        entry.insert(seen.unwrap_or((None, S::MISSING)));
    }

    /// Whether an evaluation of this observation changes the state.
    fn changes_state(
        &self,
        state: Option<&AlertState>,
        observation: Observation,
        moment: Millis,
    ) -> bool {
        let holds = self.condition.holds(observation);
        let Some(state) = state else { return holds == Some(true) };
        let is_due =
            || next_change(&self.condition, state, observation).is_some_and(|at| at <= moment);
        let Some(holds) = holds else { return state.unknown.is_none() };
        match state.phase {
            _ if state.unknown.is_some() || observation == Observation::Gone => true,
            Phase::Idle | Phase::Firing { clear_since: Some(_) } if holds => true,
            Phase::Idle => false,
            Phase::Firing { clear_since: None } | Phase::Pending { .. } | Phase::Held if !holds => {
                true
            }
            Phase::Firing { .. } | Phase::Pending { .. } | Phase::Held => is_due(),
        }
    }

    /// The first moment after `moment` at which time alone makes the condition begin or cease to
    /// hold.
    fn flips_at(&self, number: u32, observation: Observation, moment: Millis) -> Option<Millis> {
        let holds = self.condition.holds(observation).filter(|_| S::GROWS)?;
        if observation == Observation::Gone {
            return None;
        }
        let step_ms = self.grid.step_ms();
        let until = self.scene.changes_at(number, moment).unwrap_or(self.grid.to());
        let moments = self.grid.count(moment.plus(1), until);
        let after =
            |moments: u64| moment.plus(step_ms * i64::try_from(moments).unwrap_or(i64::MAX));
        let (mut low, mut high) = (1, moments + 1);
        while low < high {
            let middle = low + (high - low) / 2;
            let then = self.condition.holds(self.scene.observe(number, after(middle)));
            if then == Some(holds) { low = middle + 1 } else { high = middle }
        }
        (low <= moments).then(|| after(low))
    }

    /// Observes suppressed subjects: each alert that resolves lets one of them fire, in order.
    fn admit_suppressed(&self, moment: Millis, observed: &mut Observed) {
        if self.suppressed.is_empty() {
            return;
        }
        let ends = |(subject, (_, observation)): &(&Subject, &(Option<Text>, Observation))| {
            self.condition.holds(*observation) == Some(false) && self.log.is_open(subject)
        };
        let ends = observed.iter().filter(ends).count();
        // One that ends at the same moment takes no place.
        let waits = |subject: &&Subject| {
            let seen = observed.get(*subject);
            seen.is_none_or(|(_, observation)| self.condition.holds(*observation) != Some(false))
        };
        let admitted: Vec<_> = self.suppressed.iter().filter(waits).take(ends).cloned().collect();
        for subject in admitted {
            self.look(subject, moment, observed);
        }
    }

    fn evaluate_observed(&mut self, moment: Millis, observed: Observed) {
        if observed.is_empty() {
            return;
        }
        let list = observed
            .iter()
            .map(|(subject, (region, observation))| (subject.clone(), region.clone(), *observation))
            .collect();
        let (steps, _) = self.engine.evaluate_subjects(&self.rule, moment, list);
        for step in &steps {
            self.log.take(step, moment);
        }
        for (subject, (_, observation)) in observed {
            self.suppressed.remove(&subject);
            let Some(tracked) = self.engine.tracked(&self.rule.name, &subject) else { continue };
            let state = &tracked.state;
            let next = match (state.phase, state.fired.last()) {
                // Evaluates it again to drop its times of firing.
                (Phase::Idle, Some(fired)) => Some(fired.plus(FLAP_WINDOW_MS)),
                _ => next_change(&self.condition, state, observation),
            };
            match next.map(|at| self.grid.at_or_after(at)) {
                Some(at) if at > moment => self.agenda.push(Reverse((at, subject))),
                // It was due, but did not fire.
                Some(_) if matches!(state.phase, Phase::Pending { .. }) => {
                    self.suppressed.insert(subject);
                }
                _ => {}
            }
        }
    }

    /// Records the values at `at` of subjects with an open alert.
    fn remember(&mut self, changed: &[u32], observed: &Observed, at: Millis) {
        let known = changed.iter().filter_map(|number| self.scene.subject(*number));
        let open: Vec<Subject> = known
            .map(|(subject, _)| subject)
            .chain(observed.keys())
            .filter(|subject| self.log.is_open(subject))
            .cloned()
            .collect();
        for subject in open {
            self.record_value(&subject, at);
        }
    }

    fn record_value(&mut self, subject: &Subject, at: Millis) {
        if let Some(number) = self.scene.number(subject) {
            self.log.still(subject, self.scene.observe(number, at).value());
        }
    }
}
