//! The engine: the state of every rule for every subject, updated by each evaluation. It has no
//! clock and no I/O; the live evaluator and backtests drive the same engine.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::evaluate::{AlertState, Condition, Happening, Observation, Phase, step};
use super::evaluation::Evaluation;
use crate::model::{DataStatus, Millis, Rule, Subject, Text};

/// Open alerts of one rule, at most: more notifications would add no information.
pub const OPEN_ALERTS: usize = 100;

/// The state of a rule for one subject, and its open alert.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrackedAlert {
    /// The state.
    #[serde(flatten)]
    pub state: AlertState,
    /// The id of the open alert; `None` unless it fires.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alert: Option<String>,
}

/// Something that happened to one rule and one subject.
#[derive(Debug, Clone, PartialEq)]
pub struct AlertStep {
    /// The rule's name.
    pub rule: String,
    /// What the alert is about.
    pub subject: Subject,
    /// The subject's region; `None` if it has none or is no longer observed.
    pub region: Option<Text>,
    /// What happened.
    pub happening: Happening,
    /// The id of the alert that was open before.
    pub alert: Option<String>,
}

/// The counts of a rule as of its last evaluation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleState {
    /// Subjects for which it fires.
    pub firing: u32,
    /// Subjects for which it is pending.
    pub pending: u32,
    /// Subjects without data.
    pub no_data: u32,
    /// Subjects that do not fire because of the limit of open alerts.
    pub suppressed: u32,
    /// Subjects whose alert was resolved by hand while the condition still holds.
    pub held: u32,
    /// Why it cannot be evaluated; `None` if it can.
    pub fault: Option<String>,
    /// When it was last evaluated; `None` if never.
    pub evaluated_at: Option<Millis>,
}

/// The states of every rule.
#[derive(Debug, Clone, Default)]
pub struct Engine {
    rules: BTreeMap<String, BTreeMap<Subject, TrackedAlert>>,
}

impl Engine {
    /// Restores a stored state.
    pub fn adopt(&mut self, rule: &str, subject: Subject, tracked: TrackedAlert) {
        self.rules.entry(rule.to_owned()).or_default().insert(subject, tracked);
    }

    /// Every state.
    pub fn states(&self) -> impl Iterator<Item = (&str, &Subject, &TrackedAlert)> {
        self.rules.iter().flat_map(|(rule, states)| {
            states.iter().map(move |(subject, tracked)| (rule.as_str(), subject, tracked))
        })
    }

    /// A state.
    pub fn tracked(&self, rule: &str, subject: &Subject) -> Option<&TrackedAlert> {
        self.rules.get(rule)?.get(subject)
    }

    /// The rules that have states.
    pub fn rules(&self) -> Vec<String> {
        self.rules.keys().cloned().collect()
    }

    /// Marks the time from `since` until now as unknown: no process evaluated.
    pub fn was_not_evaluated(&mut self, since: Millis) {
        for tracked in self.rules.values_mut().flat_map(BTreeMap::values_mut) {
            tracked.state.was_not_evaluated(since);
        }
    }

    /// Records the alert that was opened for a subject that fired.
    pub fn opened(&mut self, rule: &str, subject: &Subject, alert: &str) {
        if let Some(tracked) = self.rules.get_mut(rule).and_then(|known| known.get_mut(subject)) {
            tracked.alert = Some(alert.to_owned());
        }
    }

    /// Holds those whose alert is no longer open: somebody resolved it.
    pub fn hold_unless(&mut self, is_open: impl Fn(&str) -> bool) {
        for tracked in self.rules.values_mut().flat_map(BTreeMap::values_mut) {
            if tracked.alert.as_deref().is_some_and(|alert| !is_open(alert)) {
                tracked.alert = None;
                if tracked.state.is_firing() {
                    tracked.state.phase = Phase::Held;
                    tracked.state.unknown = None;
                }
            }
        }
    }

