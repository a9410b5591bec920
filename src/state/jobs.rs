//! Jobs in the state: merging what is reported of them, and inferring ends that nobody reported.
//!
//! An agent's job ends when its agent leaves or its room ends; a run of an ingress ends when the
//! ingress starts another run. That follows from the records alone. An egress may go on after its
//! room, to upload what it recorded: its end is inferred when no event came for long
//! ([`State::infer_silent_job_ends`]), or when LiveKit no longer lists it (`reconcile/jobs.rs`).
//! What LiveKit reports overrules all of this.

use std::collections::hash_map::Entry;
use std::sync::Arc;

use super::{ChangeKind, JobEntry, JobKey, RoomEntry, RoomKey, State, StateChange};
use crate::model::{Absence, End, JobKind, JobRecord, Millis, Proof, Text};

/// How long an egress or ingress may go on after its room ended without an event, milliseconds: it
/// uploads what was recorded, and LiveKit reports that beforehand.
const SILENT_MS: i64 = 10 * 60_000;
/// How long an egress that LiveKit reports as ending may take for its upload, milliseconds.
const ENDING_MS: i64 = 6 * 3_600_000;

impl JobRecord {
    fn key(&self) -> JobKey {
        JobKey { deployment: Arc::clone(&self.deployment), kind: self.kind, id: self.id.clone() }
    }

    /// The room session it belongs to, if LiveKit names one.
    fn room_key(&self) -> Option<RoomKey> {
        (!self.room_sid.is_empty()).then(|| RoomKey {
            deployment: Arc::clone(&self.deployment),
            sid: self.room_sid.clone(),
        })
    }

    /// The id of the ingress that this job is one run of.
    fn ingress_id(&self) -> &str {
        self.id.split_once('/').map_or(&self.id, |(ingress, _)| ingress)
    }
}

impl State {
    pub(super) fn observe_job(
        &mut self,
        record: JobRecord,
        received_at: Millis,
        changes: &mut Vec<StateChange>,
    ) {
        let key = record.key();
        match self.jobs.entry(key.clone()) {
            Entry::Vacant(vacant) => {
                // Jobs are few, and their creation time is not reported: always ask the store.
                vacant.insert(JobEntry { record, stored_end: None, partial: true, received_at });
            }
            Entry::Occupied(mut occupied) => {
                let entry = occupied.get_mut();
                entry.received_at = entry.received_at.max(received_at);
                if !entry.record.merge(record) {
                    return;
                }
            }
        }
        self.index_job(&key);
        self.infer_job_end(&key);
        self.dirty.jobs.insert(key.clone());
        changes.push(self.job_change(&key));
        self.infer_run_ends(&key, changes);
    }

    /// Merges stored jobs, after the rooms that they belong to.
    pub(super) fn hydrate_jobs(
        &mut self,
        stored: Vec<JobRecord>,
        now: Millis,
        changes: &mut Vec<StateChange>,
    ) {
        let keys: Vec<_> = stored.into_iter().map(|job| self.hydrate_job(job, now)).collect();
        self.infer_job_ends(&keys, changes);
        for key in &keys {
            self.infer_run_ends(key, changes);
        }
    }

    fn hydrate_job(&mut self, stored: JobRecord, now: Millis) -> JobKey {
        let key = stored.key();
        let stored_end = stored.inferred_end.clone();
        let entry = self.jobs.entry(key.clone());
        let entry = entry
            .and_modify(|entry| {
                entry.record.merge(stored.clone());
            })
            .or_insert(JobEntry {
                record: stored,
                stored_end: None,
                partial: false,
                received_at: now,
            });
        entry.partial = false;
        entry.stored_end = stored_end;
        self.index_job(&key);
        key
    }

    /// Infers the ends of the agent jobs of a room after its end changed, or of one agent after its
    /// session changed.
    pub(super) fn infer_job_ends_of(
        &mut self,
        room: &RoomKey,
        agent: Option<&Text>,
        changes: &mut Vec<StateChange>,
    ) {
        let Some(keys) = self.room_jobs.get(room) else { return };
        let is_of = |job: &JobRecord, agent: &Text| {
            job.status().is_some_and(|status| status.participant_identity == *agent)
        };
        let concerned = keys.iter().filter(|key| {
            key.kind == JobKind::Agent
                && agent.is_none_or(|agent| {
                    self.jobs.get(*key).is_some_and(|entry| is_of(&entry.record, agent))
                })
        });
        let concerned: Vec<_> = concerned.cloned().collect();
        self.infer_job_ends(&concerned, changes);
    }

