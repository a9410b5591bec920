//! The webhook doctor: derives from the observations of a deployment's sources what is likely
//! wrong, and what to change. Pure.
//!
//! There is no diagnosis without evidence: an unknown value is neither good nor bad. A fixed
//! problem is not reported any more once a webhook was accepted and [`FIXED_MS`] have passed.

mod counts;
mod deliveries;
mod late;
mod others;
mod paths;

use crate::model::{ApiStatus, DeliveryReport, DeploymentName, Millis, NodeStatus, Severity};

/// How long a refusal counts although webhooks were accepted after it, milliseconds: one of several
/// servers may be misconfigured.
const FIXED_MS: i64 = 5 * 60 * 1000;

/// The observations of one deployment's sources.
#[derive(Debug)]
pub struct Facts<'a> {
    /// The time.
    pub now: Millis,
    /// When the console started: all counts begin then.
    pub started_at: Millis,
    /// The names of the API keys that are configured for the deployment.
    pub key_names: &'a [String],
    /// Other deployments that share an API key with it.
    pub namesakes: &'a [DeploymentName],
    /// The deployment's name.
    pub name: &'a str,
    /// Whether it is the only deployment: requests that cannot be attributed are most likely for
    /// it.
    pub alone: bool,
    /// Its webhooks.
    pub webhooks: &'a DeliveryReport,
    /// Requests to the webhook path that cannot be attributed.
    pub unattributed: &'a DeliveryReport,
    /// Why the journal accepts no events now; `None` if it does.
    pub journal_error: Option<&'a str>,
    /// Its room API; `None` if it is not polled.
    pub api: Option<&'a ApiStatus>,
    /// Open rooms according to webhooks; `None` while not known.
    pub webhook_rooms: Option<u64>,
    /// Its nodes.
    pub nodes: &'a [NodeStatus],
}

/// A likely cause, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnosis {
    /// The stable code of the cause.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// A short title.
    pub title: String,
    /// What is wrong, with the observed values.
    pub detail: String,
    /// What to change, and to what.
    pub remedy: String,
    /// Since when; `None` if not known.
    pub since: Option<Millis>,
    /// What was observed.
    pub evidence: Vec<String>,
}

/// All diagnoses that the facts support, the most severe first.
pub fn diagnose(facts: &Facts<'_>) -> Vec<Diagnosis> {
    let mut diagnoses = deliveries::diagnose(facts);
    diagnoses.extend(late::late(facts));
    diagnoses.extend(others::diagnose(facts));
    diagnoses.extend(counts::diagnose(facts));
    diagnoses.extend(paths::diagnose(facts));
    diagnoses.sort_by_key(|diagnosis| std::cmp::Reverse(grade(diagnosis.severity)));
    diagnoses
}

const fn grade(severity: Severity) -> u8 {
    match severity {
        Severity::Info => 0,
        Severity::Warning => 1,
        Severity::Critical => 2,
    }
}

impl Facts<'_> {
    /// Whether a problem that last occurred at `last_at` still counts.
    fn is_current(&self, last_at: Millis) -> bool {
        self.is_lasting(last_at) || self.now.since(last_at) <= FIXED_MS
    }

    /// Whether no webhook was accepted after `last_at`.
    fn is_lasting(&self, last_at: Millis) -> bool {
        self.webhooks.last_received_at.is_none_or(|accepted| accepted <= last_at)
    }

    /// The severity of a refusal: critical, or a warning if webhooks were accepted after it.
    fn severity(&self, last_at: Millis) -> Severity {
        if self.is_lasting(last_at) { Severity::Critical } else { Severity::Warning }
    }

    /// Whether it is proven that webhooks are missing now.
    fn is_silent(&self) -> bool {
        self.webhooks.silent_since(self.started_at, self.now).is_some()
    }
}

/// A time as RFC 3339.
fn shown(at: Millis) -> String {
    at.to_utc().to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

/// Milliseconds as readable seconds or hours.
fn seconds(milliseconds: i64) -> String {
    let whole = milliseconds.unsigned_abs().div_ceil(1000);
    if whole >= 7200 { format!("{} h", whole / 3600) } else { format!("{whole} s") }
}

/// Names in backticks, with commas.
fn listed<T: AsRef<str>>(names: &[T]) -> String {
    names.iter().map(|name| format!("`{}`", name.as_ref())).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests;
