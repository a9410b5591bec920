//! Rules as they are shown: with where they come from, what they mean and how they are doing.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::alerts::catalog::Versioned;
use crate::alerts::engine;
use crate::alerts::status::Status;
use crate::model::{Millis, Origin, PlacedRule, Rule};

/// A rule in force.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(in crate::api) struct RuleRow {
    /// The rule.
    #[serde(flatten)]
    rule: Rule,
    /// Where it comes from.
    origin: Origin,
    /// Where the one comes from that it replaces; `null` if it replaces none.
    replaces: Option<Origin>,
    /// What it means, in plain words.
    sentence: String,
    /// When it was last changed; `null` unless by the web console or by REST.
    updated_at: Option<DateTime<Utc>>,
    /// By whom; `null` unless by the web console or by REST.
    updated_by: Option<String>,
    /// Grows by one with each change; `null` unless `origin` is `ui`.
    version: Option<i64>,
    /// How it is doing.
    state: RuleState,
}

/// How a rule is doing.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
struct RuleState {
    /// `ok`, `pending`, `firing`, `no_data` (nothing is known of some), `error` (it cannot be
    /// evaluated), `disabled`, or `unknown` (this process has not evaluated it).
    status: String,
    /// Subjects for which it fires.
    firing: u32,
    /// Subjects for which it is pending.
    pending: u32,
    /// Subjects of which nothing is known.
    no_data: u32,
    /// Subjects that would fire, but for the limit of 100 open alerts of one rule.
    suppressed: u32,
    /// Subjects whose alert was resolved by hand while the condition goes on holding.
    held: u32,
    /// When it was evaluated last; `null` if never, or not by this process.
    evaluated_at: Option<DateTime<Utc>>,
    /// Why it cannot be evaluated; `null` if it can.
    error: Option<String>,
}

impl RuleRow {
    pub(super) fn of(kept: &Versioned<PlacedRule>, status: &Status) -> Self {
        let PlacedRule { rule, origin, replaces, updated_at, updated_by } = kept.value.clone();
        // Another process evaluates if this one does not; what was known here is of the past then.
        let known = status.rules.get(&rule.name).filter(|_| status.leader == Some(true));
        let sentence = rule.sentence();
        let state = RuleState::of(rule.enabled, known);
        let version = kept.version;
        Self { rule, origin, replaces, sentence, updated_at, updated_by, version, state }
    }

    pub(super) const fn is_enabled(&self) -> bool {
        self.rule.enabled
    }
}

impl RuleState {
    fn of(is_enabled: bool, known: Option<&engine::RuleState>) -> Self {
        let state = known.filter(|_| is_enabled).cloned().unwrap_or_default();
        let status = if !is_enabled {
            "disabled"
        } else if state.evaluated_at.is_none() {
            "unknown"
        } else if state.fault.is_some() {
            "error"
        } else if state.firing > 0 {
            "firing"
        } else if state.pending > 0 {
            "pending"
        } else if state.no_data > 0 {
            "no_data"
        } else {
            "ok"
        };
        Self {
            status: status.to_owned(),
            firing: state.firing,
            pending: state.pending,
            no_data: state.no_data,
            suppressed: state.suppressed,
            held: state.held,
            evaluated_at: state.evaluated_at.map(Millis::to_utc),
            error: state.fault,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RuleState;
    use crate::alerts::engine;
    use crate::model::Millis;

    #[test]
    fn the_gravest_that_is_known_of_a_rule_is_its_word() {
        let counted = |firing, pending, no_data, fault: Option<&str>| engine::RuleState {
            firing,
            pending,
            no_data,
            fault: fault.map(str::to_owned),
            evaluated_at: Some(Millis(1000)),
            ..engine::RuleState::default()
        };
        for (state, word) in [
            (counted(0, 0, 0, None), "ok"),
            (counted(0, 0, 1, None), "no_data"),
            (counted(0, 1, 1, None), "pending"),
            (counted(1, 1, 1, None), "firing"),
            (counted(1, 1, 1, Some("no such template")), "error"),
            (engine::RuleState::default(), "unknown"),
        ] {
            assert_eq!(RuleState::of(true, Some(&state)).status, word, "{state:?}");
            assert_eq!(RuleState::of(false, Some(&state)).status, "disabled", "{state:?}");
        }
        let never = RuleState::of(true, None);
        assert_eq!((never.status.as_str(), never.evaluated_at), ("unknown", None));
    }
}
