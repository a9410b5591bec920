//! The evaluation step: from the state of a rule for one subject and a new observation to the next
//! state and to what happened. Pure: live evaluation and backtests run the same code.
//!
//! | phase | condition holds | does not hold | unknown |
//! | --- | --- | --- | --- |
//! | idle | pending; fires at once without `for` | – | – |
//! | pending | fires after `for` | idle | the time does not count |
//! | firing | – | resolves after `keep_firing_for` | keeps firing, reports no data |
//! | held: resolved by hand | – | idle | – |
//!
//! An unknown observation never fires and never resolves an alert. A flapping alert is damped: when
//! it fires the third time within an hour, it resolves only after 15 minutes without the condition.

use serde::{Deserialize, Serialize};

use crate::model::{Comparison, DataStatus, Millis, Rule};

/// An alert flaps if it fires this often within [`FLAP_WINDOW_MS`].
pub const FLAPS: usize = 3;

/// How long the times of firing are remembered, milliseconds.
pub const FLAP_WINDOW_MS: i64 = 3_600_000;

/// The least time without the condition after which a flapping alert resolves, milliseconds.
pub const FLAP_QUIET_MS: i64 = 900_000;

/// What is observed of a subject.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Observation {
    /// The value.
    Value(f64),
    /// There is nothing to measure: the condition does not hold.
    Nothing,
    /// The subject has ended: the condition does not hold, and never will.
    Gone,
    /// The value is unknown.
    Unknown,
    /// An internal error prevented the observation.
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

/// A rule's condition and its times.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Condition {
    /// How a value is compared.
    pub comparison: Comparison,
    /// The threshold that a value is compared with.
    pub threshold: f64,
    /// How long the condition must hold before the rule fires, milliseconds.
    pub for_ms: i64,
    /// How long the condition must not hold before the alert resolves, milliseconds.
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

/// The phase of a rule for a subject.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// The condition does not hold.
    #[default]
    Idle,
    /// It holds, not yet for long enough.
    Pending {
        /// Since when, not counting unknown time.
        since: Millis,
    },
    /// It fires.
    Firing {
        /// Since when the condition no longer holds, not counting unknown time; `None` while it
        /// holds.
        clear_since: Option<Millis>,
    },
    /// The alert was resolved by hand, and the condition has held ever since.
    Held,
}

/// The state of a rule for a subject.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertState {
    /// The phase.
    pub phase: Phase,
    /// Since when there is no data, and why; `None` if there is data.
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
        /// The value that fired.
        value: f64,
        /// Whether the alert flaps and is damped from now on.
        flapping: bool,
    },
    /// There is no data any more.
    NoData(DataStatus),
    /// There is data again.
    DataReturned,
    /// The alert is resolved.
    Resolved {
        /// The value then; `None` if there was none.
        value: Option<f64>,
        /// Whether it resolved because the subject ended.
        gone: bool,
    },
    /// The condition of an alert that was resolved by hand no longer holds: it may fire again.
    Released,
}

impl AlertState {
    /// Whether the state holds nothing worth storing.
    pub fn is_nothing(&self) -> bool {
        self.phase == Phase::Idle && self.fired.is_empty()
    }

    /// Whether it fires.
    pub const fn is_firing(&self) -> bool {
        matches!(self.phase, Phase::Firing { .. })
    }

    /// Whether it flaps, and is damped.
    pub const fn is_flapping(&self) -> bool {
        self.fired.len() >= FLAPS
    }

    /// Marks the time from `since` until now as unknown: no process evaluated.
    pub fn was_not_evaluated(&mut self, since: Millis) {
        if self.phase != Phase::Idle && self.unknown.is_none() {
            self.unknown = Some((since, DataStatus::Ok));
        }
    }

    /// Limits every time to `now`: if the clock was set back, times in the future would delay
    /// everything until the clock reaches them again.
    fn limit_to_clock(&mut self, now: Millis) {
        let noted = match &mut self.phase {
            Phase::Pending { since } | Phase::Firing { clear_since: Some(since) } => Some(since),
            _ => None,
        };
        let unknown = self.unknown.as_mut().map(|(since, _)| since);
        for at in noted.into_iter().chain(unknown).chain(&mut self.fired) {
            *at = (*at).min(now);
        }
    }

    /// Ends an unknown time, and excludes it from the times that are counted.
    fn known_again(&mut self, now: Millis) -> Option<Happening> {
        let (since, status) = self.unknown.take()?;
        let unknown_ms = now.since(since).max(0);
        match &mut self.phase {
            Phase::Pending { since } | Phase::Firing { clear_since: Some(since) } => {
                *since = since.plus(unknown_ms);
            }
            _ => {}
        }
        // A time without evaluation was not reported, so its end is not reported either.
        (self.is_firing() && status != DataStatus::Ok).then_some(Happening::DataReturned)
    }

    /// Drops times of firing that are too old to count.
    fn forget(&mut self, now: Millis) {
        if !self.fired.is_empty() {
            self.fired.retain(|at| now.since(*at) < FLAP_WINDOW_MS);
        }
    }
}

/// Evaluates one observation; returns what happened, in order.
pub fn step(
    condition: &Condition,
    state: &mut AlertState,
    observation: Observation,
    now: Millis,
) -> Vec<Happening> {
    state.limit_to_clock(now);
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
    // A firing alert keeps its times of firing until it resolves: whether it flaps was decided when
    // it fired.
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
    // The condition holds only for a value, so there is one.
    Happening::Fired { value: value.unwrap_or(f64::NAN), flapping: state.is_flapping() }
}

/// When the state changes next if the observation does not; `None` if it never does.
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
            // The alert stops to flap when its times of firing are dropped; that happens when it
            // fires next, so nothing changes before.
            Some(since.plus(quiet_ms))
        }
        _ => None,
    }
}
