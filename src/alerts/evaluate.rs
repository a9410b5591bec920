//! The step: from where a rule stands with one subject, and what is observed of it now, to where it
//! stands next and what happened. Pure: live evaluation and backtests run this very code.
//!
//! | phase | condition holds | does not hold | unknown |
//! | --- | --- | --- | --- |
//! | idle | pending; fires at once without `for` | – | – |
//! | pending | fires after `for` | idle | the time does not count |
//! | firing | – | resolves after `keep_firing_for` | stays, and says that there is no data |
//! | held: resolved by hand | – | idle | – |
//!
//! What is unknown never fires anything and never resolves anything. An alert that comes and goes
//! is damped: the third time within an hour it fires until it has been quiet for a quarter of one.

use serde::{Deserialize, Serialize};

use crate::model::{Comparison, DataStatus, Millis, Rule};

/// Firing so often within [`FLAP_WINDOW_MS`] is flapping.
pub const FLAPS: usize = 3;

/// For how long firing is remembered, milliseconds.
pub const FLAP_WINDOW_MS: i64 = 3_600_000;

/// How long what flaps must be quiet before it resolves, milliseconds, if its rule asks for less.
pub const FLAP_QUIET_MS: i64 = 900_000;

/// What is observed of a subject.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Observation {
    /// The value.
    Value(f64),
    /// It is known that there is nothing to be measured: the condition does not hold.
    Nothing,
    /// The subject is no more: the condition does not hold, and never will.
    Gone,
    /// It is not known.
    Unknown,
    /// It could not be found out, for a fault of ours.
    Failed,
}

impl Observation {
    /// The value, if there is one.
    pub const fn value(self) -> Option<f64> {
        match self {
            Self::Value(value) => Some(value),
            _ => None,
        }
    }
}

/// When a condition holds, and for how long it must.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Condition {
    /// How a value is compared.
    pub comparison: Comparison,
    /// With what.
    pub threshold: f64,
    /// How long it must hold, milliseconds.
    pub for_ms: i64,
    /// How long it must no longer hold, milliseconds.
    pub keep_firing_for_ms: i64,
}

impl Condition {
    /// The condition of a rule.
    pub fn of(rule: &Rule) -> Self {
        Self {
            comparison: rule.comparison,
            threshold: rule.threshold,
            for_ms: i64::from(rule.for_seconds) * 1000,
            keep_firing_for_ms: i64::from(rule.keep_firing_for_seconds) * 1000,
        }
    }

    /// Whether it holds; `None` if that is not known.
    pub fn holds(&self, observation: Observation) -> Option<bool> {
        match observation {
            Observation::Value(value) => Some(self.comparison.holds(value, self.threshold)),
            Observation::Nothing | Observation::Gone => Some(false),
            Observation::Unknown | Observation::Failed => None,
        }
    }
}

/// In which part of its life a rule is with a subject.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// The condition does not hold.
    #[default]
    Idle,
    /// It holds, not yet for long enough.
    Pending {
        /// Since when, without the time that is not known.
        since: Millis,
    },
    /// It fires.
    Firing {
        /// Since when the condition no longer holds, without the time that is not known; `None`
        /// while it holds.
        clear_since: Option<Millis>,
    },
    /// The alert was resolved by hand, and the condition has held ever since.
    Held,
}

/// Where a rule stands with a subject.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertState {
    /// The phase.
    pub phase: Phase,
    /// Since when nothing is known, and why; `None` if something is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown: Option<(Millis, DataStatus)>,
    /// When it fired within the last hour.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fired: Vec<Millis>,
}

/// What happened in a step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Happening {
    /// The condition holds, not yet for long enough.
    Pending,
    /// It no longer holds, before it fired.
    Cancelled,
    /// It fires.
    Fired {
        /// At which value.
        value: f64,
        /// Whether it has fired so often that it is damped from now on.
        flapping: bool,
    },
    /// What it looks at is not known any more.
    NoData(DataStatus),
    /// What it looks at is known again.
    DataReturned,
    /// It is over.
    Resolved {
        /// At which value; `None` if there was none any more.
        value: Option<f64>,
        /// Whether because the subject is no more.
        gone: bool,
    },
    /// The condition of an alert that was resolved by hand no longer holds: it may fire anew.
    Released,
}

impl AlertState {
    /// Whether there is nothing to remember.
    pub fn is_nothing(&self) -> bool {
        self.phase == Phase::Idle && self.fired.is_empty()
    }

    /// Whether it fires.
    pub const fn is_firing(&self) -> bool {
        matches!(self.phase, Phase::Firing { .. })
    }

    /// Whether it has fired so often that it is damped.
    pub const fn is_flapping(&self) -> bool {
        self.fired.len() >= FLAPS
    }

    /// Nobody evaluated from `since` until now: that time is not known.
    pub fn was_not_evaluated(&mut self, since: Millis) {
        if self.phase != Phase::Idle && self.unknown.is_none() {
            self.unknown = Some((since, DataStatus::Ok));
        }
    }

