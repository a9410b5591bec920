//! Rules as the API shows them: with their origin, their meaning and their state.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::alerts::catalog::Versioned;
use crate::alerts::engine;
use crate::alerts::status::Status;
use crate::api::document::Document;
use crate::model::{Millis, Origin, PlacedRule, Rule};

/// A rule in force.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(in crate::api) struct RuleRow {
    /// The rule.
    #[serde(flatten)]
    rule: Rule,
    /// Where the rule comes from.
    origin: Origin,
    /// The origin of the rule that this one replaces; `null` if it replaces none.
    replaces: Option<Origin>,
    /// The condition as a sentence.
    sentence: String,
    /// Time of the last change in the web console or by REST; `null` if there was none.
    updated_at: Option<DateTime<Utc>>,
    /// Who made that change; `null` if there was none.
    updated_by: Option<String>,
    /// Increases by one with each change; `null` unless `origin` is `ui`.
    version: Option<i64>,
    /// The state of its evaluation.
    state: RuleState,
}

/// The state of a rule's evaluation.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
struct RuleState {
    /// `ok`, `pending`, `firing`, `no_data` (some subjects have no data), `error` (the rule cannot
    /// be evaluated), `disabled`, or `unknown` (this process has not evaluated it).
    status: String,
    /// Number of subjects for which the rule fires.
    firing: u32,
    /// Number of subjects for which the rule is pending.
    pending: u32,
    /// Number of subjects without data.
    no_data: u32,
    /// Number of subjects that do not fire because the rule has 100 open alerts, the limit.
    suppressed: u32,
    /// Number of subjects whose alert somebody resolved while the condition still holds.
    held: u32,
    /// Time of the last evaluation; `null` if this process has not evaluated the rule.
    evaluated_at: Option<DateTime<Utc>>,
    /// Why the rule cannot be evaluated; `null` if it can.
    error: Option<String>,
}

impl Document for RuleRow {
    fn version(&self) -> Option<i64> {
        self.version
    }

    fn path(&self) -> String {
        format!("/api/alert-rules/{}", self.rule.name)
    }
}

impl RuleRow {
    pub(super) fn of(versioned: &Versioned<PlacedRule>, status: &Status) -> Self {
        let PlacedRule { rule, origin, replaces, updated_at, updated_by } = versioned.value.clone();
        // If this process is not the leader, another one evaluates, and the state here is outdated.
        let known = status.rules.get(&rule.name).filter(|_| status.leader == Some(true));
        let sentence = rule.sentence();
        let state = RuleState::of(rule.enabled, known);
        let version = versioned.version;
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
    fn the_status_of_a_rule_is_the_worst_that_is_known() {
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