    /// Infers the ends of the other runs of an ingress.
    fn infer_run_ends(&mut self, key: &JobKey, changes: &mut Vec<StateChange>) {
        if key.kind != JobKind::Ingress {
            return;
        }
        let runs: Vec<_> = self.runs_of(key).map(|(other, _)| other.clone()).collect();
        self.infer_job_ends(&runs, changes);
    }

    fn infer_job_ends(&mut self, keys: &[JobKey], changes: &mut Vec<StateChange>) {
        for key in keys {
            if self.infer_job_end(key) {
                self.dirty.jobs.insert(key.clone());
                changes.push(self.job_change(key));
            }
        }
    }

    /// Other runs of the same ingress.
    fn runs_of<'a>(&'a self, key: &'a JobKey) -> impl Iterator<Item = (&'a JobKey, &'a JobEntry)> {
        let ingress = self.jobs.get(key).map(|entry| entry.record.ingress_id());
        self.jobs.iter().filter(move |(other, entry)| {
            other.kind == JobKind::Ingress
                && other.deployment == key.deployment
                && other.id != key.id
                && Some(entry.record.ingress_id()) == ingress
        })
    }

    /// Adds a job to the index of its room.
    fn index_job(&mut self, key: &JobKey) {
        let Some(room) = self.jobs.get(key).and_then(|entry| entry.record.room_key()) else {
            return;
        };
        let jobs = self.room_jobs.entry(room).or_default();
        if !jobs.contains(key) {
            jobs.push(key.clone());
        }
    }

    /// Retains the ends that were inferred from rooms which leave the memory.
    pub(super) fn retain_inferred_ends(&mut self) {
        for entry in self.jobs.values_mut().filter(|entry| entry.record.inferred_end.is_some()) {
            let room = entry.record.room_key();
            if room.is_some_and(|room| !self.rooms.contains_key(&room)) {
                entry.stored_end.clone_from(&entry.record.inferred_end);
            }
        }
    }

    /// Removes jobs that are no longer in memory from the index of rooms.
    pub(super) fn unindex_jobs(&mut self) {
        let jobs = &self.jobs;
        self.room_jobs.retain(|_, keys| {
            keys.retain(|key| jobs.contains_key(key));
            !keys.is_empty()
        });
    }

    /// Infers the end of one job again; returns whether it changed.
    fn infer_job_end(&mut self, key: &JobKey) -> bool {
        let Some(entry) = self.jobs.get(key) else { return false };
        let end = self.job_end(key, entry);
        let Some(entry) = self.jobs.get_mut(key) else { return false };
        let is_different = entry.record.inferred_end != end;
        entry.record.inferred_end = end;
        is_different
    }

    /// The inferred end of a job whose end LiveKit did not report.
    fn job_end(&self, key: &JobKey, entry: &JobEntry) -> Option<End> {
        let job = &entry.record;
        if job.ended.is_some() {
            return None;
        }
        let gone = job.gone.as_ref().and_then(|gone| gone.end(Proof::default(), job.alive_at()));
        let room = job.room_key().and_then(|room| self.rooms.get(&room));
        let by_others = match (key.kind, room) {
            (JobKind::Agent, Some(room)) => agent_end(job, room),
            // What it followed from has left the memory.
            (JobKind::Agent, None) => entry.stored_end.clone(),
            (JobKind::Ingress, _) => self.next_run(key, job),
            (JobKind::Egress, _) => None,
        };
        by_others.or(gone)
    }

    /// The end of a run of an ingress that started another run.
    fn next_run(&self, key: &JobKey, job: &JobRecord) -> Option<End> {
        let mine = (job.began_at(), &key.id);
        let next = self
            .runs_of(key)
            .map(|(other, entry)| (entry.record.began_at(), &other.id))
            .filter(|run| *run > mine)
            .min()?;
        let reported_at = job.running.as_ref().map_or(job.began_at(), |running| running.stamp.at);
        let evidence = format!("the ingress started again as `{}`", next.1);
        Some(End::inferred(reported_at, next.0, evidence))
    }

    /// Infers the end of jobs without an event for long: an egress or ingress whose room, or whose
    /// recorder in it, is gone, and an egress that was ending. Returns what changed.
    pub fn infer_silent_job_ends(&mut self, now: Millis) -> Vec<StateChange> {
        let mut changes = Vec::new();
        if !self.is_loaded() {
            return changes;
        }
        let silent: Vec<_> = self
            .jobs
            .iter()
            .filter(|(key, entry)| key.kind != JobKind::Agent && entry.record.is_running())
            .filter_map(|(key, entry)| Some((key.clone(), self.silence(entry, now)?)))
            .collect();
        for (key, gone) in silent {
            if let Some(entry) = self.jobs.get_mut(&key) {
                entry.record.gone = Some(Box::new(gone));
                self.infer_job_ends(&[key], &mut changes);
            }
        }
        if !changes.is_empty() {
            self.revision += 1;
        }
        changes
    }

    /// Why a job without events is taken to be over.
    fn silence(&self, entry: &JobEntry, now: Millis) -> Option<Absence> {
        let job = &entry.record;
        let silent_ms = now.since(entry.received_at.max(job.alive_at()));
        let gone = |what: String, since: Millis, wait_ms: i64| Absence {
            at: now,
            earliest: since.min(now),
            skew_ms: 0,
            is_ghost: true,
            is_cut_off: false,
            evidence: format!("{what}, and no event about it came for {}", minutes(wait_ms)).into(),
        };
        let status = job.status().map_or("", |status| status.name.as_str());
        if status == "EGRESS_ENDING" {
            let reported_at = job.running.as_ref()?.stamp.at;
            return (silent_ms >= ENDING_MS)
                .then(|| gone("it was ending".to_owned(), reported_at, ENDING_MS));
        }
        let room = self.rooms.get(&job.room_key()?)?;
        if silent_ms < SILENT_MS {
            return None;
        }
        let is_old = |received_at: Millis| now.since(received_at) >= SILENT_MS;
        if let Some(end) = room.session.end.as_ref().filter(|_| is_old(room.received_at)) {
            let what = format!("its room `{}` has ended", job.room_sid);
            return Some(gone(what, end.latest, SILENT_MS));
        }
        if job.kind != JobKind::Egress {
            return None;
        }
        // A recorder's identity is the id of its egress.
        let (end, received_at) = last_session(room, &job.id, None)?;
        let end = end.filter(|_| is_old(received_at))?;
        Some(gone("its recorder left".to_owned(), end.latest, SILENT_MS))
    }

    fn job_change(&self, key: &JobKey) -> StateChange {
        let job = self.jobs.get(key).map(|entry| &entry.record);
        let room = job.and_then(|job| match job.room_key() {
            Some(room) => Some(room),
            None => self.find_room(Some(&key.deployment), &job.room_name, None),
        });
        StateChange {
            kind: ChangeKind::JobUpdated,
            room: room.filter(|room| self.rooms.contains_key(room)),
            participant: None,
            job: Some(key.clone()),
        }
    }
}

