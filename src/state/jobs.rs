//! Jobs in the state: joining what is told of them, and concluding an end that nobody told.
//!
//! An agent's job is over when its agent left or its room ended; a run of an ingress, when the
//! ingress runs anew. That follows from records alone. An egress may go on after its room, to upload
//! what it recorded: it is concluded to be over when it has been silent for long ([`State::conclude_jobs`]),
//! or when LiveKit does not list it any more (`reconcile/jobs.rs`). What LiveKit tells overrules all.

use std::collections::hash_map::Entry;
use std::sync::Arc;

use super::{Change, ChangeKind, JobEntry, JobKey, RoomEntry, RoomKey, State};
use crate::model::{Absence, End, JobKind, JobRecord, Millis, Proof, Text};

/// For so long after the end of its room, and without a word of it, an egress or ingress may still be
/// at work, milliseconds: what was recorded is uploaded, which LiveKit tells beforehand.
const SILENT_MS: i64 = 10 * 60_000;
/// An egress that was told to be ending may take so long over its upload, milliseconds.
const ENDING_MS: i64 = 6 * 3_600_000;

impl JobRecord {
    fn key(&self) -> JobKey {
        JobKey { deployment: Arc::clone(&self.deployment), kind: self.kind, id: self.id.clone() }
    }

    /// The room session it belongs to, where that is told.
    fn room_key(&self) -> Option<RoomKey> {
        (!self.room_sid.is_empty()).then(|| RoomKey {
            deployment: Arc::clone(&self.deployment),
            sid: self.room_sid.clone(),
        })
    }

    /// What an ingress is called, of which this is one run.
    fn ingress_id(&self) -> &str {
        self.id.split_once('/').map_or(&self.id, |(ingress, _)| ingress)
    }
}

impl State {
    pub(super) fn observe_job(
        &mut self,
        record: JobRecord,
        heard_at: Millis,
        changes: &mut Vec<Change>,
    ) {
        let key = record.key();
        match self.jobs.entry(key.clone()) {
            Entry::Vacant(vacant) => {
                // Jobs are few, and none tells when it was created: always ask the store.
                vacant.insert(JobEntry { record, stored_end: None, partial: true, heard_at });
            }
            Entry::Occupied(mut occupied) => {
                let entry = occupied.get_mut();
                entry.heard_at = entry.heard_at.max(heard_at);
                if !entry.record.merge(record) {
                    return;
                }
            }
        }
        self.place_job(&key);
        self.infer_job_end(&key);
        self.dirty.jobs.insert(key.clone());
        changes.push(self.job_change(&key));
        self.infer_run_ends(&key, changes);
    }

    /// Joins stored jobs, after the rooms that they belong to.
    pub(super) fn hydrate_jobs(
        &mut self,
        stored: Vec<JobRecord>,
        now: Millis,
        changes: &mut Vec<Change>,
    ) {
        let keys: Vec<_> = stored.into_iter().map(|job| self.hydrate_job(job, now)).collect();
        self.infer_job_ends(&keys, changes);
        for key in &keys {
            self.infer_run_ends(key, changes);
        }
    }

    fn hydrate_job(&mut self, stored: JobRecord, now: Millis) -> JobKey {
        let key = stored.key();
        let stored_end = stored.concluded.clone();
        let entry = self.jobs.entry(key.clone());
        let entry = entry
            .and_modify(|entry| {
                entry.record.merge(stored.clone());
            })
            .or_insert(JobEntry {
                record: stored,
                stored_end: None,
                partial: false,
                heard_at: now,
            });
        entry.partial = false;
        entry.stored_end = stored_end;
        self.place_job(&key);
        key
    }

