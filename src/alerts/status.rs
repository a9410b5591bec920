//! How alerting itself is doing, for whoever shows it.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::engine::RuleState;
use crate::model::Millis;

/// Intervals without an evaluation that are borne.
const BORNE_INTERVALS: u32 = 3;

/// How the evaluator of this process is doing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Status {
    /// Whether this process evaluates; another may. `None` while the database has not told.
    pub leader: Option<bool>,
    /// When rules were last evaluated here, and that was written; `None` if never.
    pub evaluated_at: Option<Millis>,
    /// The same moment, by what passes: how long ago it was, whoever sets the clock.
    pub evaluated: Option<Instant>,
    /// Since when this process has been to evaluate; `None` while another does.
    pub leading: Option<Instant>,
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
    /// In one word: `ok`, `late`, `failing`, `standby` or `unknown`. Rules are to be evaluated every
    /// `interval`.
    pub fn word(&self, interval: Duration, now: Instant) -> &'static str {
        let limit = interval.saturating_mul(BORNE_INTERVALS);
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

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::Status;

    #[test]
    fn it_is_well_only_for_as_long_as_an_evaluation_says_so() {
        let (now, interval) = (Instant::now(), Duration::from_secs(10));
        let ago = |seconds| now.checked_sub(Duration::from_secs(seconds));
        for (why, leader, evaluated, leading, word) in [
            ("it has just been", Some(true), ago(0), ago(90), "ok"),
            ("three intervals are borne", Some(true), ago(30), ago(90), "ok"),
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
