//! The engine: where every rule stands with every subject, moved on from tick to tick. It has no
//! clock and no I/O; the live evaluator and backtests drive the same one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::evaluate::{AlertState, Condition, Happening, Observation, Phase, step};
use super::evaluation::Evaluation;
use crate::model::{DataStatus, Millis, Rule, Subject, Text};

/// Open alerts of one rule, at most: who is told of a hundred rooms at once has been told.
pub const OPEN_ALERTS: usize = 100;

/// Where a rule stands with one subject, and the alert that is open for it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The state.
    #[serde(flatten)]
    pub state: AlertState,
    /// The id of the open alert; `None` unless it fires.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alert: Option<String>,
}

/// Something that happened to one rule and one subject.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The rule's name.
    pub rule: String,
    /// About what.
    pub subject: Subject,
    /// Where it runs; known where it is seen.
    pub region: Option<Text>,
    /// What.
    pub happening: Happening,
    /// The alert that was open for it before.
    pub alert: Option<String>,
}

/// How a rule is doing, as of its last tick.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleState {
    /// Subjects for which it fires.
    pub firing: u32,
    /// Subjects for which it is pending.
    pub pending: u32,
    /// Subjects of which nothing is known.
    pub no_data: u32,
    /// Subjects that would fire, but for the limit of open alerts.
    pub suppressed: u32,
    /// Subjects whose alert was resolved by hand while the condition goes on holding.
    pub held: u32,
    /// Why it cannot be evaluated; `None` if it can.
    pub fault: Option<String>,
    /// When it was evaluated last; `None` if never.
    pub evaluated_at: Option<Millis>,
}

/// Where every rule stands.
#[derive(Debug, Clone, Default)]
pub struct Engine {
    rules: BTreeMap<String, BTreeMap<Subject, Kept>>,
}

impl Engine {
    /// Takes over a state that was kept.
    pub fn adopt(&mut self, rule: &str, subject: Subject, kept: Kept) {
        self.rules.entry(rule.to_owned()).or_default().insert(subject, kept);
    }

    /// Every state.
    pub fn states(&self) -> impl Iterator<Item = (&str, &Subject, &Kept)> {
        self.rules.iter().flat_map(|(rule, states)| {
            states.iter().map(move |(subject, kept)| (rule.as_str(), subject, kept))
        })
    }

    /// A state.
    pub fn kept(&self, rule: &str, subject: &Subject) -> Option<&Kept> {
        self.rules.get(rule)?.get(subject)
    }

    /// The rules that something is kept of.
    pub fn rules(&self) -> Vec<String> {
        self.rules.keys().cloned().collect()
    }

    /// Nobody evaluated from `since` until now.
    pub fn was_not_evaluated(&mut self, since: Millis) {
        for kept in self.rules.values_mut().flat_map(BTreeMap::values_mut) {
            kept.state.was_not_evaluated(since);
        }
    }

    /// Notes which alert was opened for a subject that has fired.
    pub fn opened(&mut self, rule: &str, subject: &Subject, alert: &str) {
        if let Some(kept) = self.rules.get_mut(rule).and_then(|known| known.get_mut(subject)) {
            kept.alert = Some(alert.to_owned());
        }
    }

    /// Holds those whose alert is no longer open: somebody resolved it.
    pub fn hold_unless(&mut self, is_open: impl Fn(&str) -> bool) {
        for kept in self.rules.values_mut().flat_map(BTreeMap::values_mut) {
            if kept.alert.as_deref().is_some_and(|alert| !is_open(alert)) {
                kept.alert = None;
                if kept.state.is_firing() {
                    kept.state.phase = Phase::Held;
                    kept.state.unknown = None;
                }
            }
        }
    }

    /// Moves one rule on by what is observed in a tick.
    pub fn tick(&mut self, rule: &Rule, tick: &Evaluation<'_>) -> (Vec<Step>, RuleState) {
        let seen = tick.see(rule, &Condition::of(rule));
        let mut observed = seen.subjects;
        if let Some(states) = self.rules.get(&rule.name) {
            let is_seen = |subject: &Subject| {
                observed.binary_search_by(|(known, ..)| known.cmp(subject)).is_ok()
            };
            let unseen: Vec<_> = states
                .keys()
                .filter(|subject| !is_seen(subject))
                .map(|subject| (subject.clone(), None, tick.find(rule, subject)))
                .collect();
            observed.extend(unseen);
        }
        let (steps, mut state) = self.turn(rule, tick.at, observed);
        if let Some(states) = self.rules.get(&rule.name) {
            for kept in states.values() {
                match kept.state.phase {
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

    /// Moves one rule on with these subjects; others stay as they are. Counts what is not known and
    /// what was suppressed.
    pub fn turn(
        &mut self,
        rule: &Rule,
        now: Millis,
        mut observed: Vec<(Subject, Option<Text>, Observation)>,
    ) -> (Vec<Step>, RuleState) {
        let condition = Condition::of(rule);
        // Those that end come first: they make room for those that begin.
        observed.sort_by(|a, b| {
            let holds = |it: &(_, _, Observation)| condition.holds(it.2) == Some(true);
            (holds(a), &a.0).cmp(&(holds(b), &b.0))
        });
        let states = self.rules.entry(rule.name.clone()).or_default();
        let mut turn = Round {
            rule,
            condition,
            now,
            open: states.values().filter(|kept| kept.state.is_firing()).count(),
            steps: Vec::new(),
            state: RuleState { evaluated_at: Some(now), ..RuleState::default() },
        };
        for (subject, region, observation) in observed {
            turn.take(states, &subject, region.as_ref(), observation);
        }
        let told = (turn.steps, turn.state);
        if states.is_empty() {
            self.rules.remove(&rule.name);
        }
        told
    }

    /// Ends everything of a rule that is no longer evaluated; tells the alerts that were open.
    pub fn drop_rule(&mut self, rule: &str) -> Vec<(Subject, Kept)> {
        self.rules.remove(rule).into_iter().flatten().collect()
    }
}

/// One rule's turn in a tick.
struct Round<'a> {
    rule: &'a Rule,
    condition: Condition,
    now: Millis,
    open: usize,
    steps: Vec<Step>,
    state: RuleState,
}

impl Round<'_> {
    fn take(
        &mut self,
        states: &mut BTreeMap<Subject, Kept>,
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
        let kept = states.entry(subject.clone()).or_default();
        let before = kept.clone();
        let happened = step(&self.condition, &mut kept.state, observation, self.now);
        let fires = happened.iter().any(|it| matches!(it, Happening::Fired { .. }));
        if fires && self.open >= OPEN_ALERTS {
            // It stays on the brink, and fires when there is room.
            self.state.suppressed += 1;
            kept.state = before.state;
            if kept.state.phase == Phase::Idle {
                kept.state.phase = Phase::Pending { since: self.now };
            }
            return;
        }
        if fires {
            self.open += 1;
        }
        for happening in happened {
            if matches!(happening, Happening::Resolved { .. }) {
                self.open = self.open.saturating_sub(1);
                kept.alert = None;
            }
            self.steps.push(Step {
                rule: self.rule.name.clone(),
                subject: subject.clone(),
                region: region.cloned(),
                happening,
                alert: before.alert.clone(),
            });
        }
        // Only what was turned can have become nothing.
        if kept.state.is_nothing() {
            states.remove(subject);
        }
    }
}

/// The status that an alert's data has after a happening; `None` if it stays.
pub const fn data_after(happening: Happening) -> Option<DataStatus> {
    match happening {
        Happening::NoData(status) => Some(status),
        Happening::DataReturned => Some(DataStatus::Ok),
        _ => None,
    }
}