    /// Settles the agents' jobs of a room after its end changed, or those of one agent after its
    /// stay did.
    pub(super) fn infer_job_ends_of(
        &mut self,
        room: &RoomKey,
        agent: Option<&Text>,
        changes: &mut Vec<Change>,
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

    /// Settles the other runs of an ingress.
    fn infer_run_ends(&mut self, key: &JobKey, changes: &mut Vec<Change>) {
        if key.kind != JobKind::Ingress {
            return;
        }
        let runs: Vec<_> = self.runs_of(key).map(|(other, _)| other.clone()).collect();
        self.infer_job_ends(&runs, changes);
    }

    fn infer_job_ends(&mut self, keys: &[JobKey], changes: &mut Vec<Change>) {
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

    /// Remembers which room a job belongs to.
    fn place_job(&mut self, key: &JobKey) {
        let Some(room) = self.jobs.get(key).and_then(|entry| entry.record.room_key()) else {
            return;
        };
        let jobs = self.room_jobs.entry(room).or_default();
        if !jobs.contains(key) {
            jobs.push(key.clone());
        }
    }

    /// Keeps what was concluded from rooms that leave the memory.
    pub(super) fn keep_conclusions(&mut self) {
        for entry in self.jobs.values_mut().filter(|entry| entry.record.concluded.is_some()) {
            let room = entry.record.room_key();
            if room.is_some_and(|room| !self.rooms.contains_key(&room)) {
                entry.stored_end.clone_from(&entry.record.concluded);
            }
        }
    }

    /// Forgets the places of jobs that are no longer in memory.
    pub(super) fn forget_places(&mut self) {
        let jobs = &self.jobs;
        self.room_jobs.retain(|_, keys| {
            keys.retain(|key| jobs.contains_key(key));
            !keys.is_empty()
        });
    }

    /// Concludes the end of one job anew; returns whether that is another than before.
    fn infer_job_end(&mut self, key: &JobKey) -> bool {
        let Some(entry) = self.jobs.get(key) else { return false };
        let end = self.job_end(key, entry);
        let Some(entry) = self.jobs.get_mut(key) else { return false };
        let is_different = entry.record.concluded != end;
        entry.record.concluded = end;
        is_different
    }

    /// The end that follows from what is known, of a job whose end nobody told.
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

    /// The end of a run of an ingress that runs anew.
    fn next_run(&self, key: &JobKey, job: &JobRecord) -> Option<End> {
        let mine = (job.began_at(), &key.id);
        let next = self
            .runs_of(key)
            .map(|(other, entry)| (entry.record.began_at(), &other.id))
            .filter(|run| *run > mine)
            .min()?;
        let told_at = job.running.as_ref().map_or(job.began_at(), |told| told.stamp.at);
        let evidence = format!("the ingress runs anew as `{}`", next.1);
        Some(End::inferred(told_at, next.0, evidence))
    }

    /// Concludes that what has been silent for long is over: an egress or ingress whose room, or
    /// whose recorder in it, is gone, and an egress that was ending. Returns what changed.
    pub fn conclude_jobs(&mut self, now: Millis) -> Vec<Change> {
        let mut changes = Vec::new();
        if !self.is_loaded() {
            return changes;
        }
        let found: Vec<_> = self
            .jobs
            .iter()
            .filter(|(key, entry)| key.kind != JobKind::Agent && entry.record.is_running())
            .filter_map(|(key, entry)| Some((key.clone(), self.silence(entry, now)?)))
            .collect();
        for (key, gone) in found {
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

    /// Why a silent job is taken to be over.
    fn silence(&self, entry: &JobEntry, now: Millis) -> Option<Absence> {
        let job = &entry.record;
        let silent_ms = now.since(entry.heard_at.max(job.alive_at()));
        let gone = |what: String, since: Millis, wait_ms: i64| Absence {
            at: now,
            earliest: since.min(now),
            skew_ms: 0,
            is_ghost: true,
            is_cut_off: false,
            evidence: format!("{what}, and nothing was heard of it for {}", minutes(wait_ms))
                .into(),
        };
        let status = job.status().map_or("", |status| status.name.as_str());
        if status == "EGRESS_ENDING" {
            let told_at = job.running.as_ref()?.stamp.at;
            return (silent_ms >= ENDING_MS)
                .then(|| gone("it was ending".to_owned(), told_at, ENDING_MS));
        }
        let room = self.rooms.get(&job.room_key()?)?;
        if silent_ms < SILENT_MS {
            return None;
        }
        let is_old = |heard_at: Millis| now.since(heard_at) >= SILENT_MS;
        if let Some(end) = room.session.end.as_ref().filter(|_| is_old(room.heard_at)) {
            let what = format!("its room `{}` is over", job.room_sid);
            return Some(gone(what, end.latest, SILENT_MS));
        }
        if job.kind != JobKind::Egress {
            return None;
        }
        // A recorder's identity is the id of its egress.
        let (end, heard_at) = last_session(room, &job.id, None)?;
        let end = end.filter(|_| is_old(heard_at))?;
        Some(gone("its recorder left".to_owned(), end.latest, SILENT_MS))
    }

    fn job_change(&self, key: &JobKey) -> Change {
        let job = self.jobs.get(key).map(|entry| &entry.record);
        let room = job.and_then(|job| match job.room_key() {
            Some(room) => Some(room),
            None => self.find_room(Some(&key.deployment), &job.room_name, None),
        });
        Change {
            kind: ChangeKind::JobUpdated,
            room: room.filter(|room| self.rooms.contains_key(room)),
            participant: None,
            job: Some(key.clone()),
        }
    }
}

/// The end of an agent's job by what became of its agent, or of its room.
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

/// The end of somebody's last stay in a room, `None` while they are there, and when something was
/// last heard of them; of those that were not over before `since`. `None` if they never were there.
fn last_session(
    room: &RoomEntry,
    identity: &Text,
    since: Option<Millis>,
) -> Option<(Option<End>, Millis)> {
    let stays = room.stays.values().filter(|stay| stay.record.identity == *identity);
    let ended_before = |end: &End| since.is_some_and(|since| end.latest.plus(999) < since);
    let relevant = stays.filter(|stay| !stay.end.as_ref().is_some_and(ended_before));
    relevant.map(|stay| (stay.end.clone(), stay.heard_at)).reduce(|a, b| {
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
