//! The status of alerting itself, for the API.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::engine::RuleState;
use crate::model::Millis;

/// How many intervals may pass without an evaluation before it is late.
const TOLERATED_INTERVALS: u32 = 3;

/// The status of this process's evaluator.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Status {
    /// Whether this process evaluates; another may. `None` while the lease is unknown.
    pub leader: Option<bool>,
    /// When this process last evaluated the rules and wrote the result; `None` if never.
    pub evaluated_at: Option<Millis>,
    /// The same moment on the monotonic clock, which nobody sets.
    pub evaluated: Option<Instant>,
    /// Since when this process holds the lease; `None` if it does not.
    pub leading: Option<Instant>,
    /// How long the last evaluation took, milliseconds.
    pub duration_ms: Option<f64>,
    /// How late the last evaluation began, milliseconds.
    pub late_ms: i64,
    /// Evaluations that were skipped since the start because an earlier one took too long.
    pub missed_total: u64,
    /// Evaluations that failed since the start.
    pub failures_total: u64,
    /// Why the last evaluation failed; `None` if it did not.
    pub error: Option<String>,
    /// The number of states, of all rules and subjects.
    pub subjects: usize,
    /// The state of each rule, by name.
    pub rules: BTreeMap<String, RuleState>,
}

impl Status {
    /// The status in one word: `ok`, `late`, `failing`, `standby` or `unknown`. `interval` is the
    /// time between evaluations.
    pub fn word(&self, interval: Duration, now: Instant) -> &'static str {
        let limit = interval.saturating_mul(TOLERATED_INTERVALS);
        let is_past = |moment: Instant| now.saturating_duration_since(moment) > limit;
        match (self.leader, self.evaluated) {
            (Some(false), _) => "standby",
            (_, _) if self.error.is_some() => "failing",
            (Some(true), Some(evaluated)) if !is_past(evaluated) => "ok",
            (Some(true), None) if self.leading.is_some_and(|since| !is_past(since)) => "unknown",
            (Some(true), _) => "late",
            (None, _) => "unknown",
        }
    }
}

/// The status of the dead man's switch: a URL that the console requests regularly while rules are
/// evaluated, so that an external service notices when they are not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HeartbeatStatus {
    /// Whether a URL is configured.
    pub configured: bool,
    /// When the last request succeeded; `None` if none did.
    pub sent_at: Option<Millis>,
    /// Why the last request failed; `None` if it did not.
    pub error: Option<String>,
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::Status;

    #[test]
    fn the_status_is_ok_only_while_evaluations_succeed() {
        let (now, interval) = (Instant::now(), Duration::from_secs(10));
        let ago = |seconds| now.checked_sub(Duration::from_secs(seconds));
        for (why, leader, evaluated, leading, word) in [
            ("it has just been", Some(true), ago(0), ago(90), "ok"),
            ("three intervals are tolerated", Some(true), ago(30), ago(90), "ok"),
            ("more are not", Some(true), ago(31), ago(90), "late"),
            ("it is to begin", Some(true), None, ago(5), "unknown"),
            ("it never began", Some(true), None, ago(31), "late"),
            ("another does", Some(false), ago(90), None, "standby"),
            ("nobody knows who does", None, None, None, "unknown"),
        ] {
            let status = Status { leader, evaluated, leading, ..Status::default() };
            assert_eq!(status.word(interval, now), word, "{why}");
            let error = Some("no".to_owned());
            let failing = Status { error, ..status }.word(interval, now);
            assert_eq!(failing, if word == "standby" { "standby" } else { "failing" }, "{why}");
        }
    }
}
