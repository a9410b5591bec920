//! How alerting itself is doing, for whoever shows it.

use std::collections::BTreeMap;

use super::engine::RuleState;
use crate::model::Millis;

/// How the evaluator of this process is doing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Status {
    /// Whether this process evaluates; another may. `None` while the database has not told.
    pub leader: Option<bool>,
    /// When rules were last evaluated here, and that was written; `None` if never.
    pub evaluated_at: Option<Millis>,
    /// How long that took, milliseconds.
    pub duration_ms: Option<f64>,
    /// How late it began, milliseconds.
    pub late_ms: i64,
    /// Evaluations that were left out since the start, because an earlier one took too long.
    pub missed_total: u64,
    /// Evaluations that failed since the start.
    pub failures_total: u64,
    /// Why the last one failed; `None` if it did not.
    pub error: Option<String>,
    /// Subjects that something is kept of.
    pub subjects: usize,
    /// How each rule is doing, by name.
    pub rules: BTreeMap<String, RuleState>,
}

impl Status {
    /// In one word: `ok`, `late`, `failing`, `standby` or `unknown`.
    pub fn word(&self, interval_ms: i64, now: Millis) -> &'static str {
        match (self.leader, self.evaluated_at) {
            (Some(false), _) => "standby",
            (_, _) if self.error.is_some() => "failing",
            (Some(true), Some(at)) if now.since(at) <= interval_ms.saturating_mul(3) => "ok",
            (Some(true), Some(_)) => "late",
            _ => "unknown",
        }
    }
}

/// How the dead man's switch is doing: the URL that is told, again and again, that rules are
/// evaluated, so that somebody notices when it is told no more.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HeartbeatStatus {
    /// Whether one is configured.
    pub configured: bool,
    /// When it was last told; `None` if never.
    pub sent_at: Option<Millis>,
    /// What went wrong last; `None` if nothing did.
    pub error: Option<String>,
}
