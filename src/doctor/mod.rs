//! The webhook doctor: from what was observed of a deployment's sources to the likely cause of what
//! is wrong, and what to change. Pure.
//!
//! No diagnosis without evidence: what is not known says nothing, neither good nor bad. What was
//! mended is silent again as soon as a webhook was accepted and [`MENDED_MS`] have passed.

mod counts;
mod deliveries;
mod late;
mod others;
mod paths;

use crate::model::{ApiStatus, DeliveryReport, DeploymentName, Millis, NodeStatus, Severity};

/// How long a refusal counts though webhooks are accepted since, milliseconds: several servers may
/// send, and one of them be set up wrong.
const MENDED_MS: i64 = 5 * 60 * 1000;

/// What is known of one deployment's sources.
#[derive(Debug)]
pub struct Facts<'a> {
    /// The time.
    pub now: Millis,
    /// When the console started: everything counts since then.
    pub started_at: Millis,
    /// The names of the API keys that are configured for the deployment.
    pub key_names: &'a [String],
    /// Other deployments that have one of its API keys.
    pub namesakes: &'a [DeploymentName],
    /// The deployment's name.
    pub name: &'a str,
    /// Whether it is the only deployment: what cannot be attributed is most likely meant for it.
    pub alone: bool,
    /// Its webhooks.
    pub webhooks: &'a DeliveryReport,
    /// Requests to the webhook path that cannot be attributed.
    pub strangers: &'a DeliveryReport,
    /// Why the journal takes nothing at present; `None` if it does.
    pub journal_error: Option<&'a str>,
    /// Its room API; `None` if it is not asked.
    pub api: Option<&'a ApiStatus>,
    /// Rooms that are open by what webhooks told; `None` while that is not known.
    pub webhook_rooms: Option<u64>,
    /// Its nodes.
    pub nodes: &'a [NodeStatus],
}

/// A likely cause, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnosis {
    /// A stable word for it.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// What it is, in a few words.
    pub title: String,
    /// What is going on, with the values that were seen.
    pub detail: String,
    /// What to change, and to what.
    pub remedy: String,
    /// Since when, as far as is known.
    pub since: Option<Millis>,
    /// What was observed.
    pub evidence: Vec<String>,
}

/// Every diagnosis that the facts support, the gravest first.
pub fn diagnose(facts: &Facts<'_>) -> Vec<Diagnosis> {
    let mut found = deliveries::diagnose(facts);
    found.extend(late::late(facts));
    found.extend(others::diagnose(facts));
    found.extend(counts::diagnose(facts));
    found.extend(paths::diagnose(facts));
    found.sort_by_key(|diagnosis| std::cmp::Reverse(grade(diagnosis.severity)));
    found
}

const fn grade(severity: Severity) -> u8 {
    match severity {
        Severity::Info => 0,
        Severity::Warning => 1,
        Severity::Critical => 2,
    }
}

impl Facts<'_> {
    /// Whether something that last went wrong at `last_at` still counts.
    fn is_current(&self, last_at: Millis) -> bool {
        self.is_lasting(last_at) || self.now.since(last_at) <= MENDED_MS
    }

    /// Whether nothing was accepted since it last went wrong.
    fn is_lasting(&self, last_at: Millis) -> bool {
        self.webhooks.last_received_at.is_none_or(|accepted| accepted <= last_at)
    }

    /// How much a refusal matters: whether webhooks come all the same.
    fn gravity(&self, last_at: Millis) -> Severity {
        if self.is_lasting(last_at) { Severity::Critical } else { Severity::Warning }
    }

    /// Whether it is proven that webhooks are missing now.
    fn is_silent(&self) -> bool {
        self.webhooks.silent_since(self.started_at, self.now).is_some()
    }
}

/// A time as it is written.
fn shown(at: Millis) -> String {
    at.to_utc().to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

/// Milliseconds as seconds that a person reads.
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
