//! What listings of egresses and ingresses tell.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::{AGE_MS, GRACE_MS, Reconciler, Steady, absence, hash, left_out, named};
use crate::model::{
    Drift, Finding, JobKind, JobRecord, JobStatus, Millis, OutputFate, OutputRecord, Proof, Text,
};
use crate::state::{JobKey, RoomKey, State};

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
            if known.is_some_and(|known| is_as_listed(known, listed)) {
                self.jobs.remove(&listed.id);
                continue;
            }
            // An ingress that nobody uses is no job.
            if known.is_none() && !listed.is_running() {
                continue;
            }
            let mut steady = self.jobs.remove(&listed.id);
            Steady::observe(&mut steady, hash(&format!("{:?}", fate(listed))), at);
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

    /// Runs of ingresses that go on as far as is known here, and that `listing`, of every ingress,
    /// does not tell to be in use.
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

    /// Takes in that of the jobs which run as far as is known here, and which are not listed, LiveKit
    /// knows nothing of those `unknown`, asked at `at`.
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
            // A recorder that is in the room records, whoever has forgotten it.
            if at.since(entry.heard_at) < GRACE_MS || state.has_recorder(job) {
                self.unlisted.remove(&(kind, id.clone()));
                continue;
            }
            let mut steady = self.unlisted.remove(&(kind, id.clone()));
            Steady::observe(&mut steady, true, at);
            let Some(steady) = steady else { continue };
            if steady.is_settled(AGE_MS) {
                let what = match kind {
                    JobKind::Egress => "egresses",
                    JobKind::Ingress => "ingresses in use",
                    JobKind::Agent => "agent jobs",
                };
                let alive = job.alive_at();
                let cut_off = self.was_away(alive);
                let evidence = left_out(what, steady.since, steady.last);
                let proof = (Proof::received(alive), alive);
                let absence = absence(steady.since, proof, 0, evidence, cut_off.as_deref());
                let mut found = Finding::new(Drift::JobGone, id, at);
                found.absence = Some(absence);
                found.room =
                    (!job.room_sid.is_empty()).then(|| named(&job.room_sid, &job.room_name));
                found.job.insert("job_kind".to_owned(), kind.as_str().into());
                found.job.insert("job_id".to_owned(), id.as_str().into());
                self.tell(found, id, &mut findings);
            }
            self.unlisted.insert((kind, id.clone()), steady);
        }
        findings
    }
}

/// What makes a job another than before: how it stands, and how what comes out of it fares.
fn fate(job: &JobRecord) -> (Option<&JobStatus>, Vec<OutputFate<'_>>) {
    (job.status(), job.outputs().iter().map(OutputRecord::fate).collect())
}

/// Whether a listing tells nothing new of a job.
fn is_as_listed(known: &JobRecord, listed: &JobRecord) -> bool {
    if known.ended.is_some() {
        return true;
    }
    if known.concluded.is_some() {
        // An entry that outlives its egress is told over and over, but never changes again.
        let told_at = |job: &JobRecord| job.running.as_ref().map(|told| told.stamp.at);
        let is_ghost = known.gone.as_ref().is_some_and(|gone| gone.is_ghost);
        return listed.is_running() && is_ghost && told_at(listed) <= told_at(known);
    }
    known.status() == listed.status()
        && (listed.outputs().is_empty() || fate(known).1 == fate(listed).1)
}

impl State {
    /// Whether the recorder of an egress is in its room: its identity is the id of the egress.
    fn has_recorder(&self, job: &JobRecord) -> bool {
        let key = RoomKey { deployment: Arc::clone(&job.deployment), sid: job.room_sid.clone() };
        job.kind == JobKind::Egress
            && self.rooms.get(&key).is_some_and(|room| {
                room.stays.values().any(|stay| stay.is_present() && stay.record.identity == job.id)
            })
    }
}