/// The end of an agent's job, inferred from the end of its agent or of its room.
fn agent_end(job: &JobRecord, room: &RoomEntry) -> Option<End> {
    let identity = job.status().map(|status| &status.participant_identity);
    if let Some(identity) = identity.filter(|identity| !identity.is_empty())
        && let Some((Some(end), _)) = last_session(room, identity, job.started_at)
    {
        let why = end.evidence.as_deref().map_or_else(String::new, |why| format!(": {why}"));
        let evidence = format!("its agent `{identity}` left{why}");
        return Some(End::inferred(end.earliest, end.latest, evidence));
    }
    let end = room.session.end.as_ref()?;
    let evidence = end.evidence.as_deref().unwrap_or("its room finished");
    Some(End::inferred(end.earliest, end.latest, evidence))
}

/// The end of an identity's last session in a room (`None` while it is present), and when the last
/// event about it was received; ignores sessions that ended before `since`. `None` without a
/// session.
fn last_session(
    room: &RoomEntry,
    identity: &Text,
    since: Option<Millis>,
) -> Option<(Option<End>, Millis)> {
    let participants =
        room.participants.values().filter(|participant| participant.record.identity == *identity);
    let ended_before = |end: &End| since.is_some_and(|since| end.latest.plus(999) < since);
    let relevant =
        participants.filter(|participant| !participant.end.as_deref().is_some_and(ended_before));
    relevant
        .map(|participant| (participant.end.as_deref().cloned(), participant.received_at))
        .reduce(|a, b| {
            let end = match (a.0, b.0) {
                (Some(a), Some(b)) => {
                    let order = |end: &End| (end.latest, end.earliest, end.evidence.clone());
                    Some(if order(&a) >= order(&b) { a } else { b })
                }
                _ => None,
            };
            (end, a.1.max(b.1))
        })
}

fn minutes(ms: i64) -> String {
    let minutes = ms / 60_000;
    if minutes < 120 { format!("{minutes} minutes") } else { format!("{} hours", minutes / 60) }
}