    /// Evaluates one rule against the observations of one moment.
    pub fn evaluate(
        &mut self,
        rule: &Rule,
        evaluation: &Evaluation<'_>,
    ) -> (Vec<AlertStep>, RuleState) {
        let seen = evaluation.observe_rule(rule, &Condition::of(rule));
        let mut observed = seen.subjects;
        if let Some(states) = self.rules.get(&rule.name) {
            let is_seen = |subject: &Subject| {
                observed.binary_search_by(|(known, ..)| known.cmp(subject)).is_ok()
            };
            let unseen: Vec<_> = states
                .keys()
                .filter(|subject| !is_seen(subject))
                .map(|subject| (subject.clone(), None, evaluation.observe_subject(rule, subject)))
                .collect();
            observed.extend(unseen);
        }
        let (steps, mut state) = self.evaluate_subjects(rule, evaluation.at, observed);
        if let Some(states) = self.rules.get(&rule.name) {
            for tracked in states.values() {
                match tracked.state.phase {
                    Phase::Firing { .. } => state.firing += 1,
                    Phase::Pending { .. } => state.pending += 1,
                    Phase::Held => state.held += 1,
                    Phase::Idle => {}
                }
            }
        }
        state.pending -= state.suppressed;
        state.no_data += u32::from(seen.is_unknown);
        state.fault = seen.fault;
        (steps, state)
    }

    /// Evaluates one rule for these subjects only. The returned state counts subjects without data
    /// and suppressed subjects.
    pub fn evaluate_subjects(
        &mut self,
        rule: &Rule,
        now: Millis,
        mut observed: Vec<(Subject, Option<Text>, Observation)>,
    ) -> (Vec<AlertStep>, RuleState) {
        let condition = Condition::of(rule);
        // Subjects that resolve come first: they make room for subjects that fire.
        observed.sort_by(|a, b| {
            let holds = |it: &(_, _, Observation)| condition.holds(it.2) == Some(true);
            (holds(a), &a.0).cmp(&(holds(b), &b.0))
        });
        let states = self.rules.entry(rule.name.clone()).or_default();
        let mut round = RuleRound {
            rule,
            condition,
            now,
            open: states.values().filter(|tracked| tracked.state.is_firing()).count(),
            steps: Vec::new(),
            state: RuleState { evaluated_at: Some(now), ..RuleState::default() },
        };
        for (subject, region, observation) in observed {
            round.take(states, &subject, region.as_ref(), observation);
        }
        let outcome = (round.steps, round.state);
        if states.is_empty() {
            self.rules.remove(&rule.name);
        }
        outcome
    }

    /// Removes the states of a rule that is no longer evaluated, and returns them.
    pub fn drop_rule(&mut self, rule: &str) -> Vec<(Subject, TrackedAlert)> {
        self.rules.remove(rule).into_iter().flatten().collect()
    }
}

/// The evaluation of one rule.
struct RuleRound<'a> {
    rule: &'a Rule,
    condition: Condition,
    now: Millis,
    open: usize,
    steps: Vec<AlertStep>,
    state: RuleState,
}

impl RuleRound<'_> {
    fn take(
        &mut self,
        states: &mut BTreeMap<Subject, TrackedAlert>,
        subject: &Subject,
        region: Option<&Text>,
        observation: Observation,
    ) {
        if matches!(observation, Observation::Unknown | Observation::Failed) {
            self.state.no_data += 1;
        }
        if self.condition.holds(observation) != Some(true) && !states.contains_key(subject) {
            return;
        }
        let tracked = states.entry(subject.clone()).or_default();
        let before = tracked.clone();
        let happened = step(&self.condition, &mut tracked.state, observation, self.now);
        let fires = happened.iter().any(|it| matches!(it, Happening::Fired { .. }));
        if fires && self.open >= OPEN_ALERTS {
            // It remains pending, and fires when there is room.
            self.state.suppressed += 1;
            tracked.state = before.state;
            if tracked.state.phase == Phase::Idle {
                tracked.state.phase = Phase::Pending { since: self.now };
            }
            return;
        }
        if fires {
            self.open += 1;
        }
        for happening in happened {
            if matches!(happening, Happening::Resolved { .. }) {
                self.open = self.open.saturating_sub(1);
                tracked.alert = None;
            }
            self.steps.push(AlertStep {
                rule: self.rule.name.clone(),
                subject: subject.clone(),
                region: region.cloned(),
                happening,
                alert: before.alert.clone(),
            });
        }
        // Only a state that was evaluated can have become empty.
        if tracked.state.is_nothing() {
            states.remove(subject);
        }
    }
}

/// The data status of an alert after a happening; `None` if it does not change.
pub const fn data_after(happening: Happening) -> Option<DataStatus> {
    match happening {
        Happening::NoData(status) => Some(status),
        Happening::DataReturned => Some(DataStatus::Ok),
        _ => None,
    }
}