    /// What was noted by a clock that has been set back since counts from now on: by the clock of
    /// before it would count only when that time comes again.
    fn follow(&mut self, now: Millis) {
        let noted = match &mut self.phase {
            Phase::Pending { since } | Phase::Firing { clear_since: Some(since) } => Some(since),
            _ => None,
        };
        let unknown = self.unknown.as_mut().map(|(since, _)| since);
        for at in noted.into_iter().chain(unknown).chain(&mut self.fired) {
            *at = (*at).min(now);
        }
    }

    /// Takes the time that was not known out of what has been counted.
    fn known_again(&mut self, now: Millis) -> Option<Happening> {
        let (since, status) = self.unknown.take()?;
        let unknown_ms = now.since(since).max(0);
        match &mut self.phase {
            Phase::Pending { since } | Phase::Firing { clear_since: Some(since) } => {
                *since = since.plus(unknown_ms);
            }
            _ => {}
        }
        // A time without evaluation was told to nobody, so neither is its end.
        (self.is_firing() && status != DataStatus::Ok).then_some(Happening::DataReturned)
    }

    /// Lets go of what was so long ago that it no longer counts.
    fn forget(&mut self, now: Millis) {
        if !self.fired.is_empty() {
            self.fired.retain(|at| now.since(*at) < FLAP_WINDOW_MS);
        }
    }
}

/// One step; tells what happened, in order.
pub fn step(
    condition: &Condition,
    state: &mut AlertState,
    observation: Observation,
    now: Millis,
) -> Vec<Happening> {
    state.follow(now);
    let Some(holds) = condition.holds(observation) else {
        return unknown(state, observation, now);
    };
    let mut happened = Vec::new();
    happened.extend(state.known_again(now));
    let value = observation.value();
    match (state.phase, holds) {
        (Phase::Idle, true) => {
            state.forget(now);
            if condition.for_ms <= 0 {
                happened.push(fire(state, value, now));
            } else {
                state.phase = Phase::Pending { since: now };
                happened.push(Happening::Pending);
            }
        }
        (Phase::Pending { since }, true) => {
            if now.since(since) >= condition.for_ms {
                happened.push(fire(state, value, now));
            }
        }
        (Phase::Pending { .. }, false) => {
            state.phase = Phase::Idle;
            happened.push(Happening::Cancelled);
        }
        (Phase::Firing { .. }, true) => state.phase = Phase::Firing { clear_since: None },
        (Phase::Firing { clear_since }, false) => {
            let since = clear_since.unwrap_or(now);
            let quiet_ms = if state.is_flapping() {
                condition.keep_firing_for_ms.max(FLAP_QUIET_MS)
            } else {
                condition.keep_firing_for_ms
            };
            let gone = observation == Observation::Gone;
            if gone || now.since(since) >= quiet_ms {
                state.phase = Phase::Idle;
                happened.push(Happening::Resolved { value, gone });
            } else {
                state.phase = Phase::Firing { clear_since: Some(since) };
            }
        }
        (Phase::Held, false) => {
            state.phase = Phase::Idle;
            happened.push(Happening::Released);
        }
        (Phase::Held, true) | (Phase::Idle, false) => {}
    }
    if state.phase == Phase::Idle {
        state.forget(now);
    }
    happened
}

fn unknown(state: &mut AlertState, observation: Observation, now: Millis) -> Vec<Happening> {
    let status =
        if observation == Observation::Failed { DataStatus::Error } else { DataStatus::NoData };
    if state.phase == Phase::Idle {
        state.forget(now);
        return Vec::new();
    }
    // What fires keeps its memory of firing until it is over: whether it flaps was told when it
    // fired.
    let since = match state.unknown {
        Some((_, known)) if known == status => return Vec::new(),
        Some((since, _)) => since,
        None => now,
    };
    state.unknown = Some((since, status));
    if state.is_firing() { vec![Happening::NoData(status)] } else { Vec::new() }
}

fn fire(state: &mut AlertState, value: Option<f64>, now: Millis) -> Happening {
    state.forget(now);
    state.fired.push(now);
    state.phase = Phase::Firing { clear_since: None };
    // Only a value compares with a threshold, so there is one.
    Happening::Fired { value: value.unwrap_or(f64::NAN), flapping: state.is_flapping() }
}

/// When the state may change though the observation does not; `None` if it never does.
pub fn next_change(
    condition: &Condition,
    state: &AlertState,
    observation: Observation,
) -> Option<Millis> {
    let holds = condition.holds(observation)?;
    match (state.phase, holds) {
        (Phase::Pending { since }, true) => Some(since.plus(condition.for_ms)),
        (Phase::Firing { clear_since: Some(since) }, false) => {
            let quiet_ms = if state.is_flapping() {
                condition.keep_firing_for_ms.max(FLAP_QUIET_MS)
            } else {
                condition.keep_firing_for_ms
            };
            // What has flapped is damped no longer once its firing is forgotten; that is looked at
            // when it fires next, so nothing changes before.
            Some(since.plus(quiet_ms))
        }
        _ => None,
    }
}
