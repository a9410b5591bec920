//! The replay of what comes and goes: only ticks at which something changes are turned.
//!
//! Between two changes of what is observed, a state moves by time alone, and
//! [`next_change`] tells when. So turning at these ticks, with those subjects only, equals turning
//! every tick with every subject: a property test holds one against the other.

use std::cmp::Reverse;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, VecDeque};
use std::sync::Arc;

use super::grid::Grid;
use super::log::Log;
use crate::alerts::engine::Engine;
use crate::alerts::evaluate::{
    AlertState, Condition, FLAP_WINDOW_MS, Observation, Phase, next_change,
};
use crate::model::{Millis, Rule, Subject, Text};

/// What comes and goes, and what a rule observes of it.
pub(super) trait Scene: Send + 'static {
    /// Whether what is observed grows by time alone.
    const GROWS: bool;
    /// What is observed of a subject that is not there.
    const MISSING: Observation;

    /// When something changes next; `None` if nothing more is known of.
    fn next(&self) -> Option<Millis>;
    /// Lets everything happen until `tick`, and tells of whom something changed.
    fn advance(&mut self, tick: Millis, changed: &mut Vec<u32>);
    /// Who that is, and in which region; `None` for one that the rule does not look at.
    fn subject(&self, number: u32) -> Option<&(Subject, Option<Text>)>;
    /// Its number; `None` if it is not there.
    fn number(&self, subject: &Subject) -> Option<u32>;
    /// What is observed of it at `at`, which is not after its next change.
    fn observe(&self, number: u32, at: Millis) -> Observation;
    /// When it changes next otherwise than by time alone, if that is after `at`.
    fn changes_at(&self, number: u32, at: Millis) -> Option<Millis>;
}

/// A scene played through an engine.
pub(super) struct Replay<S> {
    /// What comes and goes.
    pub(super) scene: S,
    /// What happened.
    pub(super) log: Log,
    rule: Rule,
    condition: Condition,
    grid: Arc<Grid>,
    engine: Engine,
    /// Who is to be looked at, and when, though nothing changes.
    agenda: BinaryHeap<Reverse<(Millis, Subject)>>,
    /// Who would fire, but for the limit of open alerts.
    suppressed: BTreeSet<Subject>,
    /// The first tick after each time without evaluation.
    resumptions: VecDeque<Millis>,
    changed: Vec<u32>,
}

type Observed = BTreeMap<Subject, (Option<Text>, Observation)>;

