//! Compares listings of egresses and ingresses with the state.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::{AGE_MS, GRACE_MS, Reconciler, Steady, absence, hash, left_out, named};
use crate::model::{
    Drift, Finding, JobKind, JobRecord, JobStatus, Millis, OutputFate, OutputRecord, Proof, Text,
};
use crate::state::{JobKey, RoomKey, State};

/// A listed job: the record that its event would give, and that event's body.
pub type ListedJob = (JobRecord, Map<String, Value>);

impl Reconciler {
    /// Compares a listing of jobs, requested at `at`, with the state.
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
            if known.is_some_and(|known| is_as_listed(known, listed)) {
                self.jobs.remove(&listed.id);
                continue;
            }
            // An ingress that is not in use is not a job.
            if known.is_none() && !listed.is_running() {
                continue;
            }
            let mut steady = self.jobs.remove(&listed.id);
            Steady::observe(&mut steady, hash(&format!("{:?}", fate(listed))), at);
            let is_due = steady.as_ref().is_some_and(|steady| steady.is_stable(GRACE_MS));
            if let Some(steady) = steady {
                self.jobs.insert(listed.id.clone(), steady);
            }
            if is_due {
                let mut finding = Finding::new(Drift::JobMissed, &listed.id, at);
                finding.job.clone_from(body);
                self.report(finding, &listed.id, &mut findings);
            }
        }
        self.jobs.retain(|_, steady| at.since(steady.last) < super::REPEAT_MS);
        findings
    }

    /// Egresses that are running in the state and are not in `listing`, which holds the running
    /// ones.
    pub fn ended_egresses(&self, state: &State, listing: &[ListedJob], at: Millis) -> Vec<Text> {
        state
            .jobs
            .iter()
            .filter(|(key, entry)| {
                key.deployment == self.deployment
                    && key.kind == JobKind::Egress
                    && entry.record.is_running()
                    && at.since(entry.received_at) >= GRACE_MS
                    && !listing.iter().any(|(listed, _)| listed.id == key.id)
            })
            .map(|(key, _)| key.id.clone())
            .collect()
    }

    /// Runs of ingresses that are running in the state and that `listing`, of all ingresses, does
    /// not show as in use.
    pub fn unlisted_ingresses(&self, state: &State, listing: &[ListedJob]) -> Vec<Text> {
        let is_listed =
            |id: &Text| listing.iter().any(|(job, _)| job.id == *id && job.is_running());
        let running = state.jobs.iter().filter(|(key, entry)| {
            key.deployment == self.deployment
                && key.kind == JobKind::Ingress
                && entry.record.is_running()
        });
        running.map(|(key, _)| key.id.clone()).filter(|id| !is_listed(id)).collect()
    }

    /// Takes the result of asking LiveKit, at `at`, about the running jobs `unlisted`: it does not
    /// know those in `unknown`.
    pub fn unlisted_jobs(
        &mut self,
        state: &State,
        kind: JobKind,
        (unlisted, unknown): (&[Text], &[Text]),
        at: Millis,
    ) -> Vec<Finding> {
        let mut findings = Vec::new();
        self.unlisted.retain(|(of, id), _| *of != kind || unlisted.contains(id));
        for id in unknown {
            let deployment = Arc::clone(&self.deployment);
            let key = JobKey { deployment, kind, id: id.clone() };
            let Some(entry) = state.jobs.get(&key).filter(|entry| entry.record.is_running()) else {
                continue;
            };
            let job = &entry.record;
            // A recorder that is present in the room is recording, even if LiveKit does not list
            // it.
            if at.since(entry.received_at) < GRACE_MS || state.has_recorder(job) {
                self.unlisted.remove(&(kind, id.clone()));
                continue;
            }
            let mut steady = self.unlisted.remove(&(kind, id.clone()));
            Steady::observe(&mut steady, true, at);
            let Some(steady) = steady else { continue };
            if steady.is_stable(AGE_MS) {
                let what = match kind {
                    JobKind::Egress => "egresses",
                    JobKind::Ingress => "ingresses in use",
                    JobKind::Agent => "agent jobs",
                };
                let alive = job.alive_at();
                let cut_off = self.outage_since(alive);
                let evidence = left_out(what, steady.since, steady.last);
                let proof = (Proof::received(alive), alive);
                let absence = absence(steady.since, proof, 0, evidence, cut_off.as_deref());
                let mut finding = Finding::new(Drift::JobGone, id, at);
                finding.absence = Some(absence);
                finding.room =
                    (!job.room_sid.is_empty()).then(|| named(&job.room_sid, &job.room_name));
                finding.job.insert("job_kind".to_owned(), kind.as_str().into());
                finding.job.insert("job_id".to_owned(), id.as_str().into());
                self.report(finding, id, &mut findings);
            }
            self.unlisted.insert((kind, id.clone()), steady);
        }
        findings
    }
}

/// What counts as a change of a job: its status, and the fate of its outputs.
fn fate(job: &JobRecord) -> (Option<&JobStatus>, Vec<OutputFate<'_>>) {
    (job.status(), job.outputs().iter().map(OutputRecord::fate).collect())
}

/// Whether a listing says nothing new about a job.
fn is_as_listed(known: &JobRecord, listed: &JobRecord) -> bool {
    if known.ended.is_some() {
        return true;
    }
    if known.inferred_end.is_some() {
        // LiveKit goes on listing an entry that outlives its egress, and never changes it again.
        let reported_at = |job: &JobRecord| job.running.as_ref().map(|running| running.stamp.at);
        let is_ghost = known.gone.as_ref().is_some_and(|gone| gone.is_ghost);
        return listed.is_running() && is_ghost && reported_at(listed) <= reported_at(known);
    }
    known.status() == listed.status()
        && (listed.outputs().is_empty() || fate(known).1 == fate(listed).1)
}

impl State {
    /// Whether the recorder of an egress is present in its room: its identity is the id of the
    /// egress.
    fn has_recorder(&self, job: &JobRecord) -> bool {
        let key = RoomKey { deployment: Arc::clone(&job.deployment), sid: job.room_sid.clone() };
        job.kind == JobKind::Egress
            && self.rooms.get(&key).is_some_and(|room| {
                room.participants.values().any(|participant| {
                    participant.is_present() && participant.record.identity == job.id
                })
            })
    }
}
