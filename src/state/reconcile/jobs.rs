//! What listings of egresses and ingresses tell.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::{GRACE_MS, Reconciler, Steady, hash};
use crate::model::{Drift, Finding, JobKind, JobRecord, Millis, Text};
use crate::state::{JobKey, State};

/// A job as listed: what it would tell as an event, and that event's body.
pub type ListedJob = (JobRecord, Map<String, Value>);

impl Reconciler {
    /// Takes in a listing of jobs, asked for at `at`.
    pub fn jobs(&mut self, state: &State, listing: &[ListedJob], at: Millis) -> Vec<Finding> {
        let mut findings = Vec::new();
        if !state.is_loaded() {
            return findings;
        }
        for (listed, body) in listing {
            let key = JobKey {
                deployment: Arc::clone(&self.deployment),
                kind: listed.kind,
                id: listed.id.clone(),
            };
            let known = state.jobs.get(&key).map(|entry| &entry.record);
            if known.is_some_and(|known| !known.is_running() || known.status() == listed.status()) {
                self.jobs.remove(&listed.id);
                continue;
            }
            // An ingress that nobody uses is no job.
            if known.is_none() && !listed.is_running() {
                continue;
            }
            let mut steady = self.jobs.remove(&listed.id);
            Steady::observe(&mut steady, hash(&format!("{:?}", listed.status())), at);
            let is_due = steady.as_ref().is_some_and(|steady| steady.is_settled(GRACE_MS));
            if let Some(steady) = steady {
                self.jobs.insert(listed.id.clone(), steady);
            }
            if is_due {
                let mut found = Finding::new(Drift::JobMissed, &listed.id, at);
                found.job.clone_from(body);
                self.tell(found, &listed.id, &mut findings);
            }
        }
        self.jobs.retain(|_, steady| at.since(steady.last) < super::REPEAT_MS);
        findings
    }

    /// Egresses that run as far as is known here and are not in `listing` of those that run.
    pub fn ended_egresses(&self, state: &State, listing: &[ListedJob], at: Millis) -> Vec<Text> {
        state
            .jobs
            .iter()
            .filter(|(key, entry)| {
                key.deployment == self.deployment
                    && key.kind == JobKind::Egress
                    && entry.record.is_running()
                    && at.since(entry.heard_at) >= GRACE_MS
                    && !listing.iter().any(|(listed, _)| listed.id == key.id)
            })
            .map(|(key, _)| key.id.clone())
            .collect()
    }
}