impl<S: Scene> Replay<S> {
    pub(super) fn new(scene: S, log: Log, rule: Rule, grid: Arc<Grid>) -> Self {
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

    /// Plays every tick before `end`.
    pub(super) fn run(&mut self, end: Millis) {
        let end = end.min(self.grid.to());
        while let Some(tick) = self.next().filter(|tick| *tick < end) {
            self.turn(tick);
        }
    }

    /// The range is over.
    pub(super) fn finish(&mut self) {
        self.run(self.grid.to());
        if S::GROWS
            && let Some(last) = self.grid.evaluated_before(self.grid.to())
        {
            for subject in self.log.open() {
                self.was(&subject, last);
            }
        }
        self.log.finish(self.grid.to());
    }

    /// The next tick at which anything may happen.
    fn next(&self) -> Option<Millis> {
        let changes = self.scene.next().map(|at| self.grid.at_or_after(at));
        let due = self.agenda.peek().map(|Reverse((at, _))| *at);
        let resumes = self.resumptions.front().copied();
        let first = [changes, due, resumes].into_iter().flatten().min()?;
        Some(self.grid.evaluated(first))
    }

    fn turn(&mut self, tick: Millis) {
        let before = self.grid.evaluated_before(tick);
        let mut changed = std::mem::take(&mut self.changed);
        self.scene.advance(tick, &mut changed);
        changed.sort_unstable();
        changed.dedup();
        let mut observed = Observed::new();
        for number in &changed {
            let Some((subject, region)) = self.scene.subject(*number) else { continue };
            let observation = self.scene.observe(*number, tick);
            let kept = self.engine.kept(&self.rule.name, subject);
            if self.is_moved(kept.map(|kept| &kept.state), observation, tick) {
                observed.insert(subject.clone(), (region.clone(), observation));
            }
            if let Some(at) = self.flips_at(*number, observation, tick) {
                self.agenda.push(Reverse((at, subject.clone())));
            }
        }
        while let Some(Reverse((_, subject))) =
            self.agenda.peek().filter(|due| due.0.0 <= tick).cloned()
        {
            self.agenda.pop();
            self.look(subject, tick, &mut observed);
        }
        while self.resumptions.front().is_some_and(|at| *at <= tick) {
            self.resumptions.pop_front();
            if let Some(before) = before {
                self.engine.was_not_evaluated(before);
            }
            let state: Vec<_> = self.engine.states().map(|it| it.1.clone()).collect();
            for subject in state {
                self.look(subject, tick, &mut observed);
            }
        }
        self.make_way(tick, &mut observed);
        if S::GROWS
            && let Some(before) = before
        {
            self.remember(&changed, &observed, before);
        }
        self.move_on(tick, observed);
        if !S::GROWS {
            self.remember(&changed, &Observed::new(), tick);
        }
        changed.clear();
        self.changed = changed;
    }

    /// What is observed of a subject.
    fn look(&self, subject: Subject, tick: Millis, observed: &mut Observed) {
        let Entry::Vacant(place) = observed.entry(subject) else { return };
        let seen = self.scene.number(place.key()).and_then(|number| {
            let (_, region) = self.scene.subject(number)?;
            Some((region.clone(), self.scene.observe(number, tick)))
        });
        place.insert(seen.unwrap_or((None, S::MISSING)));
    }

    /// Whether a turn with this observation alters the state.
    fn is_moved(&self, state: Option<&AlertState>, observation: Observation, tick: Millis) -> bool {
        let holds = self.condition.holds(observation);
        let Some(state) = state else { return holds == Some(true) };
        let is_due =
            || next_change(&self.condition, state, observation).is_some_and(|at| at <= tick);
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

    /// The first tick after `tick` at which, by time alone, the condition begins or ceases to hold.
    fn flips_at(&self, number: u32, observation: Observation, tick: Millis) -> Option<Millis> {
        let holds = self.condition.holds(observation).filter(|_| S::GROWS)?;
        if observation == Observation::Gone {
            return None;
        }
        let step_ms = self.grid.step_ms();
        let until = self.scene.changes_at(number, tick).unwrap_or(self.grid.to());
        let ticks = self.grid.count(tick.plus(1), until);
        let after = |ticks: u64| tick.plus(step_ms * i64::try_from(ticks).unwrap_or(i64::MAX));
        let (mut low, mut high) = (1, ticks + 1);
        while low < high {
            let middle = low + (high - low) / 2;
            let then = self.condition.holds(self.scene.observe(number, after(middle)));
            if then == Some(holds) { low = middle + 1 } else { high = middle }
        }
        (low <= ticks).then(|| after(low))
    }

    /// An alert that ends makes way for one that was suppressed. Each makes way for one, and they
    /// come in order: as many of the first as there may be ends are looked at.
    fn make_way(&self, tick: Millis, observed: &mut Observed) {
        if self.suppressed.is_empty() {
            return;
        }
        let ends = |(subject, (_, observation)): &(&Subject, &(Option<Text>, Observation))| {
            self.condition.holds(*observation) == Some(false) && self.log.is_open(subject)
        };
        let ends = observed.iter().filter(ends).count();
        for subject in self.suppressed.iter().take(ends) {
            self.look(subject.clone(), tick, observed);
        }
    }

    fn move_on(&mut self, tick: Millis, observed: Observed) {
        if observed.is_empty() {
            return;
        }
        let list = observed
            .iter()
            .map(|(subject, (region, observation))| (subject.clone(), region.clone(), *observation))
            .collect();
        let (steps, _) = self.engine.turn(&self.rule, tick, list);
        for step in &steps {
            self.log.take(step, tick);
        }
        for (subject, (_, observation)) in observed {
            self.suppressed.remove(&subject);
            let Some(kept) = self.engine.kept(&self.rule.name, &subject) else { continue };
            let state = &kept.state;
            let next = match (state.phase, state.fired.last()) {
                // So that what is over is forgotten.
                (Phase::Idle, Some(fired)) => Some(fired.plus(FLAP_WINDOW_MS)),
                _ => next_change(&self.condition, state, observation),
            };
            match next.map(|at| self.grid.at_or_after(at)) {
                Some(at) if at > tick => self.agenda.push(Reverse((at, subject))),
                // It was due, and did not fire.
                Some(_) if matches!(state.phase, Phase::Pending { .. }) => {
                    self.suppressed.insert(subject);
                }
                _ => {}
            }
        }
    }

    /// Writes down the values at `at` of those for whom an alert is open.
    fn remember(&mut self, changed: &[u32], observed: &Observed, at: Millis) {
        let known = changed.iter().filter_map(|number| self.scene.subject(*number));
        let open: Vec<Subject> = known
            .map(|(subject, _)| subject)
            .chain(observed.keys())
            .filter(|subject| self.log.is_open(subject))
            .cloned()
            .collect();
        for subject in open {
            self.was(&subject, at);
        }
    }

    fn was(&mut self, subject: &Subject, at: Millis) {
        if let Some(number) = self.scene.number(subject) {
            self.log.still(subject, self.scene.observe(number, at).value());
        }
    }
}
